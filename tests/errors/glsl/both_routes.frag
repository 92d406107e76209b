// naga's own front end stops at the sampler in line 4, which is right; the mistake is in line 8.
#version 450

layout(binding = 0) uniform sampler2D image;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 colour;
void main() {
    colour = texture(image, vu);
}
