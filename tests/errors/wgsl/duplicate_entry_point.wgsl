@compute @workgroup_size(1)
fn main() {}
@compute @workgroup_size(2)
fn main() {}
