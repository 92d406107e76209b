@group(0) @binding(0) var image: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(1) var<storage, read_write> out: vec4<f32>;
@compute @workgroup_size(1)
fn main() {
    out = textureLoad(image, vec2<i32>(0));
}
