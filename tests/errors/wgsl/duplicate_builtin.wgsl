@fragment
fn main(
    @builtin(position) a: vec4<f32>,
    @builtin(position) b: vec4<f32>,
) -> @location(0) vec4<f32> {
    return a + b;
}
