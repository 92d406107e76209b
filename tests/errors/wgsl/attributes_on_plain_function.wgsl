fn helper(@location(0) x: f32) -> f32 {
    return x;
}
@fragment
fn main() -> @location(0) vec4<f32> {
    return vec4<f32>(helper(1.0));
}
