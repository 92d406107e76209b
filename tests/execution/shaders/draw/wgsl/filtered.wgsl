// Textures that are filtered between their texels.

@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var cube: texture_cube<f32>;
@group(0) @binding(2) var smooth_sampler: sampler;

@fragment
fn main(@location(0) at: vec3f) -> @location(0) vec4f {
    return textureSample(image, smooth_sampler, at.xy * 2.0) + textureSample(cube, smooth_sampler, at - 0.5);
}
