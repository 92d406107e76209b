// Push constants with matrices, in a vertex shader.
#version 450

layout(push_constant) uniform Push { mat4 model; vec3 shift; float scale; mat3x2 texture_matrix; } push;

layout(location = 0) in vec3 place;
layout(location = 0) out vec2 at;

void main() {
    vec4 world = push.model * vec4(place * 0.5, 1.0);
    gl_Position = vec4(world.xy + push.shift.xy * 0.2, abs(world.z) * 0.4, 1.0);
    at = push.texture_matrix * vec3(place.xy, push.scale);
}
