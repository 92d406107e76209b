#version 450
// The bits of halves in a program that has no other 16-bit integers.
#extension GL_EXT_shader_explicit_arithmetic_types : require
layout(local_size_x = 16) in;

layout(std430, binding = 0) readonly buffer Numbers { float numbers[]; };
layout(std430, binding = 1) buffer Results { uvec2 results[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    f16vec2 pair = f16vec2(-6.0hf, float16_t(numbers[i]));
    results[i].x = packFloat2x16(abs(pair));
    results[i].y = packFloat2x16(unpackFloat2x16(results[i].x) + pair);
}
