// Every sampled texture kind and every way of reading it, in one fragment shader.
// One invocation adds up one value of each, so that nothing is dead code.

@group(0) @binding(0) var smp: sampler;
@group(0) @binding(1) var smp_cmp: sampler_comparison;
@group(1) @binding(0) var t1: texture_1d<f32>;
@group(1) @binding(1) var t2: texture_2d<f32>;
@group(1) @binding(2) var t2a: texture_2d_array<f32>;
@group(1) @binding(3) var t3: texture_3d<f32>;
@group(1) @binding(4) var tc: texture_cube<f32>;
@group(1) @binding(5) var tca: texture_cube_array<f32>;
@group(1) @binding(6) var t2ms: texture_multisampled_2d<f32>;
@group(1) @binding(7) var t2i: texture_2d<i32>;
@group(1) @binding(8) var t2u: texture_2d<u32>;
@group(1) @binding(9) var t3u: texture_3d<u32>;
@group(1) @binding(10) var t2msu: texture_multisampled_2d<u32>;
@group(1) @binding(11) var t2ai: texture_2d_array<i32>;
@group(2) @binding(0) var d2: texture_depth_2d;
@group(2) @binding(1) var d2a: texture_depth_2d_array;
@group(2) @binding(2) var dc: texture_depth_cube;
@group(2) @binding(3) var dca: texture_depth_cube_array;
@group(2) @binding(4) var plain2: texture_depth_2d;
@group(2) @binding(5) var plain2a: texture_depth_2d_array;
@group(2) @binding(6) var plainc: texture_depth_cube;
@group(2) @binding(7) var plainca: texture_depth_cube_array;
@group(2) @binding(8) var never_used: texture_2d<f32>;

struct Inputs {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) ray: vec3f,
    @location(2) @interpolate(flat) layer: i32,
}

fn sample_colour(in: Inputs) -> vec4f {
    var c = textureSample(t1, smp, in.uv.x);
    c += textureSample(t2, smp, in.uv);
    c += textureSample(t2, smp, in.uv, vec2i(-8, 7));
    c += textureSample(t2a, smp, in.uv, in.layer);
    c += textureSample(t2a, smp, in.uv, in.layer, vec2i(1, 2));
    c += textureSample(t3, smp, in.ray);
    c += textureSample(t3, smp, in.ray, vec3i(1, 0, -1));
    c += textureSample(tc, smp, in.ray);
    c += textureSample(tca, smp, in.ray, in.layer);
    c += textureSampleBias(t2, smp, in.uv, 1.5);
    c += textureSampleBias(t2a, smp, in.uv, u32(in.layer), -1.0, vec2i(2, 3));
    c += textureSampleBias(t3, smp, in.ray, 0.25);
    c += textureSampleBias(tc, smp, in.ray, 0.5);
    return c;
}

fn sample_explicit(in: Inputs) -> vec4f {
    let dx2 = dpdx(in.uv);
    let dy2 = dpdy(in.uv);
    let dx3 = dpdx(in.ray);
    let dy3 = dpdy(in.ray);
    var c = textureSampleLevel(t2, smp, in.uv, 2.0);
    c += textureSampleLevel(t2, smp, in.uv, 0.0, vec2i(3, 3));
    c += textureSampleLevel(t2a, smp, in.uv, in.layer, 1.0);
    c += textureSampleLevel(t3, smp, in.ray, 0.5, vec3i(-1, 0, 1));
    c += textureSampleLevel(tc, smp, in.ray, 4.0);
    c += textureSampleLevel(tca, smp, in.ray, in.layer, 4.0);
    c += textureSampleGrad(t2, smp, in.uv, dx2, dy2);
    c += textureSampleGrad(t2, smp, in.uv, dx2, dy2, vec2i(1, 1));
    c += textureSampleGrad(t2a, smp, in.uv, in.layer, dx2, dy2);
    c += textureSampleGrad(t3, smp, in.ray, dx3, dy3);
    c += textureSampleGrad(tc, smp, in.ray, dx3, dy3);
    c += textureSampleGrad(tca, smp, in.ray, in.layer, dx3, dy3);
    c += textureSampleBaseClampToEdge(t2, smp, in.uv);
    return c;
}

fn gather_all(in: Inputs) -> vec4f {
    var c = textureGather(0, t2, smp, in.uv);
    c += textureGather(3, t2, smp, in.uv);
    c += textureGather(2, t2a, smp, in.uv, in.layer);
    c += textureGather(1, tc, smp, in.ray);
    c += vec4f(textureGather(0, t2i, smp, in.uv)) + vec4f(textureGather(1u, t2u, smp, in.uv));
    c += textureGather(plain2, smp, in.uv);
    c += textureGather(plain2a, smp, in.uv, in.layer);
    c += textureGather(plainc, smp, in.ray);
    c += textureGatherCompare(d2, smp_cmp, in.uv, 0.5);
    c += textureGatherCompare(d2a, smp_cmp, in.uv, in.layer, 0.5);
    c += textureGatherCompare(dc, smp_cmp, in.ray, 0.5);
    return c;
}

fn load_all(in: Inputs) -> vec4f {
    let p = vec2i(in.position.xy);
    var c = textureLoad(t1, p.x, 0);
    c += textureLoad(t2, p, 1);
    c += textureLoad(t2a, vec2u(p), 1u, 0u);
    c += textureLoad(t3, vec3i(p, 4), 0);
    c += textureLoad(t2ms, p, 2);
    c += vec4f(textureLoad(t2i, p, 0)) + vec4f(textureLoad(t2u, p, 0));
    c += vec4f(textureLoad(t3u, vec3i(p, 0), 0)) + vec4f(textureLoad(t2msu, p, 0));
    c += vec4f(textureLoad(t2ai, p, in.layer, 0));
    return c;
}

fn depth_all(in: Inputs) -> f32 {
    var d = textureSample(plain2, smp, in.uv);
    d += textureSample(plain2a, smp, in.uv, in.layer);
    d += textureSample(plainc, smp, in.ray);
    d += textureSample(plainca, smp, in.ray, in.layer);
    d += textureSampleLevel(plain2, smp, in.uv, 0);
    d += textureSampleCompare(d2, smp_cmp, in.uv, 0.25);
    d += textureSampleCompare(d2a, smp_cmp, in.uv, in.layer, 0.25, vec2i(1, 1));
    d += textureSampleCompareLevel(dca, smp_cmp, in.ray, in.layer, 0.25);
    d += textureSampleCompare(dc, smp_cmp, in.ray, 0.25);
    d += textureSampleCompareLevel(d2, smp_cmp, in.uv, 0.25);
    d += textureSampleCompareLevel(d2, smp_cmp, in.uv, 0.25, vec2i(0, 1));
    return d;
}

fn queries() -> f32 {
    var n = textureDimensions(t1) + textureNumLevels(t1);
    n += textureDimensions(t2).y + textureDimensions(t2, 1).x;
    n += textureDimensions(t2a).x + textureNumLayers(t2a) + textureNumLevels(t2a);
    n += textureDimensions(t3, 2u).z + textureNumLevels(t3);
    n += textureDimensions(tc).x + textureNumLevels(tc);
    n += textureDimensions(tca).x + textureNumLayers(tca);
    n += textureDimensions(t2ms).x + textureNumSamples(t2ms);
    n += textureDimensions(d2).x + textureDimensions(d2a, 0).y + textureNumLayers(d2a);
    n += textureDimensions(dc).x + textureNumLayers(dca) + textureNumLevels(d2);
    return f32(n);
}

@fragment
fn main(in: Inputs) -> @location(0) vec4f {
    let a = sample_colour(in) + sample_explicit(in);
    let b = gather_all(in) + load_all(in);
    return a + b + vec4f(depth_all(in) + queries());
}
