// Terrain grid vertex: height from a texture, normals through the inverse transpose of a
// sheared model matrix.
#version 450

layout(location = 0) in ivec2 a_cell;
layout(location = 0) out vec3 v_normal;
layout(location = 1) out vec3 v_world;

layout(set = 0, binding = 0) uniform Patch {
    mat4 model;
    mat4 view_projection;
    vec4 scale;
} patch_;
layout(set = 0, binding = 1) uniform texture2D u_height;
layout(set = 0, binding = 2) uniform sampler u_linear;

float height(vec2 cell) {
    vec2 size = vec2(textureSize(sampler2D(u_height, u_linear), 0));
    return textureLod(sampler2D(u_height, u_linear), (cell + 0.5) / size, 0.0).r * patch_.scale.y;
}

void main() {
    vec2 c = vec2(a_cell);
    float left = height(c - vec2(1.0, 0.0));
    float right = height(c + vec2(1.0, 0.0));
    float down = height(c - vec2(0.0, 1.0));
    float up = height(c + vec2(0.0, 1.0));
    vec3 n = vec3(left - right, 2.0 * patch_.scale.x, down - up);
    mat3 normal_matrix = transpose(inverse(mat3(patch_.model)));
    v_normal = normalize(normal_matrix * n);
    vec4 world = patch_.model * vec4(c.x * patch_.scale.x, height(c), c.y * patch_.scale.z, 1.0);
    v_world = world.xyz;
    gl_Position = patch_.view_projection * world;
}
