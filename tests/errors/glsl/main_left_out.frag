#version 330
// Both stages in one file, chosen by a definition that was not given.
in vec2 uv;
#if defined VERTEX_STAGE
out vec2 uv;
void main() {
    gl_Position = vec4(uv, 0.0, 1.0);
}
#elif defined FRAGMENT_STAGE
out vec4 color;
void main() {
    color = vec4(uv, 0.0, 1.0);
}
#endif
