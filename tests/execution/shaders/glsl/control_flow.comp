// Switches that fall through, do-while, continue inside of switch, nested breaks, early return from
// void and other functions, comma and conditional operators with side effects.
#version 450

layout(local_size_x = 32) in;

layout(std430, binding = 0) readonly buffer Numbers { uint numbers[]; };
layout(std430, binding = 1) buffer Results { uvec4 results[]; };

uint falls(uint n) {
    uint r = 0u;
    switch (n % 7u) {
    case 0u:
        r += 1u;
    case 1u:
        r += 10u;
        break;
    case 2u:
    case 3u:
        r += 100u;
        if (n > 40u) break;
        r += 5u;
    default:
        r += 1000u;
    case 5u:
        r *= 3u;
    }
    return r;
}

uint loops(uint n) {
    uint sum = 0u;
    uint i = 0u;
    do {
        i++;
        switch (i & 3u) {
        case 0u:
            continue;
        case 1u:
            sum += n;
            break;
        default:
            sum ^= i;
        }
        if (sum > 500u) break;
        sum += 2u;
    } while (i < 12u);
    for (uint a = 0u, b = 9u; a < b; ++a, b--) {
        if (((a + n) & 1u) == 0u) continue;
        sum += a * b;
    }
    while (true) {
        if (sum < 100u) return sum;
        sum /= 3u;
    }
    return 1u;
}

uint calls;

bool noted(bool value) {
    calls = calls * 2u + 1u;
    return value;
}

void early(uint n, inout uint r) {
    if (n == 3u) return;
    r += 8u;
    if (n > 30u) { r = r << 1; return; }
    r++;
}

void main() {
    uint id = gl_GlobalInvocationID.x;
    uint n = numbers[id] & 63u;
    calls = 0u;
    uint choice = n > 9u ? (noted(true) ? n + 1u : 2u) : (noted(n > 4u) && noted(n > 6u) || noted(false) ? 5u : 6u);
    uint e = n;
    early(n, e);
    results[id] = uvec4(falls(n), loops(n), choice * 100u + calls, e);
}
