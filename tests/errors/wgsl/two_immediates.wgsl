var<immediate> a: vec4<f32>;
var<immediate> b: vec4<f32>;
@fragment
fn main() -> @location(0) vec4<f32> {
    return a + b;
}
