@fragment
fn main(@location(0) colour: vec4<f32>) -> @location(0) vec4<f32> {
    let brightness = dot(colour.rgb, vec3<f32>(0.3, 0.6, 0.1));
    return vec4<f32>(brightnes);
}
