// Packing and unpacking, bit casts, rounding, comparisons of vectors, mix with bools.
#version 450

layout(local_size_x = 32) in;

layout(std430, binding = 0) readonly buffer Numbers { vec4 numbers[]; };
layout(std430, binding = 1) readonly buffer Words { uint words[]; };
layout(std430, binding = 2) buffer Packed { uint packed_[][6]; };
layout(std430, binding = 3) buffer Unpacked { vec4 unpacked[][6]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    vec4 v = numbers[id];
    uint w = words[id];
    packed_[id][0] = packUnorm4x8(v);
    packed_[id][1] = packSnorm4x8(v * 0.5);
    packed_[id][2] = packUnorm2x16(v.zw);
    packed_[id][3] = packSnorm2x16(v.xy);
    packed_[id][4] = packHalf2x16(v.yz);
    packed_[id][5] = floatBitsToUint(v.x) ^ uint(floatBitsToInt(v.y));
    unpacked[id][0] = unpackUnorm4x8(w);
    unpacked[id][1] = unpackSnorm4x8(w);
    unpacked[id][2] = vec4(unpackUnorm2x16(w), unpackSnorm2x16(w));
    unpacked[id][3] = vec4(unpackHalf2x16(w & 0x7bff7bffu), roundEven(v.xy));
    unpacked[id][4] = mix(v, v.wzyx, lessThan(v, vec4(0.5))) + vec4(greaterThanEqual(v.xyz, v.yzw), any(notEqual(v.xy, v.zw)));
    unpacked[id][5] = fract(v) + floor(v * 2.0) + mod(v, vec4(3.0)) + step(vec4(0.0), v) + trunc(v) * sign(v.yxwz);
}
