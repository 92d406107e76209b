@compute @workgroup_size(1) @early_depth_test(force)
fn main() {}
