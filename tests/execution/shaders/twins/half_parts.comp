#version 450
#extension GL_EXT_shader_16bit_storage : require
// What `half_parts.wgsl` means, in numbers of 32 bits, which lose nothing.
layout(local_size_x = 8) in;
layout(std430, set = 0, binding = 0) readonly buffer Halves { uvec2 halves[16]; };
struct Four { vec4 of[4]; };
layout(std430, set = 0, binding = 1) buffer Floats { Four floats[]; };
layout(std430, set = 0, binding = 2) buffer Exponents { ivec4 exponents[]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    uvec2 bits = halves[id % 16u];
    vec4 given = vec4(unpackHalf2x16(bits.x), unpackHalf2x16(bits.y));
    ivec4 exponent;
    vec4 fraction = frexp(given, exponent);
    vec4 whole;
    vec4 rest = modf(given, whole);
    floats[id].of[0] = fraction;
    floats[id].of[1] = rest;
    floats[id].of[2] = whole;
    floats[id].of[3] = vec4(fraction.y * 2.0, rest.zw, whole.w);
    exponents[id] = exponent + exponent.y;
}
