@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var smp: sampler;
@group(0) @binding(2) var<storage, read_write> out: vec4<f32>;
@compute @workgroup_size(1)
fn main() {
    out = textureSample(image, smp, vec2<f32>(0.5));
}
