// The numbers of vertices, instances and of the first of each.
#version 450
#extension GL_ARB_shader_draw_parameters : require

layout(location = 0) out vec2 place;
layout(location = 1) flat out ivec4 numbers;

void main() {
    place = vec2(gl_VertexIndex % 16, gl_VertexIndex / 16) / 8.0 - 0.95;
    gl_Position = vec4(place, float(gl_InstanceIndex) * 0.1, 1.0);
    numbers = ivec4(gl_VertexIndex, gl_InstanceIndex, gl_BaseVertexARB, gl_BaseInstanceARB);
}
