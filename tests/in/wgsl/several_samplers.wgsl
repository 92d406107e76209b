// One texture read through several samplers, a depth texture compared, filtered and loaded, both also by way
// of functions: a glossy floor with soft shadows.

@group(0) @binding(0) var floor_colour: texture_2d<f32>;
@group(0) @binding(1) var repeating: sampler;
@group(0) @binding(2) var clamped: sampler;
@group(0) @binding(3) var shadow_map: texture_depth_2d;
@group(0) @binding(4) var is_lit: sampler_comparison;
@group(0) @binding(5) var depth_only: texture_depth_2d_array;
@group(1) @binding(0) var sky: texture_cube<f32>;

struct Varyings {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) in_shadow: vec3<f32>,
}

@vertex
fn place(@location(0) at: vec3<f32>) -> Varyings {
    let height = textureSampleLevel(floor_colour, clamped, at.xy, 2.0).w;
    return Varyings(vec4<f32>(at.xy, at.z + height, 1.0), at.xy * 4.0, at);
}

fn read(map: texture_2d<f32>, how: sampler, uv: vec2<f32>) -> vec4<f32> {
    return textureSample(map, how, uv);
}

fn blocker(at: vec2<f32>) -> f32 {
    let size = vec2<f32>(textureDimensions(shadow_map));
    let nearest = textureLoad(shadow_map, vec2<i32>(at * size), 0);
    return min(nearest, textureSample(shadow_map, clamped, at));
}

@fragment
fn shade(in: Varyings) -> @location(0) vec4<f32> {
    let tiled = read(floor_colour, repeating, in.uv);
    let edge = read(floor_colour, clamped, in.uv);
    let lit = textureSampleCompare(shadow_map, is_lit, in.in_shadow.xy, in.in_shadow.z);
    let width = in.in_shadow.z - blocker(in.in_shadow.xy);
    let layer = textureSampleCompareLevel(depth_only, is_lit, in.uv, 1, 0.5) + textureLoad(depth_only, vec2<i32>(in.uv), 0, 0);
    let gloss = textureSample(sky, clamped, vec3<f32>(in.uv, layer));
    return mix(tiled, edge, saturate(width)) * lit + gloss;
}
