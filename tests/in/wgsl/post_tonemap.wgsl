// Post-process: one fragment invocation grades one pixel: exposure, bloom, a choice of
// four tone curves, a 3D lookup table, dithering and vignette.

@id(10) override tone_curve: u32 = 2u;
override use_lut: bool = true;
@id(1200) override gamma: f32 = 2.2;
override lut_strength = 0.75;

struct Grade {
    exposure: f32,
    bloom: f32,
    vignette: f32,
    saturation: f32,
    lift: vec3f,
    frame: u32,
    gain: vec3f,
    contrast: f32,
}

@group(0) @binding(0) var<uniform> grade: Grade;
@group(0) @binding(1) var hdr: texture_2d<f32>;
@group(0) @binding(2) var bloom: texture_2d<f32>;
@group(0) @binding(3) var lut: texture_3d<f32>;
@group(0) @binding(4) var linear_clamp: sampler;

struct Screen {
    @builtin(position) pixel: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn vs_fullscreen(@builtin(vertex_index) i: u32) -> Screen {
    let x = f32(i32(i) - 1);
    let y = f32(i32(i & 1u) * 2 - 1);
    var s: Screen;
    s.pixel = vec4f(x * 2.0 + 1.0, y * 2.0 + 1.0, 0.0, 1.0);
    s.uv = s.pixel.xy * vec2f(0.5, -0.5) + 0.5;
    return s;
}

fn reinhard(c: vec3f) -> vec3f {
    return c / (1.0 + c);
}

fn filmic(c: vec3f) -> vec3f {
    let x = max(vec3f(0.0), c - 0.004);
    return (x * (6.2 * x + 0.5)) / (x * (6.2 * x + 1.7) + 0.06);
}

fn aces_fit(c: vec3f) -> vec3f {
    let a = c * (2.51 * c + 0.03);
    let b = c * (2.43 * c + 0.59) + 0.14;
    return clamp(a / b, vec3f(0.0), vec3f(1.0));
}

fn tone_map(c: vec3f) -> vec3f {
    switch tone_curve {
        case 0u: { return saturate(c); }
        case 1u: { return reinhard(c); }
        case 2u, default: { return aces_fit(c); }
        case 3u: { return filmic(c); }
    }
}

fn apply_lut(c: vec3f) -> vec3f {
    let n = f32(textureDimensions(lut).x);
    let coord = c * ((n - 1.0) / n) + 0.5 / n;
    return textureSampleLevel(lut, linear_clamp, coord, 0.0).rgb;
}

fn hash(p: vec2u) -> f32 {
    var h = p.x * 1664525u + p.y * 22695477u + grade.frame * 1013904223u;
    h ^= h >> 16u;
    h *= 0x7feb352du;
    h ^= h >> 15u;
    return f32(h) * 2.3283064e-10;
}

@fragment
fn fs_tonemap(in: Screen) -> @location(0) vec4f {
    var c = textureSample(hdr, linear_clamp, in.uv).rgb;
    c += textureSample(bloom, linear_clamp, in.uv).rgb * grade.bloom;
    c = c * exp2(grade.exposure) * grade.gain + grade.lift;
    let luma = dot(c, vec3f(0.2126, 0.7152, 0.0722));
    c = max(mix(vec3f(luma), c, grade.saturation), vec3f(0.0));
    c = tone_map(c);
    c = mix(vec3f(0.5), c, grade.contrast);
    c = pow(saturate(c), vec3f(1.0 / gamma));
    if use_lut {
        c = mix(c, apply_lut(c), lut_strength);
    }
    let d = in.uv - 0.5;
    c *= 1.0 - grade.vignette * dot(d, d) * 2.0;
    c += (hash(vec2u(in.pixel.xy)) - 0.5) / 255.0;
    return vec4f(c, 1.0);
}
