struct Look {
    tint: vec3<f32>,
    amount: f32,
}

@group(0) @binding(0) var<uniform> look: Look;
@group(0) @binding(1) var image: texture_2d<f32>;
@group(0) @binding(2) var image_sampler: sampler;

override brightness: f32 = 1.0;

@fragment
fn sepia(@location(0) uv: vec2<f32>) -> @location(0) vec4<f32> {
    let colour = textureSample(image, image_sampler, uv);
    let grey = dot(colour.rgb, vec3<f32>(0.2126, 0.7152, 0.0722));
    return vec4<f32>(mix(colour.rgb, grey * look.tint, look.amount) * brightness, colour.a);
}
