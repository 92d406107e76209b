@compute @workgroup_size(1)
fn main(@builtin(global_invocation_index) id: u32) {}
