#version 450
layout(location = 0) out vec4 colour;
vec3 scale(vec3 v, float s) { return v * s; }
void main() {
    colour = vec4(scale(mat2(1.0), 2.0), 1.0);
}
