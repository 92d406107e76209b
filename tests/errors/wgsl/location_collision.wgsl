struct In {
    @location(0) a: vec4<f32>,
    @location(0) b: vec2<f32>,
}
@fragment
fn main(in: In) -> @location(0) vec4<f32> {
    return in.a + in.b.xyxy;
}
