@group(0) @binding(0) var<uniform> a: vec4<f32>;
@group(0) @binding(0) var<uniform> b: vec4<f32>;
@fragment
fn main() -> @location(0) vec4<f32> {
    return a + b;
}
