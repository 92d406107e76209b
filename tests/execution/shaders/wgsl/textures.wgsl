// Textures of several kinds, loaded, sampled at a level, gathered, compared, asked for their sizes.

@group(0) @binding(0) var flat_: texture_2d<f32>;
@group(0) @binding(1) var layered: texture_2d_array<f32>;
@group(0) @binding(2) var volume: texture_3d<f32>;
@group(0) @binding(3) var labels: texture_2d<u32>;
@group(0) @binding(4) var signed_: texture_2d<i32>;
@group(0) @binding(5) var depth: texture_depth_2d;
@group(0) @binding(6) var sky: texture_cube<f32>;
@group(0) @binding(7) var smooth_: sampler;
@group(0) @binding(8) var compare: sampler_comparison;
@group(1) @binding(0) var<storage, read> places: array<vec4<f32>>;
@group(1) @binding(1) var<storage, read_write> colors: array<array<vec4<f32>, 9>>;
@group(1) @binding(2) var<storage, read_write> whole: array<array<vec4<u32>, 4>>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let p = places[id.x];
    let texel = vec2<i32>(abs(p.xy) * 3.0);
    var c: array<vec4<f32>, 9>;
    c[0] = textureLoad(flat_, texel & vec2(15), 0);
    c[1] = textureLoad(layered, texel & vec2(7), i32(id.x & 3u), 1);
    c[2] = textureLoad(volume, vec3(texel & vec2(3), 1), 1);
    c[3] = textureSampleLevel(flat_, smooth_, p.xy, 0.0);
    c[4] = textureSampleLevel(layered, smooth_, p.yz, i32(id.x & 3u), 1.0);
    c[5] = textureSampleLevel(volume, smooth_, p.xyz, 0.0);
    c[6] = textureSampleLevel(sky, smooth_, p.xyz + vec3(0.01, 0.0, 5.0), 0.0);
    c[7] = textureGather(1, flat_, smooth_, p.xy) + textureSampleGrad(flat_, smooth_, p.zw, vec2(0.01, 0.0), vec2(0.0, 0.02));
    c[8] = vec4(textureSampleCompareLevel(depth, compare, p.xy, 0.5), textureSampleLevel(depth, smooth_, p.zw, 0), textureLoad(depth, texel & vec2(15), 0), 1.0);
    colors[id.x] = c;
    var w: array<vec4<u32>, 4>;
    w[0] = textureLoad(labels, texel & vec2(15), 0);
    w[1] = bitcast<vec4<u32>>(textureLoad(signed_, texel & vec2(7), 1));
    w[2] = vec4(textureDimensions(flat_, 1), textureNumLevels(flat_), textureNumLayers(layered));
    w[3] = vec4(textureDimensions(volume), textureDimensions(sky).x);
    whole[id.x] = w;
}
