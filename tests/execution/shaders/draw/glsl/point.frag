// The place in a point.
#version 450

layout(location = 0) flat in vec4 tint;
layout(location = 0) out vec4 color;

void main() {
    if (length(gl_PointCoord - 0.5) > 0.4) {
        discard;
    }
    color = tint + vec4(gl_PointCoord, 0.0, 1.0);
}
