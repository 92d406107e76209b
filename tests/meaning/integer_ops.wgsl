// in 512 i32 -1000000 1000000 | out 256 i32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = id.x;
    let a = src[i * 2u];
    let b = src[i * 2u + 1u];
    var r = a * b;
    r ^= a + b * 3;
    r += min(a, b) - max(a, b) + abs(a);
    r -= clamp(a, -100, 100) * sign(b);
    r += select(a, b, a < b) + i32(a == b) + i32(a <= b) * 2;
    dst[i] = ~r;
}
