#version 450
uniform Params { vec4 tint; } params;
layout(location = 0) out vec4 colour;
void main() {
    colour = params.tint;
}
