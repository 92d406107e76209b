// Blends four bones of a palette in a storage buffer for one vertex.
#version 450

layout(location = 0) in vec4 a_position;
layout(location = 1) in vec4 a_normal;
layout(location = 2) in uvec4 a_bones;
layout(location = 3) in vec4 a_weights;

layout(location = 0) out vec3 v_normal;
layout(location = 1) out float v_depth;

layout(std430, set = 0, binding = 0) readonly buffer Palette {
    mat4 bones[];
} palette;

layout(set = 0, binding = 1) uniform View {
    mat4 view_projection;
    vec4 plane;
};

mat4 skin_matrix(uvec4 ids, vec4 weights) {
    float total = weights.x + weights.y + weights.z + weights.w;
    mat4 m = palette.bones[ids.x] * weights.x;
    m += palette.bones[ids.y] * weights.y;
    m += palette.bones[ids.z] * weights.z;
    m += palette.bones[ids.w] * weights.w;
    return m / max(total, 1e-5);
}

void main() {
    mat4 m = skin_matrix(a_bones, a_weights);
    vec4 world = m * a_position;
    v_normal = normalize(mat3(m) * a_normal.xyz);
    v_depth = dot(plane, world);
    gl_Position = view_projection * world;
}
