// Depth textures: compared, gathered, of several dimensions.

@group(0) @binding(0) var map: texture_depth_2d;
@group(0) @binding(1) var cascades: texture_depth_2d_array;
@group(0) @binding(2) var around: texture_depth_cube;
@group(0) @binding(3) var compare: sampler_comparison;

@fragment
fn main(@location(0) at: vec4f, @builtin(position) position: vec4f) -> @location(0) vec4f {
    let layer = u32(position.y) % 4u;
    let a = textureSampleCompare(map, compare, at.xy, at.z);
    let b = textureSampleCompareLevel(cascades, compare, at.yx, layer, 0.4, vec2i(1, -1));
    let c = textureSampleCompare(around, compare, at.xyz - 0.5, at.w * 0.5);
    let d = dot(textureGatherCompare(map, compare, at.xy, 0.5), vec4f(1.0, 2.0, 4.0, 8.0));
    return vec4f(a, b * 2.0 + c, d, 1.0);
}
