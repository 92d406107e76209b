#version 300 es
// ES asks for a precision in fragment shaders.
in vec2 place;
out vec4 colour;

void main() {
    colour = vec4(place, 0, 1);
}
