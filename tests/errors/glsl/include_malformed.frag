#version 450
#include common.glsl
void main() {}
