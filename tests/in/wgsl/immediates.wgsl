// Per-draw data as immediates (push constants). One vertex invocation transforms one
// vertex, one fragment invocation tints one pixel.

struct PerDraw {
    model: mat4x4<f32>,
    colour: vec4<f32>,
    object_id: u32,
    time: f32,
    uv_scale: vec2<f32>,
}

var<immediate> per_draw: PerDraw;

@group(0) @binding(0) var<uniform> view_projection: mat4x4<f32>;
@group(0) @binding(1) var pattern: texture_2d<f32>;
@group(0) @binding(2) var pattern_sampler: sampler;

struct Interpolated {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) height: f32,
}

struct Targets {
    @location(0) colour: vec4<f32>,
    @location(1) id: u32,
}

@vertex
fn vs(@location(0) position: vec3<f32>, @location(1) uv: vec2<f32>) -> Interpolated {
    let world = per_draw.model * vec4<f32>(position, 1.0);
    return Interpolated(view_projection * world, uv * per_draw.uv_scale, world.y);
}

@fragment
fn fs(in: Interpolated) -> Targets {
    let wave = 0.5 + 0.5 * sin(per_draw.time + in.height);
    let texel = textureSample(pattern, pattern_sampler, in.uv);
    return Targets(texel * per_draw.colour * wave, per_draw.object_id);
}
