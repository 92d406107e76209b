#version 450
#extension GL_EXT_mesh_shader : require

// Reads what a mesh stage gives for each primitive: a vector, and a block.
layout(location = 0) in vec3 normal;
layout(location = 8) perprimitiveEXT in vec4 colour;
layout(location = 9) perprimitiveEXT in Info { uint meshlet; float area; } info;

layout(location = 0) out vec4 result;

void main() {
    float shade = 0.5 + 0.5 * normal.z;
    result = colour * shade * info.area + float(info.meshlet + uint(gl_PrimitiveID)) / 255.0;
}
