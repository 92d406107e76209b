#version 450
// in 1024 f32 -4 4 | out 256 f32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { float dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    vec4 v = vec4(src[i * 4], src[i * 4 + 1], src[i * 4 + 2], src[i * 4 + 3]);
    float r = mod(v.x, 1.75) + mod(v.y, -1.25) + fract(v.z) - roundEven(v.w * 2.0);
    r += mix(v.x, v.y, 0.3) + clamp(v.z, -1.0, 1.0) + step(0.5, v.w) * smoothstep(-2.0, 2.0, v.x);
    r *= v.x < v.y ? 1.5 : -0.5;
    r += radians(v.z) + degrees(v.w * 0.01) + sign(v.x) + trunc(v.y) + ceil(v.z);
    dst[i] = r;
}
