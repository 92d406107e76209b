#version 450
// in 256 u32 0 1000 | out 256 u32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { uint src[]; };
layout(std430, set = 0, binding = 1) buffer Target { uint dst[]; };

shared uint tile[64];
shared uint total;

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    if (local == 0u) total = 0u;
    tile[local] = src[i];
    barrier();
    atomicAdd(total, tile[63u - local] & 15u);
    uint neighbour = tile[(local + 1u) % 64u];
    barrier();
    tile[local] = neighbour + total;
    barrier();
    dst[i] = tile[(local * 7u) % 64u];
}
