// in 512 i32 -7 7 | out 256 i32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    // Division by zero and of the lowest number is defined in WGSL.
    let i = id.x;
    let a = src[i * 2u];
    let b = src[i * 2u + 1u];
    let low = select(a, -2147483647 - 1, (i & 7u) == 0u);
    let one = select(b, -1, (i & 15u) == 0u);
    let u = bitcast<u32>(a);
    let v = bitcast<u32>(b);
    dst[i] = low / one + (low % one) * 3 + bitcast<i32>(u / v) + bitcast<i32>(u % v);
}
