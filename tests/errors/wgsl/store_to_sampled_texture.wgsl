@group(0) @binding(0) var image: texture_2d<f32>;
@compute @workgroup_size(1)
fn main() {
    textureStore(image, vec2<i32>(0), vec4<f32>(1.0));
}
