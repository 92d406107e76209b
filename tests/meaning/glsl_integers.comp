#version 450
// in 512 i32 -100000 100000 | out 256 i32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { int src[]; };
layout(std430, set = 0, binding = 1) buffer Target { int dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    int a = src[i * 2];
    int b = src[i * 2 + 1];
    int r = bitfieldExtract(a, 3, 7) + bitfieldInsert(a, b, 5, 9) - bitCount(a);
    r ^= findMSB(a) * 100 + findLSB(b) + bitfieldReverse(a);
    r += (a > b ? a / (abs(b) + 1) : a % (abs(b) + 1)) + (a & 0xff) - (b | 1);
    uint u = uint(a) * 2654435761u;
    r ^= int(u >> 7) ^ int(u << 3) ^ ~b;
    dst[i] = r;
}
