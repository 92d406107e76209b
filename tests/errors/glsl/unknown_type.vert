#version 450
layout(location = 0) in float3 position;
void main() {
    gl_Position = vec4(0.0);
}
