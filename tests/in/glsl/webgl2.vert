#version 300 es
// WebGL 2: ES 3.00 without locations for what goes to the fragment shader.
layout(location = 0) in vec3 a_position;
layout(location = 1) in vec4 a_colour;

layout(std140) uniform Camera {
    mat4 u_view_projection;
};
uniform float u_size;

out vec4 v_colour;
out vec3 v_barycentric;

void main() {
    int corner = gl_VertexID % 3;
    v_barycentric = vec3(corner == 0, corner == 1, corner == 2);
    v_colour = a_colour;
    gl_PointSize = u_size;
    gl_Position = u_view_projection * vec4(a_position, 1.0);
}
