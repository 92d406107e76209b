@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
    let s = subgroupAnd(f32(lane));
}
