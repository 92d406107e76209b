#version 450
#extension GL_EXT_nonuniform_qualifier : require

// Textures out of arrays: chosen by material, handed to functions, read texel by texel.

layout(set = 0, binding = 0) uniform sampler2D layers[4];
layout(set = 0, binding = 1) uniform texture2D details[8];
layout(set = 0, binding = 2) uniform sampler wrap;
layout(set = 0, binding = 3, rgba8) uniform readonly image2D masks[3];
layout(set = 0, binding = 4, r32f) uniform writeonly image2D depths[2];

layout(location = 0) in vec2 uv;
layout(location = 1) flat in int material;
layout(location = 0) out vec4 color;

vec4 lookup(sampler2D map, vec2 at) {
    return texture(map, at);
}

vec4 lookup_twice(sampler2D map, vec2 at) {
    return lookup(map, at) + lookup(map, at * 2.0);
}

vec4 blend(texture2D set[8], sampler how, int first) {
    return mix(texture(sampler2D(set[first], how), uv), texture(sampler2D(set[first + 1], how), uv), 0.5);
}

void main() {
    ivec2 place = ivec2(gl_FragCoord.xy);
    color = lookup(layers[2], uv);
    color += lookup_twice(layers[material], uv);
    color += blend(details, wrap, material);
    color += texture(nonuniformEXT(sampler2D(details[material], wrap)), uv);
    color += texelFetchOffset(layers[1], place, 0, ivec2(1, -1));
    color *= imageLoad(masks[material % 3], place);
    imageStore(depths[1], place, vec4(gl_FragCoord.z));
}
