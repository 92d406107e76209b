#version 460

// Vertices pulled from buffers by their numbers in the draw, as compilers of HLSL write them.

struct Vertex {
    vec4 position;
    vec4 color;
};

layout(set = 0, binding = 0) readonly buffer Vertices { Vertex vertices[]; };
layout(set = 0, binding = 1) uniform Instances { mat4 places[16]; };

layout(location = 0) out vec4 color;

void main() {
    int vertex = gl_VertexIndex - gl_BaseVertex;
    uint instance = uint(gl_InstanceIndex) - uint(gl_BaseInstance);
    gl_Position = places[instance & 15u] * vertices[vertex].position;
    color = vertices[vertex].color;
}
