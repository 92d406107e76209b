// Text from a multi-channel signed distance atlas. The vertex invocation expands one
// corner of one glyph instance; the fragment invocation turns the median distance
// into coverage with screen-space derivatives, and adds an outline and a shadow.

struct Style {
    fill: vec4<f32>,
    outline: vec4<f32>,
    shadow: vec4<f32>,
    shadow_offset: vec2<f32>,
    outline_width: f32,
    px_range: f32,
}

struct Glyph {
    @location(0) origin: vec2<f32>,
    @location(1) size: vec2<f32>,
    @location(2) atlas_rect: vec4<f32>,
    @location(3) tint: vec4<f32>,
}

struct TextVertex {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) @interpolate(flat, either) tint: vec4<f32>,
}

@group(0) @binding(0) var<uniform> viewport: vec4<f32>;
@group(0) @binding(1) var<uniform> style: Style;
@group(0) @binding(2) var atlas: texture_2d<f32>;
@group(0) @binding(3) var atlas_sampler: sampler;

@vertex
fn vs_text(glyph: Glyph, @builtin(vertex_index) vertex: u32) -> TextVertex {
    const CORNERS = array(vec2f(0.0, 0.0), vec2f(1.0, 0.0), vec2f(0.0, 1.0), vec2f(1.0, 1.0));
    var corners = CORNERS;
    let corner = corners[vertex & 3u];
    let pixel = glyph.origin + corner * glyph.size;
    let ndc = (pixel / viewport.zw) * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0);
    return TextVertex(
        vec4<f32>(ndc, 0.0, 1.0),
        mix(glyph.atlas_rect.xy, glyph.atlas_rect.zw, corner),
        glyph.tint,
    );
}

fn median(c: vec3<f32>) -> f32 {
    return max(min(c.r, c.g), min(max(c.r, c.g), c.b));
}

fn coverage(distance: f32, width: f32) -> f32 {
    return clamp(distance / max(width, 1e-4) + 0.5, 0.0, 1.0);
}

@fragment
fn fs_text(in: TextVertex) -> @location(0) vec4<f32> {
    let unit = style.px_range / vec2<f32>(textureDimensions(atlas, 0));
    let screen_range = max(0.5 * dot(unit, 1.0 / fwidth(in.uv)), 1.0);
    let sd = median(textureSample(atlas, atlas_sampler, in.uv).rgb) - 0.5;
    let shadow_sd = median(textureSample(atlas, atlas_sampler, in.uv - style.shadow_offset).rgb) - 0.5;

    let fill = coverage(sd * screen_range, 1.0);
    let outline = coverage((sd + style.outline_width) * screen_range, 1.0);
    let shadow = smoothstep(-0.3, 0.1, shadow_sd);

    var colour = vec4<f32>(style.shadow.rgb, style.shadow.a * shadow);
    colour = mix(colour, style.outline, outline);
    colour = mix(colour, style.fill * in.tint, fill);
    if colour.a < 1.0 / 255.0 {
        discard;
    }
    return colour;
}

// Single-channel variant which uses coarse and fine derivatives of the distance.
@fragment
fn fs_text_mono(in: TextVertex) -> @location(0) vec4<f32> {
    let sd = textureSampleBias(atlas, atlas_sampler, in.uv, -0.5).r - 0.5;
    let coarse = fwidthCoarse(sd);
    let fine = length(vec2<f32>(dpdxFine(sd), dpdyFine(sd)));
    let also = abs(dpdxCoarse(sd)) + abs(dpdyCoarse(sd)) + fwidthFine(sd);
    let width = max(min(coarse, max(fine, also)), 1e-4);
    return vec4<f32>(in.tint.rgb, in.tint.a * coverage(sd, width));
}
