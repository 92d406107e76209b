@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var smp: sampler;
@fragment
fn main() -> @location(0) vec4<f32> {
    return textureSample(image, smp, vec3<f32>(0.5));
}
