var<private> data: array<f32>;
@compute @workgroup_size(1)
fn main() {}
