// Integer arithmetic, shifts, bit fields and bit counts of GLSL, with vectors, compound operators and
// steps. One invocation treats one pair.
#version 450

layout(local_size_x = 32) in;

struct Pair { int a; int b; uint x; uint y; };

layout(std430, set = 0, binding = 0) readonly buffer Pairs { Pair pairs[]; };
layout(std430, set = 0, binding = 1) buffer Results { ivec4 results[][5]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    int a = pairs[id].a;
    int b = pairs[id].b;
    uint x = pairs[id].x;
    uint y = pairs[id].y;
    results[id][0] = ivec4(a + b, a - b, a * b, a / 3);
    results[id][1] = ivec4(a << (x & 15u), a >> (y & 31u), ~a ^ b, abs(a % 0x10000) & 0xff);
    int c = a;
    c += 3; c <<= 2; c ^= b; c |= 1; c &= 0xffff; c -= 7; c++; --c;
    results[id][2] = ivec4(c, c++ + ++c, -c, int(!(a > b)));
    results[id][3] = ivec4(bitCount(x), findLSB(y), findMSB(a), bitfieldReverse(b));
    results[id][4] = ivec4(bitfieldExtract(a, 3, 9), int(bitfieldExtract(x, int(y & 15u), 7)), bitfieldInsert(a, b, 5, 6), int(x / (y | 1u) + x % 13u));
    results[id][4] += min(ivec4(a, b, 1, 2), ivec4(b)) - clamp(ivec4(a), ivec4(-5), ivec4(5)) * sign(b);
}
