#version 450
// What `assigned_swizzles.wgsl` means: GLSL has such assignments.
layout(local_size_x = 4) in;

struct Row {
    ivec4 a;
    uvec3 b;
    mat3x4 m;
};

layout(std430, set = 0, binding = 0) buffer Rows { Row rows[]; };
layout(std430, set = 0, binding = 1) readonly buffer Given { ivec4 given[]; };

void main() {
    uint i = gl_GlobalInvocationID.x;
    ivec4 v = given[i];
    v.xy = v.yx;
    v.bgr = v.xyz + 1;
    v.zw *= ivec2(3, 5);
    v.wx = v.xw;
    v.yz -= ivec2(1, -3);
    rows[i].a.yw = v.xz;
    rows[i].a.x ^= v.w;
    rows[i].b.xz = uvec2(v.yz);
    // Of a negative number GLSL says nothing.
    ivec2 rest = v.xy - (v.xy / 64) * 64;
    rows[i].m[1].zx = vec2(rest);
    rows[i].m[2].wyx += vec3(0.5, 2.0, 2.0);
    uvec2 picks = uvec2(1u, 0u);
    ivec3 table[2] = ivec3[2](v.xyz, v.wzy);
    table[1].xy <<= picks.yx;
    table[0].zxy = ivec3(7, 8, 1);
    picks.yx = uvec2(0u, 5u);
    table[1].yx = table[0].xy;
    rows[i].a.z = table[0].x * 100 + table[1].y * 10 + table[1].z + int(picks.x) + 2;
}
