// Bloom pyramid: `fs_prefilter` thresholds and box-filters one pixel with a soft knee;
// `fs_upsample` adds a tent-filtered coarser level. Uses samplers with bias and offsets.

struct BloomParams {
    threshold: f32,
    knee: f32,
    radius: f32,
    mip: f32,
}

@group(0) @binding(0) var<uniform> bloom: BloomParams;
@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var coarse: texture_2d<f32>;
@group(0) @binding(3) var bilinear: sampler;

struct V {
    @builtin(position) p: vec4<f32>,
    @location(0) uv: vec2<f32>,
}

@vertex
fn vs(@builtin(vertex_index) i: u32) -> V {
    let uv = vec2<f32>(vec2<u32>((i << 1u) & 2u, i & 2u));
    return V(vec4<f32>(uv * 2.0 - 1.0, 0.0, 1.0), vec2<f32>(uv.x, 1.0 - uv.y));
}

fn karis(c: vec3<f32>) -> f32 {
    return 1.0 / (1.0 + max(c.r, max(c.g, c.b)));
}

fn soft_threshold(c: vec3<f32>) -> vec3<f32> {
    let brightness = max(c.r, max(c.g, c.b));
    var soft = clamp(brightness - bloom.threshold + bloom.knee, 0.0, 2.0 * bloom.knee);
    soft = soft * soft / (4.0 * bloom.knee + 1e-4);
    return c * max(soft, brightness - bloom.threshold) / max(brightness, 1e-4);
}

@fragment
fn fs_prefilter(in: V) -> @location(0) vec4<f32> {
    let a = textureSample(source, bilinear, in.uv, vec2<i32>(-1, -1)).rgb;
    let b = textureSample(source, bilinear, in.uv, vec2<i32>(1, -1)).rgb;
    let c = textureSample(source, bilinear, in.uv, vec2<i32>(-1, 1)).rgb;
    let d = textureSample(source, bilinear, in.uv, vec2<i32>(1, 1)).rgb;
    let wa = karis(a);
    let wb = karis(b);
    let wc = karis(c);
    let wd = karis(d);
    let sum = (a * wa + b * wb + c * wc + d * wd) / (wa + wb + wc + wd);
    return vec4<f32>(soft_threshold(sum), 1.0);
}

@fragment
fn fs_upsample(in: V) -> @location(0) vec4<f32> {
    let texel = bloom.radius / vec2<f32>(textureDimensions(coarse, i32(bloom.mip)));
    var sum = vec3<f32>(0.0);
    var weight_sum = 0.0;
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let w = f32((2 - abs(x)) * (2 - abs(y)));
            sum += textureSampleLevel(coarse, bilinear, in.uv + vec2<f32>(f32(x), f32(y)) * texel, bloom.mip).rgb * w;
            weight_sum += w;
        }
    }
    let fine = textureSampleBias(source, bilinear, in.uv, -1.0).rgb;
    return vec4<f32>(fine + sum / weight_sum, 1.0);
}
