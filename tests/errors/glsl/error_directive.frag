#version 450
#if 1
layout(location = 0) out vec4 colour;
void main() {
    colour = vec4(1.0);
}
#else
#endif
#error "this shader wants a define"
