#version 450
// Functions that end with a switch whose cases all return, of which the default stands in front and
// falls into another, or stands between them.
layout(local_size_x = 16) in;

layout(std430, binding = 0) readonly buffer Numbers { uint numbers[]; };
layout(std430, binding = 1) buffer Results { uvec4 results[]; };

uint falls(uint which, uint at) {
    switch (which) {
    default:
        for (uint n = 0u; n < 2u; n++) {
            results[at].w += n + which;
        }
    case 3u:
        return which + 100u;
    case 5u:
        return which;
    }
}

int between(int which) {
    switch (which) {
    case 1:
        which += 10;
    default:
        which += 1;
    case -2:
    case 4:
        return which * 3;
    }
}

uint one(uint which) {
    switch (which) {
    default:
        which *= 7u;
    case 0u:
        return which + 1u;
    }
}

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint n = numbers[i] & 7u;
    results[i].w = 0u;
    results[i].x = falls(n, i);
    results[i].y = uint(between(int(n) - 3));
    results[i].z = one(n >> 1u);
}
