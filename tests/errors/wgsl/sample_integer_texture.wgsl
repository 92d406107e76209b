@group(0) @binding(0) var image: texture_2d<u32>;
@group(0) @binding(1) var smp: sampler;
@fragment
fn main() -> @location(0) vec4<f32> {
    return vec4<f32>(textureSample(image, smp, vec2<f32>(0.5)));
}
