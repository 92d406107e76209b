// in 256 f32 -100 100 | out 1024 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let x = src[id.x];
    let o = id.x * 4u;
    let f = frexp(x);
    let m = modf(x);
    dst[o] = f.fract;
    dst[o + 1u] = f32(f.exp);
    dst[o + 2u] = m.whole + m.fract * 2.0;
    dst[o + 3u] = ldexp(f.fract, f.exp + 3) + saturate(x * 0.01) + quantizeToF16(round(x));
}
