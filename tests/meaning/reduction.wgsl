// in 256 f32 -1 1 | out 4 f32 | groups 4
var<workgroup> part: array<f32, 64>;
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    part[local] = src[id.x];
    workgroupBarrier();
    for (var step = 32u; step > 0u; step >>= 1u) {
        if local < step { part[local] += part[local + step]; }
        workgroupBarrier();
    }
    if local == 0u { dst[id.x / 64u] = part[0]; }
}
