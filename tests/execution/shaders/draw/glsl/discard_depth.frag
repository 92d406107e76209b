// Depth written on some ways only, fragments thrown away in a function, differences after that.
#version 450

layout(location = 0) in vec2 at;
layout(location = 1) flat in int kind;
layout(location = 0) out vec4 color;

void cut(float value) {
    if (value < 0.2) {
        discard;
    }
}

void main() {
    gl_FragDepth = gl_FragCoord.z;
    float ring = fract(length(at) * 5.0);
    cut(ring);
    if (ring > 0.8) {
        gl_FragDepth = ring * 0.5;
    }
    color = vec4(dFdx(at.x * at.y), dFdy(at.y * at.x), fwidth(ring), gl_FrontFacing ? float(kind) : -1.0);
}
