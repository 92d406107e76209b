// in 1024 f32 -4 4 | out 256 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = id.x;
    let a = src[i * 4u];
    let b = src[i * 4u + 1u];
    let c = src[i * 4u + 2u];
    let d = src[i * 4u + 3u];
    var r = a * b + c;
    r = r - d / (abs(b) + 0.5);
    r += floor(a) * 0.25 - ceil(b) + trunc(c) * fract(d);
    r = r + (a % 1.5) - sign(b) + round(c * 2.0);
    dst[i] = r;
}
