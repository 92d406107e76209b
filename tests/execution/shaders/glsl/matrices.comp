// Matrices in std140 and std430 blocks, row-major and column-major, of every shape; products from both
// sides, inverse, component-wise product, columns and numbers by a computed index.
#version 450

layout(local_size_x = 8) in;

layout(std140, set = 0, binding = 0) uniform Block {
    mat2 m2;
    mat3 m3;
    mat4 m4;
    mat2x3 m23;
    mat3x4 m34;
    layout(row_major) mat4x3 r43;
    layout(row_major) mat3 r3;
    float weights[3];
    int pick;
} block;

layout(std430, set = 0, binding = 1) readonly buffer Source {
    mat3 s3;
    mat2 s2;
    layout(row_major) mat2x3 r23;
    mat4x2 s42;
    vec4 points[];
} source;

layout(std430, set = 1, binding = 0) buffer Result { vec4 result[][10]; };

void main() {
    uint id = gl_GlobalInvocationID.x;
    vec4 p = source.points[id];
    int i = block.pick & 1;
    result[id][0] = vec4(block.m2 * p.xy, block.m2[i]);
    result[id][1] = vec4(block.m3 * p.xyz, block.m3[i + 1].y);
    result[id][2] = block.m4 * p + p * block.m4;
    result[id][3] = vec4(block.m23 * p.xy, block.m23[1][i]);
    result[id][4] = block.m34 * p.xyz;
    result[id][5] = vec4(block.r43 * p, block.r43[i + 2].z);
    result[id][6] = vec4(p.xyz * block.r3, block.r3[0][i + 1]);
    result[id][7] = vec4(transpose(source.s3) * p.xyz, determinant(source.s3));
    result[id][8] = vec4(source.r23 * p.xy, source.r23[i].y) + vec4(source.s42 * p, source.s2[1]);
    mat3 m = matrixCompMult(block.m3, source.s3) + outerProduct(p.xyz, p.yzw);
    m[i] *= 2.0;
    m[2][i] -= 1.0;
    result[id][9] = vec4(m[0] + m[1] * m, block.weights[0] + block.weights[1] * block.weights[2]);
}
