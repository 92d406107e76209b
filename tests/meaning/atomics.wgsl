// in 256 u32 0 15 | out 256 u32 | groups 4
var<workgroup> bins: array<atomic<u32>, 16>;
var<workgroup> highest: atomic<i32>;
var<workgroup> mixed: atomic<u32>;
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    if local < 16u { atomicStore(&bins[local], 0u); }
    if local == 0u { atomicStore(&highest, -1000); }
    workgroupBarrier();
    let bin = src[id.x];
    atomicAdd(&bins[bin], 1u);
    atomicMax(&highest, i32(bin * 3u) - 20);
    atomicXor(&mixed, 1u << bin);
    workgroupBarrier();
    let all = bitcast<u32>(atomicLoad(&highest)) ^ atomicLoad(&mixed);
    dst[id.x] = atomicLoad(&bins[local & 15u]) * 1000u + all;
}
