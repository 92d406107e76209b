#version 450
// An array of textures without a length, and invocations that differ in the index.
layout(set = 0, binding = 0) uniform sampler2D images[];
layout(location = 0) flat in int which;
layout(location = 0) out vec4 colour;

void main() {
    colour = texture(images[which], vec2(0.5));
}
