// Dual source blending for subpixel text: one fragment invocation outputs a colour and a
// separate coverage for each channel.
enable dual_source_blending;

struct SubpixelOut {
    @location(0) @blend_src(0) colour: vec4<f32>,
    @location(0) @blend_src(1) coverage: vec4<f32>,
}

@group(0) @binding(0) var coverage_atlas: texture_2d<f32>;
@group(0) @binding(1) var atlas_sampler: sampler;
@group(0) @binding(2) var<uniform> text_colour: vec4<f32>;

fn contrast(c: vec3<f32>, amount: f32) -> vec3<f32> {
    return c + (1.0 - c) * amount * c;
}

@fragment
fn subpixel(@location(0) uv: vec2<f32>) -> SubpixelOut {
    let third = 1.0 / (3.0 * f32(textureDimensions(coverage_atlas).x));
    let r = textureSample(coverage_atlas, atlas_sampler, uv - vec2<f32>(third, 0.0)).r;
    let g = textureSample(coverage_atlas, atlas_sampler, uv).r;
    let b = textureSample(coverage_atlas, atlas_sampler, uv + vec2<f32>(third, 0.0)).r;
    let mask = contrast(vec3<f32>(r, g, b), 0.3) * text_colour.a;
    var out: SubpixelOut;
    out.colour = vec4<f32>(text_colour.rgb, 1.0);
    out.coverage = vec4<f32>(mask, max(mask.r, max(mask.g, mask.b)));
    return out;
}
