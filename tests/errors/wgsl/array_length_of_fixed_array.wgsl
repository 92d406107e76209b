@group(0) @binding(0) var<storage, read> data: array<f32, 8>;
fn f() -> u32 {
    return arrayLength(&data);
}
