#version 450
// The length of an array is a constant, which no input is.
layout(location = 0) in flat uint count;
layout(location = 0) out vec4 colour;
const uint length = count;
void main() {
    float weights[length];
    colour = vec4(weights[0]);
}
