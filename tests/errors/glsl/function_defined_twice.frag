#version 450
// Two bodies of one function.
layout(location = 0) out vec4 colour;

float shade(float x) { return x; }
float shade(float x) { return 2.0 * x; }

void main() {
    colour = vec4(shade(0.5));
}
