#version 450
// in 256 i32 -50 50 | out 256 i32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { int src[]; };
layout(std430, set = 0, binding = 1) buffer Target { int dst[]; };

#define LEVEL 3
#define DEEP
#define TWICE(x) ((x) * 2)
#define SQUARE(x) ((x) * (x))

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    int x = src[i];
    int r = TWICE(x + 1) + LEVEL;
    #if LEVEL > 2 && defined(DEEP)
    r *= SQUARE(x - 1);
    #elif defined(TWICE)
    r -= 1000;
    #endif
    dst[i] = r;
}
