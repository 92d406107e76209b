#version 450
// Rectangle textures: coordinates in texels, without levels.
layout(local_size_x = 4, local_size_y = 4) in;

layout(set = 0, binding = 0) uniform texture2DRect picture;
layout(set = 0, binding = 1) uniform utexture2DRect labels;
layout(set = 0, binding = 2) uniform sampler apart;
layout(set = 0, binding = 3, r32f) uniform image2DRect sums;
layout(set = 1, binding = 0) buffer Results { vec4 results[16][4]; };

void main() {
    ivec2 at = ivec2(gl_LocalInvocationID.xy);
    uint index = gl_LocalInvocationIndex;
    vec2 place = vec2(at) + vec2(0.25, 0.75);
    results[index][0] = texture(sampler2DRect(picture, apart), place) + vec4(textureSize(sampler2DRect(picture, apart)).xyxy);
    results[index][1] = texelFetch(sampler2DRect(picture, apart), at.yx);
    results[index][2] = vec4(textureProj(usampler2DRect(labels, apart), vec3(place, 1.0) * 2.0));
    results[index][3] = textureGather(sampler2DRect(picture, apart), vec2(at + 1), 1);
    imageStore(sums, at, imageLoad(sums, at) + vec4(imageSize(sums).x));
}
