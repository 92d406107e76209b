override n: u32 = 4u;
var<private> a: array<f32, n>;
@compute @workgroup_size(1)
fn main() {
    a[0] = 1.0;
}
