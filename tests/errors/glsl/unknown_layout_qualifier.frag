#version 450
layout(place = 3) out vec4 colour;
void main() {
    colour = vec4(1.0);
}
