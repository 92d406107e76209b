// From scene-linear light to a display image: exposure, white balance, contrast around
// middle grey, a filmic curve with a path to white, the sRGB transfer function, dither.
//
// vs_main  one thread makes one corner of a triangle that covers the screen (draw 3)
// fs_main  one thread grades one pixel
// compute  one thread grades one pixel of a storage image
//
// group(0) binding(0)  texture_2d<f32>                  scene-linear image
// group(0) binding(1)  uniform                          Grade
// group(0) binding(2)  texture_storage_2d<rgba8unorm>   display image (`compute` only)
//
// override curve: 0 clip, 1 Reinhard by luminance, 2 filmic (default)

override curve: u32 = 2u;
override dither: bool = true;

const MIDDLE_GREY: f32 = 0.18;
const LUMINANCE = vec3<f32>(0.2126, 0.7152, 0.0722);

struct Grade {
    // multiplies each channel, for white balance
    gain: vec3<f32>,
    // in stops
    exposure: f32,
    contrast: f32,
    saturation: f32,
    // scene luminance that becomes display white
    white: f32,
    frame: u32,
}

@group(0) @binding(0) var scene: texture_2d<f32>;
@group(0) @binding(1) var<uniform> grade: Grade;
@group(0) @binding(2) var display: texture_storage_2d<rgba8unorm, write>;

fn clip_curve(c: vec3<f32>) -> vec3<f32> {
    return saturate(c);
}

fn reinhard_curve(c: vec3<f32>) -> vec3<f32> {
    let l = max(dot(c, LUMINANCE), 1e-6);
    let mapped = l * (1.0 + l / (grade.white * grade.white)) / (1.0 + l);
    return saturate(c * (mapped / l));
}

// A toe, a straight part and a shoulder which reaches 1 at `white`.
fn filmic_channel(x: f32) -> f32 {
    let a = x * (0.22 * x + 0.03) + 0.002;
    let b = x * (0.22 * x + 0.3) + 0.06;
    return max(a / b - 0.033333, 0.0);
}

fn filmic_curve(c: vec3<f32>) -> vec3<f32> {
    // bright saturated colours lose saturation, as film does
    let peak = max(c.r, max(c.g, c.b));
    let whiteness = smoothstep(grade.white * 0.25, grade.white, peak);
    let soft = mix(c, vec3<f32>(peak), whiteness * 0.8);
    let scale = 1.0 / filmic_channel(max(grade.white, 1.0) * 2.0);
    let mapped = vec3<f32>(
        filmic_channel(soft.r * 2.0),
        filmic_channel(soft.g * 2.0),
        filmic_channel(soft.b * 2.0),
    );
    return saturate(mapped * scale);
}

fn srgb(c: vec3<f32>) -> vec3<f32> {
    let low = c * 12.92;
    let high = 1.055 * pow(max(c, vec3<f32>(0.0)), vec3<f32>(1.0 / 2.4)) - 0.055;
    return select(high, low, c <= vec3<f32>(0.0031308));
}

// Triangular noise of one code value, different in every frame.
fn noise(pixel: vec2<u32>) -> f32 {
    var h = pixel.x * 0x8da6b343u + pixel.y * 0xd8163841u + grade.frame * 0xcb1ab31fu;
    h ^= h >> 15u;
    h *= 0x2c1b3c6du;
    h ^= h >> 12u;
    let a = f32(h & 0xffffu) / 65535.0;
    let b = f32(h >> 16u) / 65535.0;
    return (a + b - 1.0) / 255.0;
}

fn display_colour(linear: vec3<f32>, pixel: vec2<u32>) -> vec3<f32> {
    var c = max(linear, vec3<f32>(0.0)) * grade.gain * exp2(grade.exposure);
    c = mix(vec3<f32>(dot(c, LUMINANCE)), c, grade.saturation);
    c = MIDDLE_GREY * pow(max(c, vec3<f32>(0.0)) / MIDDLE_GREY, vec3<f32>(grade.contrast));
    switch curve {
        case 0u: { c = clip_curve(c); }
        case 1u: { c = reinhard_curve(c); }
        default: { c = filmic_curve(c); }
    }
    c = srgb(c);
    if dither {
        c += noise(pixel);
    }
    return c;
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    let x = f32((vertex << 1u) & 2u);
    let y = f32(vertex & 2u);
    return vec4<f32>(x * 2.0 - 1.0, y * 2.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fs_main(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<u32>(position.xy);
    let c = textureLoad(scene, pixel, 0);
    return vec4<f32>(display_colour(c.rgb, pixel), c.a);
}

@compute @workgroup_size(8, 8)
fn compute(@builtin(global_invocation_id) id: vec3<u32>) {
    if any(id.xy >= textureDimensions(display)) {
        return;
    }
    let c = textureLoad(scene, id.xy, 0);
    textureStore(display, id.xy, vec4<f32>(display_colour(c.rgb, id.xy), c.a));
}
