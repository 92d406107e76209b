#version 450
layout(location = 0) out vec4 colour;
void main() {
    float a = 1.0
    colour = vec4(a);
}
