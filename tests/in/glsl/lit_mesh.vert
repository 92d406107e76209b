// Transforms one vertex of a mesh: clip-space position, world position, tangent frame.
#version 450

layout(location = 0) in vec3 a_position;
layout(location = 1) in vec3 a_normal;
layout(location = 2) in vec4 a_tangent;
layout(location = 3) in vec2 a_uv;
layout(location = 4) in uint a_material;

layout(location = 0) out vec3 v_world;
layout(location = 1) out vec3 v_normal;
layout(location = 2) out vec4 v_tangent;
layout(location = 3) out vec2 v_uv;
layout(location = 4) flat out uint v_material;

layout(set = 0, binding = 0) uniform Camera {
    mat4 view;
    mat4 projection;
    vec4 position;
    float time;
} camera;

layout(push_constant) uniform Draw {
    mat4 model;
    vec4 wind;
    uint first_material;
} draw;

vec3 sway(vec3 p, float amount) {
    float phase = dot(p.xz, vec2(0.7, 1.3)) + camera.time * draw.wind.w;
    return p + draw.wind.xyz * sin(phase) * amount;
}

void main() {
    vec3 local = sway(a_position, max(a_position.y, 0.0));
    vec4 world = draw.model * vec4(local, 1.0);
    mat3 linear = mat3(draw.model);
    v_world = world.xyz;
    v_normal = normalize(linear * a_normal);
    v_tangent = vec4(normalize(linear * a_tangent.xyz), a_tangent.w);
    v_uv = a_uv;
    v_material = draw.first_material + a_material;
    gl_Position = camera.projection * camera.view * world;
}
