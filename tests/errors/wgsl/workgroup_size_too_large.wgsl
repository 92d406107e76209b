@compute @workgroup_size(100000)
fn main() {}
