// Matrices of every shape in a storage buffer: products from both sides, transposes, columns and
// numbers by a computed index, sums. One invocation turns one set.

struct Set {
    m22: mat2x2<f32>,
    m23: mat2x3<f32>,
    m24: mat2x4<f32>,
    m32: mat3x2<f32>,
    m33: mat3x3<f32>,
    m34: mat3x4<f32>,
    m42: mat4x2<f32>,
    m43: mat4x3<f32>,
    m44: mat4x4<f32>,
    pick: u32,
}

@group(0) @binding(0) var<storage, read> sets: array<Set>;
@group(0) @binding(1) var<storage, read_write> turned: array<Set>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let s = sets[id.x];
    let i = s.pick & 1u;
    var t: Set;
    t.m22 = s.m32 * s.m23 + s.m22;
    t.m23 = transpose(s.m32) - s.m23 * 2.0;
    t.m24 = s.m34 * s.m23;
    t.m32 = transpose(s.m23);
    t.m33 = s.m43 * s.m34 + transpose(s.m33);
    t.m34 = s.m34 + s.m44 * transpose(s.m43);
    t.m42 = s.m42;
    t.m42[i + 1u] = s.m22 * s.m42[i];
    t.m43 = transpose(s.m34);
    t.m43[2][i] = determinant(s.m33);
    t.m44 = s.m44 * transpose(s.m44);
    t.m44[3] = vec4<f32>(s.m23[i], determinant(s.m22)) + s.m44 * s.m44[i] + s.m44[1] * s.m44;
    t.m44[i][i + 1u] += determinant(s.m44);
    t.pick = s.pick;
    turned[id.x] = t;
}
