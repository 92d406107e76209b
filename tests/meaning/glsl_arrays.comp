#version 450
// in 256 u32 0 4294967295 | out 256 u32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { uint src[]; };
layout(std430, set = 0, binding = 1) buffer Target { uint dst[]; };

const uint PRIMES[6] = uint[](2u, 3u, 5u, 7u, 11u, 13u);

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    uint k = src[i];
    uint grid[3][4] = uint[3][4](uint[4](1u, 2u, 3u, 4u), uint[4](5u, 6u, 7u, 8u), uint[4](9u, 10u, 11u, 12u));
    grid[k % 3u][(k >> 3) & 3u] = k >> 16;
    uvec4 v = uvec4(k) >> uvec4(0u, 8u, 16u, 24u);
    v.wzyx = v & uvec4(255u);
    v[k & 3u] += PRIMES[(k >> 5) % 6u];
    dst[i] = grid[1][k & 3u] + v.x * 3u + v.y * 5u + v.z * 7u + v.w;
}
