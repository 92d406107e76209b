#version 450
// A texture that one function compares and another reads.
layout(set = 0, binding = 0) uniform texture2D depth;
layout(set = 0, binding = 1) uniform samplerShadow comparing;
layout(set = 0, binding = 2) uniform sampler plain;
layout(location = 0) in vec3 at;
layout(location = 0) out vec4 color;

float compared(texture2D image, vec3 place) { return texture(sampler2DShadow(image, comparing), place); }
float read(texture2D image, vec2 place) { return texture(sampler2D(image, plain), place).x; }

void main() {
    color = vec4(compared(depth, at), read(depth, at.xy), 0.0, 1.0);
}
