// All nine matrix shapes: construction, products with vectors and matrices, transpose,
// determinant, columns, dynamic indexing, arithmetic. One invocation chains them all.

struct Matrices {
    m22: mat2x2f,
    m23: mat2x3f,
    m24: mat2x4f,
    m32: mat3x2f,
    m33: mat3x3f,
    m34: mat3x4f,
    m42: mat4x2f,
    m43: mat4x3f,
    m44: mat4x4f,
}

@group(0) @binding(0) var<storage, read> source: array<Matrices>;
@group(0) @binding(1) var<storage, read_write> destination: array<Matrices>;

var<private> scratch: mat3x2<f32> = mat3x2<f32>(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
const IDENTITY3 = mat3x3f(1, 0, 0, 0, 1, 0, 0, 0, 1);

fn inverse3(m: mat3x3f) -> mat3x3f {
    let d = determinant(m);
    if abs(d) < 1e-8 {
        return IDENTITY3;
    }
    let r0 = cross(m[1], m[2]);
    let r1 = cross(m[2], m[0]);
    let r2 = cross(m[0], m[1]);
    return transpose(mat3x3f(r0, r1, r2)) * (1.0 / d);
}

fn trace4(m: mat4x4f) -> f32 {
    var t = 0.0;
    for (var i = 0; i < 4; i++) {
        t += m[i][i];
    }
    return t;
}

@compute @workgroup_size(64)
fn chain(@builtin(global_invocation_id) gid: vec3u) {
    if gid.x >= min(arrayLength(&source), arrayLength(&destination)) {
        return;
    }
    let s = source[gid.x];
    var d: Matrices;
    let v2 = s.m32 * vec3f(1.0, 2.0, 3.0);
    let v3 = s.m23 * v2;
    let v4 = v3 * s.m43;
    let back = v4 * s.m34;
    d.m22 = s.m32 * s.m23 + s.m42 * s.m24;
    d.m23 = s.m33 * s.m23 - s.m43 * s.m24;
    d.m24 = transpose(s.m42) * 0.5;
    d.m32 = mat3x2f(v2, v2.yx, vec2f(back.x, v4.w)) + scratch;
    d.m33 = inverse3(s.m33) * s.m33;
    d.m34 = mat3x4f(v4, s.m24[0], s.m44[2]);
    d.m42 = transpose(s.m24) * trace4(s.m44);
    d.m43 = transpose(s.m34);
    d.m44 = s.m44 * s.m44 - s.m34 * s.m43;
    d.m44[gid.x % 4u] = v4;
    d.m44[3][gid.x % 4u] = determinant(d.m22);
    d.m32[1].y = -s.m32[gid.x % 3u].x;
    scratch[2] *= 2.0;
    d.m32 += scratch;
    destination[gid.x] = d;
}
