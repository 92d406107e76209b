#version 450
// in 256 i32 -10 30 | out 256 i32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { int src[]; };
layout(std430, set = 0, binding = 1) buffer Target { int dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    int r = src[i];
    int n = 0;
    do {
        switch (r & 7) {
        case 0:
            r += 3;
            break;
        case 1:
        case 2:
            r = r * 2 - 1;
            break;
        case 5:
            n += 10;
            r += 4;
            break;
        default:
            r -= 2;
        }
        n++;
        if (n > 50) break;
    } while (r > 0 && r < 500);
    for (int k = 0; k < 10; ++k) {
        if (k == n % 7) continue;
        r += k;
    }
    dst[i] = r * 100 + n;
}
