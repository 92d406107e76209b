// Uses of `diagnostic`, `requires`, attributes on blocks, @must_use, aliases and global
// declarations in any order. One fragment invocation samples inside non-uniform control
// flow, which the filter allows.
diagnostic(off, derivative_uniformity);
requires readonly_and_readwrite_storage_textures;
requires packed_4x8_integer_dot_product, pointer_composite_access;

@fragment
fn masked(in: Params) -> @location(0) Colour {
    var c = Colour(0.0, 0.0, 0.0, 1.0);
    if in.mask > 0.5 {
        c = textureSample(image, image_sampler, in.uv);
    }
    let l = brightness(c);
    return c * select(Colour(1.0), Colour(0.5), l > LIMIT);
}

@must_use
fn brightness(c: Colour) -> f32 {
    return dot(c.rgb, weights());
}

fn weights() -> vec3<f32> {
    return vec3<f32>(0.2126, 0.7152, 0.0722);
}

struct Params {
    @location(0) uv: vec2<f32>,
    @location(1) mask: f32,
};

alias Colour = vec4<f32>;
const LIMIT = BASE * 2.0;
const BASE = 0.4;;

/* block comment /* nested */ still a comment */
@group(0) @binding(0)
var image : texture_2d<f32>;
@group(0) @binding(1)
var image_sampler : sampler;
