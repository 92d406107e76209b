#version 450
// Atomic operations on components of vectors, which are read and written as vectors besides.
layout(local_size_x = 8) in;

struct Bin {
    uvec3 counts;
    ivec2 range;
    vec2 unchanged;
};

layout(std430, binding = 0) readonly buffer Numbers { uvec4 numbers[]; };
layout(std430, binding = 1) buffer Left {
    uvec4 totals;
    Bin bins[4];
    ivec2 rows[];
};

shared uvec2 together[4];

void main() {
    uint i = gl_GlobalInvocationID.x;
    uvec4 number = numbers[i];
    if (gl_LocalInvocationIndex < 4u) {
        together[gl_LocalInvocationIndex] = uvec2(0u, gl_WorkGroupID.x);
    }
    barrier();
    atomicAdd(together[number.x & 3u].y, number.z);
    barrier();
    atomicAdd(totals.x, together[i & 3u].y);
    together[i & 3u].x = 0u;
    atomicAdd(totals.y, number.x);
    atomicXor(totals[2u + (i & 1u)], number.y);
    atomicAdd(bins[i & 3u].counts[number.z % 3u], number.w);
    atomicMin(bins[i & 3u].range.x, int(number.x));
    atomicMax(bins[i & 3u].range.y, int(number.x));
    ivec2 before = rows[i];
    rows[i].x = before.y;
    atomicOr(rows[i].y, before.x);
    rows[i + 16u] = rows[i] + ivec2(number.xy);
}
