// in 1024 f32 -4 4 | out 1024 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    for (var k = 0u; k < 4u; k++) {
        let i = id.x * 4u + k;
        let x = src[i];
        let y = x * 0.25;
        dst[i] = sin(x) * cos(y) + tan(y * 0.5) + atan2(x, 1.0 + abs(y)) + asin(y * 0.9)
            - acos(y * 0.5) + sinh(y) - tanh(x);
    }
}
