// Fine and coarse differences.
#version 450

layout(location = 0) in vec4 at;
layout(location = 0) out vec4 color;

void main() {
    vec2 curve = at.xy * at.yx * at.z;
    color = vec4(dFdxFine(curve.x), dFdyFine(curve.y), dFdxCoarse(curve.y), dFdyCoarse(curve.x))
        + vec4(fwidthFine(curve), fwidthCoarse(at.zw));
}
