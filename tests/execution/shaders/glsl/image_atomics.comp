#version 450
// Atomic operations on texels, whose results nobody looks at, in images of one and more layers.
layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0, r32ui) uniform uimage2D counts;
layout(set = 0, binding = 1, r32i) uniform iimage2D extremes;
layout(set = 0, binding = 2, r32ui) uniform uimage2DArray layered;

layout(set = 0, binding = 3) readonly buffer Source {
    uint words[64];
};

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    uint word = words[gl_LocalInvocationIndex];
    imageAtomicAdd(counts, at / 2, word & 255u);
    imageAtomicXor(counts, at / 4 + ivec2(4, 0), word);
    imageAtomicMin(extremes, at / 2, int(word));
    imageAtomicMax(extremes, at / 2 + ivec2(4, 0), int(word));
    imageAtomicOr(layered, ivec3(at / 4, at.x % 2), word);
    imageAtomicAnd(layered, ivec3(at / 4 + ivec2(2, 0), at.y % 2), word | 0xffff0000u);
}
