// One corner of a screen-covering triangle from a constant table.
#version 450

layout(location = 0) out vec2 v_uv;

const vec2 CORNERS[3] = vec2[3](vec2(-1.0, -1.0), vec2(3.0, -1.0), vec2(-1.0, 3.0));

void main() {
    vec2 table[3] = CORNERS;
    vec2 p = table[gl_VertexIndex];
    v_uv = p * vec2(0.5, -0.5) + 0.5;
    gl_Position = vec4(p, 0.0, 1.0);
}
