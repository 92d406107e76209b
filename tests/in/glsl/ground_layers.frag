#version 450
#extension GL_EXT_samplerless_texture_functions : require

// Layers of a ground, of which each has its number: browsers get a texture for each.

layout(set = 0, binding = 0) uniform sampler2D layers[3];
layout(set = 0, binding = 1) uniform Ground { vec4 scale; } ground;
layout(set = 1, binding = 4) uniform texture2D masks[2];
layout(set = 1, binding = 5) uniform sampler linear;
layout(set = 1, binding = 6, rgba8) uniform writeonly image2D traces[2];

layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 color;

const int GRASS = 2;

vec4 layer(sampler2D map, float scale) {
    return texture(map, uv * scale);
}

void main() {
    vec4 weights = texture(sampler2D(masks[0], linear), uv);
    color = weights.x * layer(layers[0], ground.scale.x);
    color += weights.y * layer(layers[1], ground.scale.y);
    color += weights.z * layer(layers[GRASS], ground.scale.z);
    color += texelFetch(masks[1], ivec2(gl_FragCoord.xy), 0);
    imageStore(traces[1], ivec2(gl_FragCoord.xy), color);
}
