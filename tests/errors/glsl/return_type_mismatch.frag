#version 450
layout(location = 0) out vec4 colour;
vec3 pick() {
    return vec2(1.0);
}
void main() {
    colour = vec4(pick(), 1.0);
}
