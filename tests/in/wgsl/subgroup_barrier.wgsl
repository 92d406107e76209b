// Transpose of one 8x8 block per subgroup-sized slice of workgroup memory, synchronised
// with subgroupBarrier. One invocation moves one element.

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> destination: array<f32>;

var<workgroup> stage: array<f32, 64>;

@compute @workgroup_size(64)
fn transpose_blocks(
    @builtin(global_invocation_id) gid: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
    @builtin(subgroup_size) width: u32,
) {
    stage[lane] = source[gid.x];
    if width >= 64u {
        subgroupBarrier();
    } else {
        workgroupBarrier();
    }
    let x = lane & 7u;
    let y = lane >> 3u;
    destination[gid.x] = stage[x * 8u + y];
}
