#version 450
// in 256 f32 -3 3 | out 256 f32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { float dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    float x = src[i];
    float p = abs(x) + 0.25;
    dst[i] = sin(x) + cos(x * 0.5) * exp(x * 0.25) + log(p) * sqrt(p) + pow(p, 0.75)
        + atan(x, p) + exp2(x) - log2(p) + inversesqrt(p) + asin(x * 0.3) + tanh(x);
}
