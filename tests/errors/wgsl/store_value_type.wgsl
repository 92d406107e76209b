@group(0) @binding(0) var image: texture_storage_2d<r32uint, write>;
@compute @workgroup_size(1)
fn main() {
    textureStore(image, vec2<i32>(0), vec4<f32>(1.0));
}
