// in 1024 f32 -4 4 | out 1024 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    for (var k = 0u; k < 4u; k++) {
        let i = id.x * 4u + k;
        let x = src[i];
        let p = abs(x) + 0.125;
        dst[i] = exp(x * 0.5) + exp2(x) - log(p) + log2(p) * sqrt(p) - inverseSqrt(p) + pow(p, 1.5);
    }
}
