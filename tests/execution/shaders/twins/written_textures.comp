#version 450
// What wgsl/written_textures.wgsl means, with everything in one function.
layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0, rgba32f) uniform writeonly image2D plain;
layout(set = 0, binding = 1, r32ui) uniform uimage2D sums;
layout(set = 0, binding = 2, r32ui) uniform uimage2D more_sums;
layout(set = 0, binding = 3, r32ui) uniform uimage2D counts;
layout(set = 0, binding = 4) readonly buffer Words {
    uint words[64];
};

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    uint index = gl_LocalInvocationIndex;
    uvec4 before = uvec4(
        imageLoad(sums, at).x,
        imageLoad(sums, at + ivec2(8, 0)).x,
        imageLoad(more_sums, at.yx).x,
        imageLoad(more_sums, at.yx + ivec2(8, 0)).x
    );
    imageStore(sums, at, uvec4(before.x + words[index], 0u, 0u, 1u));
    imageStore(sums, at + ivec2(8, 0), uvec4(before.y + words[index] * 2u, 0u, 0u, 1u));
    imageStore(more_sums, at.yx, uvec4(before.z + index, 0u, 0u, 1u));
    imageStore(more_sums, at.yx + ivec2(8, 0), uvec4(before.w + index * 2u, 0u, 0u, 1u));
    uint sum = before.x + before.y + before.z + before.w;
    imageStore(plain, at, vec4(float(sum & 0xffffu), float(imageSize(plain).x), 2.0, -1.0));
    imageAtomicAdd(counts, at / 4, 1u);
}
