// frexp, ldexp and modf with their second results. One invocation treats four numbers.
#version 450

layout(local_size_x = 32) in;

layout(std430, binding = 0) readonly buffer Numbers { vec4 numbers[]; };
layout(std430, binding = 1) buffer Parts { vec4 parts[][4]; };
layout(std430, binding = 2) buffer Exponents { ivec4 exponents[]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    vec4 v = numbers[id];
    ivec4 e;
    vec4 m = frexp(v, e);
    vec4 whole;
    vec4 rest = modf(v, whole);
    int one;
    float scalar = frexp(v.x * 3.0, one);
    parts[id][0] = m;
    parts[id][1] = ldexp(m, e);
    parts[id][2] = whole;
    parts[id][3] = rest + vec4(scalar, 0.0, 0.0, 0.0);
    exponents[id] = e + ivec4(one, 0, 0, 0);
}
