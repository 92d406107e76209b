// Three functions that parse but do not validate, each for another reason.
fn if_error(n: i32) -> i32 {
    if n == 0 { return 1; }
}

@group(0) @binding(0) var<storage, read> data: array<f32, 4>;
fn store_error(i: u32) {
    data[i] = 2.0;
}

@group(0) @binding(1) var image: texture_2d<f32>;
@group(0) @binding(2) var smp: sampler_comparison;
fn sample_error(uv: vec2<f32>) -> vec4<f32> {
    return textureSampleLevel(image, smp, uv, 0.0);
}

@compute @workgroup_size(1)
fn main() {
    let a = if_error(1);
    store_error(2u);
    let b = sample_error(vec2<f32>(0.0));
}
