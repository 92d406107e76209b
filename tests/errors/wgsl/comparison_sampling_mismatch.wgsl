@group(0) @binding(0) var shadow: texture_depth_2d;
@group(0) @binding(1) var smp: sampler;
@fragment
fn main() -> @location(0) vec4<f32> {
    return vec4<f32>(textureSampleCompare(shadow, smp, vec2<f32>(0.5), 0.5));
}
