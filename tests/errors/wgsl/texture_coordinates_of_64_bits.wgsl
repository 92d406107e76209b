// A texture is asked for by numbers of 32 bits, whatever else a shader counts with.
@group(0) @binding(0) var layers: texture_2d_array<f32>;
@group(0) @binding(1) var linear: sampler;
@group(0) @binding(2) var drawing: texture_storage_2d<rgba8unorm, write>;

fn place(wide: i64) -> vec4f {
    return textureLoad(layers, vec2<i64>(wide, wide), 1, 1);
}

fn level(wide: i64) -> vec4f {
    return textureLoad(layers, vec2u(2), 1, wide);
}

fn layer(wide: i64) -> vec4f {
    return textureSampleLevel(layers, linear, vec2f(0.5), wide, 0.0);
}

fn store(wide: i64) {
    textureStore(drawing, vec2<i64>(wide, wide), vec4f(1.0));
}
