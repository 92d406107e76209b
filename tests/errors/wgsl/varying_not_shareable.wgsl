@fragment
fn main(@location(0) m: mat4x4<f32>) -> @location(0) vec4<f32> {
    return m[0];
}
