#version 450
// in 512 f32 -1.5 1.5 | out 512 u32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { uint dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    vec2 v = round(vec2(src[i * 2], src[i * 2 + 1]) * 32.0) / 32.0;
    uint a = packHalf2x16(v) ^ packSnorm2x16(v);
    uint b = packUnorm4x8(vec4(v, v.yx)) ^ packSnorm4x8(vec4(v.yx, v));
    vec2 back = unpackHalf2x16(a & 0x3fff3fffu);
    dst[i * 2] = a ^ b;
    dst[i * 2 + 1] = floatBitsToUint(back.x) ^ uint(floatBitsToInt(back.y)) ^ floatBitsToUint(uintBitsToFloat(b & 0x3fffffffu));
}
