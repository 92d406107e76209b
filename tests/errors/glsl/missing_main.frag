#version 450
layout(location = 0) out vec4 colour;
void helper() {
    colour = vec4(1.0);
}
