#version 450
layout(set = 0, binding = 0) uniform Params { mat2 turn; };
layout(location = 0) in vec2 position;
void main() {
    gl_Position = vec4(turn * position, 0.0, 1.0);
}
