// Inverses of square matrices: the adjugate, divided by the determinant.
// The rewrite puts `alias Real = …;` before this text.

fn mat2_inverse(m: mat2x2<Real>) -> mat2x2<Real> {
    let det = m[0].x * m[1].y - m[1].x * m[0].y;
    return mat2x2<Real>(
        vec2<Real>(m[1].y, -m[0].y) / det,
        vec2<Real>(-m[1].x, m[0].x) / det,
    );
}

fn mat3_inverse(m: mat3x3<Real>) -> mat3x3<Real> {
    // Each row of the inverse is at right angles to the two columns that it does not belong to.
    let row0 = cross(m[1], m[2]);
    let row1 = cross(m[2], m[0]);
    let row2 = cross(m[0], m[1]);
    let det = dot(m[2], row2);
    return transpose(mat3x3<Real>(row0 / det, row1 / det, row2 / det));
}

fn mat4_inverse(m: mat4x4<Real>) -> mat4x4<Real> {
    // Laplace expansion along pairs of rows: the 2x2 minors of the upper three rows are cross
    // products, those with the last row are the differences below.
    let a = m[0].xyz;
    let b = m[1].xyz;
    let c = m[2].xyz;
    let d = m[3].xyz;
    let ab = cross(a, b);
    let cd = cross(c, d);
    let ab_w = a * m[1].w - b * m[0].w;
    let cd_w = c * m[3].w - d * m[2].w;
    let det = dot(ab, cd_w) + dot(cd, ab_w);
    let row0 = vec4<Real>(cross(b, cd_w) + cd * m[1].w, -dot(b, cd)) / det;
    let row1 = vec4<Real>(cross(cd_w, a) - cd * m[0].w, dot(a, cd)) / det;
    let row2 = vec4<Real>(cross(d, ab_w) + ab * m[3].w, -dot(d, ab)) / det;
    let row3 = vec4<Real>(cross(ab_w, c) - ab * m[2].w, dot(c, ab)) / det;
    return transpose(mat4x4<Real>(row0, row1, row2, row3));
}
