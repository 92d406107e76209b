// Bindless materials: arrays of textures and samplers. One
// fragment invocation picks its textures by a flat, non-uniform material index.
enable wgpu_binding_array;

struct Material {
    tint: vec4f,
    albedo: u32,
    sampler_: u32,
    shadow: u32,
    flags: u32,
}

@group(0) @binding(0) var<storage, read> materials: array<Material>;
@group(0) @binding(1) var textures: binding_array<texture_2d<f32>, 32>;
@group(0) @binding(2) var samplers: binding_array<sampler, 8>;
@group(0) @binding(5) var shadow_maps: binding_array<texture_depth_2d, 4>;
@group(0) @binding(6) var compare: sampler_comparison;
@group(0) @binding(7) var arrays: binding_array<texture_2d_array<f32>, 2>;

struct In {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) @interpolate(flat) material: u32,
}

@fragment
fn bindless(in: In) -> @location(0) vec4f {
    let m = materials[in.material];
    var c = textureSample(textures[m.albedo], samplers[m.sampler_], in.uv) * m.tint;
    let fixed = textureSampleLevel(textures[0], samplers[0], in.uv, 0.0);
    let size = textureDimensions(textures[m.albedo]);
    let loaded = textureLoad(textures[m.albedo], vec2i(in.uv * vec2f(size)), 0);
    c = mix(c, fixed + loaded, 0.1);
    if (m.flags & 1u) != 0u {
        c *= 2.0;
    }
    let lit = textureSampleCompareLevel(shadow_maps[m.shadow & 3u], compare, in.uv, in.position.z);
    let layered = textureSampleLevel(arrays[1], samplers[m.sampler_], in.uv, 2, 0.0);
    return c * lit + layered * 0.01;
}
