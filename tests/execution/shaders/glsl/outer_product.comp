#version 450
// Outer products of vectors of each size.
layout(local_size_x = 32) in;

layout(binding = 0) readonly buffer Given {
    vec4 a[32];
    vec4 b[32];
} given;

layout(binding = 1) buffer Products {
    mat4 four[32];
    mat3 three[32];
    mat2 two[32];
} products;

void main() {
    uint at = gl_GlobalInvocationID.x % 32u;
    vec4 a = given.a[at];
    vec4 b = given.b[at];
    products.four[at] = outerProduct(a, b);
    products.three[at] = outerProduct(a.xyz, b.wzy);
    products.two[at] = outerProduct(a.yx, b.zw);
}
