// in 256 u32 0 4294967295 | out 256 f32 | groups 4
const TABLE = array<f32, 8>(1.0, 10.0, 100.0, 1000.0, 2.0, 20.0, 200.0, 2000.0);
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let k = src[id.x];
    var v = vec4<f32>(1.0, 2.0, 3.0, 4.0);
    var m = mat3x3<f32>(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
    v[k & 3u] = f32(k & 255u);
    m[k % 3u][(k / 3u) % 3u] += v[(k >> 2u) & 3u];
    var grid = array<array<f32, 3>, 4>();
    grid[(k >> 4u) & 3u][k % 3u] = m[2][k % 3u];
    let t = TABLE;
    dst[id.x] = grid[1][k % 3u] + t[(k >> 6u) & 7u] + dot(v, vec4(0.5)) + m[1].y;
}
