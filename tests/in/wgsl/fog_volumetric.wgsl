// Froxel fog. `inject` computes scattering of one froxel into a 3D storage texture,
// `integrate` walks one column front to back, `fs_apply` reads the result per pixel.

struct Fog {
    inverse_view_proj: mat4x4f,
    colour: vec3f,
    density: f32,
    grid: vec3u,
    height_falloff: f32,
    near_far: vec2f,
    noise_scale: f32,
    wind: f32,
}

@group(0) @binding(0) var<uniform> fog: Fog;
@group(0) @binding(1) var scatter_out: texture_storage_3d<rgba16float, write>;
@group(0) @binding(2) var scatter_in: texture_3d<f32>;
@group(0) @binding(3) var noise: texture_3d<f32>;
@group(0) @binding(4) var repeat_sampler: sampler;
@group(0) @binding(5) var depth_map: texture_depth_multisampled_2d;
@group(0) @binding(6) var lut_1d: texture_1d<f32>;

fn slice_depth(slice: f32) -> f32 {
    let n = fog.near_far.x;
    let f = fog.near_far.y;
    return n * pow(f / n, slice / f32(fog.grid.z));
}

fn depth_slice(depth: f32) -> f32 {
    let n = fog.near_far.x;
    let f = fog.near_far.y;
    return log(depth / n) / log(f / n);
}

fn froxel_world(id: vec3u) -> vec3f {
    let uvw = (vec3f(id) + 0.5) / vec3f(fog.grid);
    let clip = vec4f(uvw.xy * 2.0 - 1.0, uvw.z, 1.0);
    let world = fog.inverse_view_proj * clip;
    return world.xyz / world.w;
}

@compute @workgroup_size(4, 4, 4)
fn inject(@builtin(global_invocation_id) id: vec3u) {
    if any(id >= fog.grid) {
        return;
    }
    let p = froxel_world(id);
    let n = textureSampleLevel(noise, repeat_sampler, p * fog.noise_scale + vec3f(fog.wind, 0.0, 0.0), 0.0).r;
    let height = exp(-max(p.y, 0.0) * fog.height_falloff);
    let ramp = textureLoad(lut_1d, i32(saturate(height) * 255.0), 0).rgb;
    let density = fog.density * height * n;
    textureStore(scatter_out, id, vec4f(fog.colour * ramp * density, density));
}

@compute @workgroup_size(8, 8)
fn integrate(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= fog.grid.xy) {
        return;
    }
    var light = vec3f(0.0);
    var transmittance = 1.0;
    var z = 0u;
    loop {
        let here = textureLoad(scatter_in, vec3u(id.xy, z), 0);
        let thickness = slice_depth(f32(z) + 1.0) - slice_depth(f32(z));
        let t = exp(-here.a * thickness);
        light += transmittance * here.rgb * (1.0 - t) / max(here.a, 1e-6);
        transmittance *= t;
        textureStore(scatter_out, vec3i(vec3u(id.xy, z)), vec4f(light, transmittance));
        continuing {
            z++;
            break if z >= fog.grid.z;
        }
    }
}

@fragment
fn fs_apply(@builtin(position) pixel: vec4f, @builtin(sample_index) sample: u32) -> @location(0) vec4f {
    let size = textureDimensions(depth_map);
    let samples = textureNumSamples(depth_map);
    let depth = textureLoad(depth_map, vec2i(pixel.xy), i32(min(sample, samples - 1u)));
    let linear = fog.near_far.x / max(1.0 - depth, 1e-5);
    let uvw = vec3f(pixel.xy / vec2f(size), saturate(depth_slice(linear)));
    let f = textureSampleLevel(scatter_in, repeat_sampler, uvw, 0.0);
    return vec4f(f.rgb, f.a);
}
