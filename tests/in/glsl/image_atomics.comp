#version 450

// What a scatter leaves in images: counts, layers, extremes.

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0, r32ui) uniform uimage2D counts;
layout(set = 0, binding = 1, r32i) uniform iimage2DArray extremes;
layout(set = 0, binding = 2, r32ui) uniform uimage3D bits;
layout(set = 0, binding = 3) readonly buffer Points { ivec4 points[]; };

void main() {
    ivec4 point = points[gl_GlobalInvocationID.x];
    imageAtomicAdd(counts, point.xy, 1u);
    imageAtomicMin(extremes, ivec3(point.xy, 0), point.w);
    imageAtomicMax(extremes, ivec3(point.xy, 1), point.w);
    imageAtomicOr(bits, point.xyz, 1u << (point.w & 31));
    imageAtomicXor(bits, point.zyx, imageLoad(counts, point.xy).x);
    imageAtomicAnd(bits, point.yxz, 0x00FFFFFFu);
}
