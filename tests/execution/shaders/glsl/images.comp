// Storage images of several formats, loaded and stored, with their sizes; separate textures and
// samplers sampled at a level.
#version 450
#extension GL_EXT_samplerless_texture_functions : require

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 0, rgba8) uniform writeonly image2D tiles;
layout(set = 0, binding = 1, r32f) uniform image2D sums;
layout(set = 0, binding = 2, r32ui) uniform uimage2D counts;
layout(set = 0, binding = 3, rgba16f) uniform writeonly image2DArray layers;
layout(set = 0, binding = 4, rgba32i) uniform writeonly iimage3D volume;
layout(set = 1, binding = 0) uniform texture2D picture;
layout(set = 1, binding = 1) uniform utexture2D labels;
layout(set = 1, binding = 2) uniform sampler smooth_;

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    vec2 uv = (vec2(at) + 0.25) / 12.0;
    vec4 texel = textureLod(sampler2D(picture, smooth_), uv, 0.0) + texelFetch(picture, at / 2, 1);
    imageStore(tiles, at, fract(texel));
    imageStore(sums, at, imageLoad(sums, at) * 0.5 + texel.xxxx);
    imageStore(counts, at, imageLoad(counts, at) + texelFetch(labels, at, 0));
    imageStore(layers, ivec3(at, at.x & 3), texel.zyxw);
    imageStore(volume, ivec3(at, at.y & 3), ivec4(at, imageSize(layers).z, textureSize(labels, 1).x));
}
