// in 256 f32 -70000 70000 | out 1024 i32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let x = src[id.x];
    let o = id.x * 4u;
    dst[o] = i32(x);
    dst[o + 1u] = bitcast<i32>(u32(abs(x)));
    dst[o + 2u] = bitcast<i32>(f32(i32(x * 100.0)));
    dst[o + 3u] = i32(bool(i32(x))) + i32(f32(u32(abs(x)) * 3u) * 0.5) + i32(x > 1000.0 && x < 5000.0);
}
