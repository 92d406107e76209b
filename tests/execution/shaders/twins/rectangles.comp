#version 450
// What `rectangles.comp` means.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform texture2D picture;
layout(set = 0, binding = 1) uniform utexture2D labels;
layout(set = 0, binding = 2) uniform sampler apart;
layout(set = 0, binding = 3, r32f) uniform image2D sums;
layout(set = 1, binding = 0) buffer Results { vec4 results[16][4]; };

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    uint index = gl_LocalInvocationIndex;
    vec2 size = vec2(textureSize(sampler2D(picture, apart), 0));
    vec2 place = vec2(at) + vec2(0.25, 0.75);
    results[index][0] = textureLod(sampler2D(picture, apart), place / size, 0.0) + size.xyxy;
    results[index][1] = texelFetch(sampler2D(picture, apart), at.yx, 0);
    results[index][2] = vec4(texelFetch(usampler2D(labels, apart), ivec2(place), 0));
    results[index][3] = textureGather(sampler2D(picture, apart), vec2(at + 1) / size, 1);
    imageStore(sums, at, imageLoad(sums, at) + vec4(imageSize(sums).x));
}
