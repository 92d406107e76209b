#version 450
// A default that stands first or between cases and falls into one, where control goes on behind the switch.
layout(local_size_x = 16) in;

layout(std430, binding = 0) readonly buffer Numbers { uint numbers[]; };
layout(std430, binding = 1) buffer Results { uvec4 results[]; };

uint branches(uint which) {
    uint sum = 1u;
    switch (which) {
    default:
        if ((which & 1u) == 0u) {
            sum += 30u;
        }
    case 2u:
        sum = sum * 5u + which;
    }
    return sum;
}

uint chains(uint which) {
    uint sum = 1u;
    switch (which) {
    case 6u:
        sum += 100u;
        break;
    default:
        for (uint n = 0u; n < which; n++) {
            sum += n;
        }
    case 1u:
        sum *= 3u;
    case 3u:
        if (which == 4u) {
            break;
        }
        sum += 7u;
        break;
    case 5u:
        sum += 1000u;
    }
    return sum;
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint n = numbers[i] & 7u;
    // Only glslang reads this, and so the whole shader.
    uint carry;
    n = uaddCarry(n, 0u, carry);
    uint sum = carry;
    switch (n & 1u) {
    default:
        switch (n) {
        default:
            if (n > 4u) {
                sum = 9u;
            }
        case 2u:
            sum += chains(n);
        }
    case 9u:
        sum ^= 64u;
    }
    results[i] = uvec4(branches(n), chains(n), sum, n);
}
