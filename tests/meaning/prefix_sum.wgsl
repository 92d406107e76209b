// in 256 u32 0 100000 | out 256 u32 | groups 4
var<workgroup> row: array<u32, 64>;
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    row[local] = src[id.x];
    workgroupBarrier();
    for (var step = 1u; step < 64u; step <<= 1u) {
        var add = 0u;
        if local >= step { add = row[local - step]; }
        workgroupBarrier();
        row[local] += add;
        workgroupBarrier();
    }
    dst[id.x] = row[local];
}
