#version 450
// in 2304 f32 -2 2 | out 768 f32 | groups 4
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { float src[]; };
layout(std430, set = 0, binding = 1) buffer Target { float dst[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    uint local = gl_LocalInvocationIndex;
    mat3 a;
    for (int c = 0; c < 3; c++)
        for (int r = 0; r < 3; r++)
            a[c][r] = src[i * 9 + uint(c * 3 + r)];
    mat3 b = a + mat3(5.0);
    mat3 p = inverse(b) * a + matrixCompMult(a, b) - outerProduct(a[0], b[1]);
    mat2 small = mat2(p);
    vec3 v = transpose(p) * a[2] + vec3(determinant(small), small * vec2(1.0, 2.0));
    v.zx *= 0.5;
    dst[i * 3] = v.x;
    dst[i * 3 + 1] = v.y;
    dst[i * 3 + 2] = v.z;
}
