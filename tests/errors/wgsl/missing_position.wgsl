@vertex
fn main(@location(0) p: vec3<f32>) -> @location(0) vec3<f32> {
    return p;
}
