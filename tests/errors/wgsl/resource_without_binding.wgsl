var image: texture_2d<f32>;
@fragment
fn main() -> @location(0) vec4<f32> {
    return textureLoad(image, vec2<i32>(0), 0);
}
