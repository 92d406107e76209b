enable turbo_mode;
@compute @workgroup_size(1)
fn main() {}
