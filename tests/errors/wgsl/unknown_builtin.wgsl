@compute @workgroup_size(1)
fn main(@builtin(global_invocation_idx) id: u32) {}
