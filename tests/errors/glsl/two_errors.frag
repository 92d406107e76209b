#version 330
layout(location = 0) out vec4 colour;
layout(location = 1, colour_space = 3) out vec4 other;
void main() {
    float a = 1.0;
    float a = 2.0;
    colour = vec4(a);
    other = vec4(missing);
}
