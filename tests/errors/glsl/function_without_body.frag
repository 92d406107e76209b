#version 450
// A function that is declared, called, and never defined.
layout(location = 0) out vec4 colour;

float shade(float x);

void main() {
    colour = vec4(shade(0.5));
}
