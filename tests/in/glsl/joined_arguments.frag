#version 450

// Textures and samplers that are joined where a function is called, or inside of it.

layout(set = 0, binding = 0) uniform texture2D albedo;
layout(set = 0, binding = 1) uniform sampler smoothly;
layout(set = 0, binding = 2) uniform sampler sharply;

layout(location = 0) in vec2 at;
layout(location = 0) out vec4 color;

vec4 with(sampler how, vec2 place) { return texture(sampler2D(albedo, how), place); }
vec4 joined(texture2D what, sampler how, vec2 place) { return texture(sampler2D(what, how), place); }

void main() {
    color = with(smoothly, at) + with(sharply, at * 2.0) + joined(albedo, sharply, at.yx);
}
