struct Out {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(linear) id: u32,
}
@vertex
fn main() -> Out {
    return Out(vec4<f32>(0.0), 1u);
}
