@group(0) @binding(0) var<storage, read_write> data: array<f32, 4>;
@group(0) @binding(1) var<storage> given: array<u32, 4>;
fn f(p: ptr<storage, f32, read_write>) {
    *p = 1.0;
}
@compute @workgroup_size(1)
fn main() {
    f(&data[2]);
    f(&given[1]);
}
