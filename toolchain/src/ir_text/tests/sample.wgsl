struct Varyings {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(linear, centroid) uv: vec2<f32>,
}

@group(0) @binding(0) var image: texture_2d_array<f32>;
@group(0) @binding(1) var bilinear: sampler;
@group(0) @binding(2) var shadow: texture_depth_2d;
@group(0) @binding(3) var compare: sampler_comparison;
@group(1) @binding(0) var output: texture_storage_2d<rgba8unorm, write>;

@fragment
fn shade(in: Varyings, @builtin(front_facing) front: bool) -> @location(0) vec4<f32> {
    let layer = select(0, 1, front);
    var color = textureSample(image, bilinear, in.uv, layer, vec2<i32>(1, -1));
    color += textureSampleGrad(image, bilinear, in.uv, 2, dpdx(in.uv), dpdyFine(in.uv));
    color += textureSampleBias(image, bilinear, in.uv, layer, 0.5);
    color += textureGather(1, image, bilinear, in.uv, layer);
    color *= textureSampleCompareLevel(shadow, compare, in.uv, 0.25);
    color += textureLoad(image, vec2<i32>(in.clip.xy), layer, 0);
    let size = vec2<f32>(textureDimensions(image, 1));
    if color.a < 0.1 {
        discard;
    }
    textureStore(output, vec2<u32>(in.clip.xy), color.bgra);
    return vec4(mix(color.rgb, size.xyx, 0.5), 1.0);
}
