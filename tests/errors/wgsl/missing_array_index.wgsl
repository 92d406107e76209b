@group(0) @binding(0) var layers: texture_2d_array<f32>;
@fragment
fn main() -> @location(0) vec4<f32> {
    return textureLoad(layers, vec2<i32>(0), 0);
}
