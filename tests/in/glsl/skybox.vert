// Makes one corner of a screen-covering triangle and the view ray through it.
#version 450

layout(location = 0) out vec3 v_ray;

layout(set = 0, binding = 0) uniform Sky {
    mat4 inverse_view_projection;
    vec4 sun;
} sky;

invariant gl_Position;

void main() {
    int i = int(gl_VertexIndex);
    vec2 corner = vec2(float((i << 1) & 2), float(i & 2));
    gl_Position = vec4(corner * 2.0 - 1.0, 1.0, 1.0);
    vec4 far_point = sky.inverse_view_projection * gl_Position;
    v_ray = far_point.xyz / far_point.w;
}
