// Textures of each dimension, sampled in every way: implicitly, with bias, level, gradients, offsets.

@group(0) @binding(0) var flat_image: texture_2d<f32>;
@group(0) @binding(1) var layers: texture_2d_array<f32>;
@group(0) @binding(2) var cube: texture_cube<f32>;
@group(0) @binding(3) var volume: texture_3d<f32>;
@group(0) @binding(4) var cubes: texture_cube_array<f32>;
@group(0) @binding(5) var whole: texture_2d<i32>;
@group(0) @binding(6) var counts: texture_2d_array<u32>;
@group(1) @binding(0) var near: sampler;

struct Out {
    @location(0) implicit: vec4f,
    @location(1) stated: vec4f,
    @location(2) gathered: vec4f,
    @location(3) loaded: vec4i,
    @location(4) sizes: vec4u,
}

@fragment
fn main(@location(0) at: vec3f, @builtin(position) position: vec4f) -> Out {
    let layer = i32(position.x) % 4;
    var out: Out;
    out.implicit = textureSample(flat_image, near, at.xy)
        + textureSample(layers, near, at.yx, layer, vec2i(1, -2)) * 2.0
        + textureSampleBias(cube, near, at - 0.5, 0.7) * 4.0
        + textureSampleBias(volume, near, at, 1.2, vec3i(1, 0, -1)) * 8.0;
    out.stated = textureSampleLevel(flat_image, near, at.xy, 1.0, vec2i(-3, 2))
        + textureSampleLevel(cubes, near, at - 0.3, layer & 1, 0.0) * 2.0
        + textureSampleGrad(volume, near, at.zyx, vec3f(0.2), vec3f(0.0, 0.1, 0.0)) * 4.0
        + textureSampleGrad(layers, near, at.xy, layer, vec2f(0.3, 0.0), vec2f(0.0, 0.01), vec2i(1)) * 8.0;
    out.gathered = textureGather(2, flat_image, near, at.xy)
        + textureGather(0, layers, near, at.xy, layer, vec2i(2, 1)) * 2.0
        + textureGather(1, cube, near, at - 0.5) * 4.0;
    let texel = vec2i(position.xy) % 4;
    out.loaded = textureLoad(whole, texel, 1) + vec4i(textureLoad(counts, texel, layer, 2))
        + vec4i(textureLoad(volume, vec3i(texel, 1), 0) * 100.0);
    out.sizes = vec4u(textureDimensions(layers, 1), textureNumLayers(cubes), textureNumLevels(volume))
        + vec4u(textureDimensions(volume, 0), textureDimensions(cube).x);
    return out;
}
