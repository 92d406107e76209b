#version 450
// A place where a program puts in a text.
layout(location = 0) out vec4 colour;
const int STEPS = ${STEPS};

void main() {
    colour = vec4(STEPS);
}
