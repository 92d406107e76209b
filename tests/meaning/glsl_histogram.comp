#version 450
// in 256 u32 0 255 | out 256 u32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { uint src[]; };
layout(std430, set = 0, binding = 1) buffer Target { uint dst[]; };

shared uint bins[8];
shared uint top;

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    if (local < 8u) bins[local] = 0u;
    barrier();
    atomicAdd(bins[src[i] >> 5], 1u);
    atomicMax(top, src[i]);
    barrier();
    uint before = 0u;
    for (uint k = 0u; k < (src[i] >> 5); k++) before += bins[k];
    dst[i] = before * 1000u + bins[local & 7u];
}
