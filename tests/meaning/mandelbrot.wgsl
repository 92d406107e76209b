// in 512 f32 -1.5 1.5 | out 256 u32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let c = vec2<f32>(src[id.x * 2u], src[id.x * 2u + 1u]);
    // Whole numbers keep every route exact.
    let k = vec2<i32>(c * 4096.0);
    var z = vec2<i32>(0);
    var n = 0u;
    while n < 64u {
        let xx = (z.x * z.x) >> 12u;
        let yy = (z.y * z.y) >> 12u;
        if xx + yy > 16384 { break; }
        z = vec2<i32>(xx - yy + k.x, ((z.x * z.y) >> 11u) + k.y);
        n++;
    }
    dst[id.x] = n;
}
