// Places one vertex of one instance; instance data is an array of structs in a buffer.
#version 450

struct Instance {
    mat4 model;
    vec4 tint;
    vec4 uv_rect;
};

layout(location = 0) in vec2 a_corner;

layout(location = 0) out vec2 v_uv;
layout(location = 1) out vec4 v_tint;
layout(location = 2) flat out int v_layer;

layout(std430, set = 0, binding = 0) readonly buffer Instances {
    uint count;
    Instance items[];
};

layout(set = 0, binding = 1) uniform Camera {
    mat4 view_projection;
    mat3 rotation;
    vec3 eye;
    float near_plane;
} camera;

void corner_uv(in vec4 rect, out vec2 uv, out int layer) {
    uv = mix(rect.xy, rect.zw, a_corner * 0.5 + 0.5);
    layer = int(fract(rect.x) * 8.0);
}

void main() {
    uint last = count - 1u;
    uint id = min(uint(gl_InstanceIndex), last);
    Instance inst = items[id];
    vec3 side = camera.rotation * vec3(a_corner, 0.0);
    vec4 world = inst.model * vec4(0.0, 0.0, 0.0, 1.0) + vec4(side, 0.0);
    corner_uv(inst.uv_rect, v_uv, v_layer);
    v_tint = inst.tint;
    float d = distance(world.xyz, camera.eye);
    v_tint.a *= smoothstep(camera.near_plane, camera.near_plane * 4.0, d);
    gl_Position = camera.view_projection * world;
}
