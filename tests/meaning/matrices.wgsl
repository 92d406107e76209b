// in 4096 f32 -2 2 | out 1024 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let o = id.x * 16u;
    var m: mat4x4<f32>;
    for (var c = 0u; c < 4u; c++) {
        let k = o + c * 4u;
        m[c] = vec4<f32>(src[k], src[k + 1u], src[k + 2u], src[k + 3u]);
    }
    let t = transpose(m);
    let r = mat3x3<f32>(m[0].xyz, m[1].yzw, t[2].xyz);
    let s = mat2x3<f32>(m[0].xyz, m[1].xyz) * vec2<f32>(0.5, -1.5);
    let d = determinant(r) + determinant(mat2x2<f32>(m[3].xy, m[3].zw));
    let v = (m * t)[1] + m * vec4<f32>(s, 1.0) - vec4<f32>(r * s, d) + vec4<f32>(1.0, 2.0, 3.0, 4.0) * m;
    let w = (m * 2.0 - t)[id.x & 3u] + v;
    for (var c = 0u; c < 4u; c++) {
        dst[id.x * 4u + c] = w[c];
    }
}
