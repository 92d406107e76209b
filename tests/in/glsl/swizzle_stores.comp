// Stores through nested swizzles, which naga's own GLSL front end reads as something else.
#version 450
layout(local_size_x = 64) in;

layout(set = 0, binding = 0) buffer Values {
    vec4 values[];
};

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= uint(values.length())) {
        return;
    }
    vec4 v = values[i];
    v.rgb.r = 1.0;
    v.wzyx.xy.y += 2.0;
    v.xyzw.zw.xy = v.yx;
    values[i].bgr.gr = v.zw;
    values[i].a = dot(v, vec4(1.0));
}
