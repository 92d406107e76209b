#version 450
#include "include/cycle_a.glsl"
void main() {}
