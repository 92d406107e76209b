@group(0) @binding(0) var<storage, read_write> data: array<f32, 4>;
fn f(p: ptr<storage, array<f32, 4>, read_write>) {
    (*p)[0] = 1.0;
}
@compute @workgroup_size(1)
fn main() {
    f(&data);
}
