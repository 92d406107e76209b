// A vertex shader alone: its inputs are matrices and arrays, its outputs too.
#version 450

layout(location = 0) in mat4 model;
layout(location = 4) in vec3 corner[2];
layout(location = 7) in uint kind;

layout(location = 0) out mat4x3 columns;
layout(location = 5) out float weights[4];
layout(location = 9) flat out uvec2 kinds;

void main() {
    vec4 place = model * vec4(corner[0], 1.0);
    gl_Position = vec4(place.xy, abs(place.z) * 0.4, 1.0);
    gl_PointSize = 1.0;
    columns = mat4x3(model);
    for (int i = 0; i < 4; i++) {
        weights[i] = dot(corner[1], model[i].xyz);
    }
    kinds = uvec2(kind, uint(gl_VertexIndex) ^ kind);
}
