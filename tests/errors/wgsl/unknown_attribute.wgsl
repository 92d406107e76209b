@compute @workgroup_sizes(64)
fn main() {}
