#version 450
// Offsets in texels: of loads, of gathers, computed and four at once; textures out of arrays in functions.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform texture2D picture;
layout(set = 0, binding = 1) uniform sampler apart;
#define map sampler2D(picture, apart)

layout(set = 0, binding = 2) buffer Results { vec4 results[16][4]; };

const ivec2 OFFSETS[4] = ivec2[4](ivec2(-1, 0), ivec2(2, 1), ivec2(0, 3), ivec2(1, -2));

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    uint index = gl_LocalInvocationIndex;
    // Corners of texels, where no rounding moves what is gathered.
    vec2 place = vec2(at) / vec2(textureSize(map, 0));
    results[index][0] = texelFetchOffset(map, at, 0, ivec2(2, 1));
    results[index][1] = textureGatherOffsets(map, place, OFFSETS, 1);
    results[index][2] = textureGatherOffset(map, place, at.yx - ivec2(1), 2);
    results[index][3] = textureGatherOffset(map, place, ivec2(-3, 2), 0);
}
