// Textures that are read with several samplers, or with and without one, also by way of functions.

@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var near: sampler;
@group(0) @binding(2) var other: sampler;
@group(0) @binding(3) var map: texture_depth_2d;
@group(0) @binding(4) var less: sampler_comparison;
@group(0) @binding(5) var layers: texture_depth_2d_array;

fn read(from_: texture_2d<f32>, how: sampler, at: vec2f) -> vec4f {
    return textureSampleLevel(from_, how, at, 0.0) + textureLoad(from_, vec2i(at * 3.0), 0);
}

@fragment
fn main(@location(0) at: vec4f, @builtin(position) position: vec4f) -> @location(0) vec4f {
    let texel = vec2i(position.xy) % 8;
    let colours = read(image, near, at.xy) + 2.0 * read(image, other, at.yx) + textureSample(image, other, at.zw);
    let depths = vec4f(textureSample(map, near, at.xy), textureLoad(map, texel, 0), textureLoad(layers, texel, 1, 0), 1.0);
    let shadows = vec4f(
        textureSampleCompare(map, less, at.xy, at.z),
        textureSampleCompareLevel(layers, less, at.yx, 2, 0.4),
        dot(textureGatherCompare(map, less, at.xy, 0.5), vec4f(1.0, 2.0, 4.0, 8.0)),
        0.0,
    );
    return colours + depths * 4.0 + shadows * 16.0;
}
