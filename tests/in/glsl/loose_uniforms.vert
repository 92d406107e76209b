// OpenGL style: uniforms in no block, no locations, `gl_VertexID`.
#version 330 core

uniform mat4 model;
uniform mat4 view_projection;
uniform mat3 normal_matrix;
uniform float time;
uniform bool waves;
uniform vec3 offsets[4];

in vec3 position;
in vec3 normal;
in vec2 uv;

out vec3 v_normal;
out vec2 v_uv;
flat out int v_layer;

void main() {
    vec3 p = position + offsets[gl_VertexID % 4];
    if (waves) {
        p.y += sin(p.x + time) * 0.1;
    }
    v_normal = normalize(normal_matrix * normal);
    v_uv = uv;
    v_layer = gl_InstanceID;
    gl_Position = view_projection * model * vec4(p, 1.0);
}
