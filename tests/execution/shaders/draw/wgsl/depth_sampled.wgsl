// Depth textures that are read without a comparison.

@group(0) @binding(0) var map: texture_depth_2d;
@group(0) @binding(1) var plain: sampler;

@fragment
fn main(@location(0) at: vec4f, @builtin(position) position: vec4f) -> @location(0) vec4f {
    return vec4f(textureSample(map, plain, at.xy), textureSampleLevel(map, plain, at.yx, 1), textureLoad(map, vec2i(position.xy) % 8, 1), 1.0)
        + textureGather(map, plain, at.xy);
}
