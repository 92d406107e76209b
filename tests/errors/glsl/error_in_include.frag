// The mistake is in an included file, which both front ends are shown.
#version 450
#include "include/outer.glsl"
layout(location = 0) out vec4 colour;
void main() {
    colour = vec4(brightness(vec3(1.0)));
}
