// Depths as numbers: a depth buffer that is fetched and sampled without any comparison, beside a
// shadow map that is only compared.

struct View {
    near: f32,
    far: f32,
    size: vec2<u32>,
    light: mat4x4<f32>,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var depths: texture_depth_2d;
@group(0) @binding(2) var layers: texture_depth_2d_array;
@group(0) @binding(3) var around: texture_depth_cube;
@group(0) @binding(4) var samples: texture_depth_multisampled_2d;
@group(0) @binding(5) var shadows: texture_depth_2d;
@group(0) @binding(6) var nearest: sampler;
@group(0) @binding(7) var less: sampler_comparison;

fn linear(depth: f32) -> f32 {
    return view.near * view.far / (view.far - depth * (view.far - view.near));
}

fn occlusion(at: vec2<f32>, centre: f32) -> f32 {
    let four = textureGather(depths, nearest, at, vec2<i32>(1, -1));
    return dot(vec4<f32>(four < vec4<f32>(centre)), vec4<f32>(0.25));
}

@fragment
fn shade(@builtin(position) position: vec4<f32>, @location(0) at: vec2<f32>, @location(1) world: vec4<f32>)
    -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(position.xy);
    let size = textureDimensions(depths, 1);
    var sum = linear(textureLoad(depths, pixel % vec2<i32>(size), 0));
    sum += linear(textureSample(depths, nearest, at));
    sum += textureSampleLevel(depths, nearest, at, 2);
    sum += textureSample(layers, nearest, at, 3, vec2<i32>(2, 1));
    sum += textureLoad(layers, pixel, u32(textureNumLayers(layers) - 1u), 0);
    sum += textureSampleLevel(around, nearest, world.xyz, 1);
    for (var i = 0u; i < textureNumSamples(samples); i++) {
        sum += textureLoad(samples, pixel, i);
    }
    let lit = view.light * world;
    let shade = textureSampleCompare(shadows, less, lit.xy / lit.w, lit.z / lit.w);
    return vec4<f32>(vec3<f32>(sum * shade), occlusion(at, position.z));
}
