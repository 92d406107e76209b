requires unrestricted_pointer_parameters;
@compute @workgroup_size(1)
fn main() {}
