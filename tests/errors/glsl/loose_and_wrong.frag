#version 450
// Uniforms in no block are read; what is wrong in the line is the name that has no declaration.
layout(location = 0) out vec4 color;
uniform float strength; const float twice = 2.0 * strenght;
void main() {
    color = vec4(twice * strength);
}
