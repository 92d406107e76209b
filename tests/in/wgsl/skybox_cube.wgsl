// Skybox. The vertex invocation makes one corner of a screen-covering triangle and
// the view ray through it; the fragment invocation reads the cube map along it, and
// the array variant blends two skies by time of day.

struct Sky {
    inverse_view_projection: mat4x4f,
    rotation: mat3x3f,
    sun: vec3f,
    blend: f32,
    layer: u32,
    mip: f32,
}

@group(0) @binding(0) var<uniform> sky: Sky;
@group(0) @binding(1) var sky_cube: texture_cube<f32>;
@group(0) @binding(2) var sky_cubes: texture_cube_array<f32>;
@group(0) @binding(3) var sky_sampler: sampler;

struct Ray {
    @builtin(position) clip: vec4f,
    @location(0) @interpolate(linear, center) direction: vec3f,
}

@vertex
fn vs_sky(@builtin(vertex_index) index: u32) -> Ray {
    let uv = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    let clip = vec4f(uv * 2.0 - 1.0, 1.0, 1.0);
    let far = sky.inverse_view_projection * clip;
    return Ray(clip, sky.rotation * (far.xyz / far.w));
}

@fragment
fn fs_sky(ray: Ray) -> @location(0) vec4f {
    let d = normalize(ray.direction);
    let base = textureSample(sky_cube, sky_sampler, d);
    let sharp = textureSampleLevel(sky_cube, sky_sampler, d, sky.mip);
    let layers = textureNumLayers(sky_cubes);
    let other = textureSample(sky_cubes, sky_sampler, d, min(sky.layer, layers - 1u));
    let biased = textureSampleBias(sky_cubes, sky_sampler, d, i32(sky.layer), -0.5);
    let glow = pow(max(dot(d, sky.sun), 0.0), 512.0);
    let mixed = mix(mix(base, sharp, 0.5), mix(other, biased, 0.5), sky.blend);
    return vec4f(mixed.rgb + vec3f(1.0, 0.9, 0.7) * glow, 1.0);
}

@fragment
fn fs_sky_gradient(ray: Ray) -> @location(0) vec4f {
    let d = normalize(ray.direction);
    let size = vec2f(textureDimensions(sky_cube));
    let dx = dpdx(d);
    let dy = dpdy(d);
    let c = textureSampleGrad(sky_cube, sky_sampler, d, dx, dy);
    let g = textureGather(1, sky_cube, sky_sampler, d);
    let ga = textureGather(0, sky_cubes, sky_sampler, d, sky.layer);
    return c + 0.001 * (g + ga) * (1.0 / size.x);
}
