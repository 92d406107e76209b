// Cross-shaped sharpening with offsets written as splats, module constants and
// constant expressions. One fragment invocation filters one pixel.

const LEFT = vec2i(-1, 0);
const RIGHT = -LEFT;
const DIAGONAL = vec2i(1);

@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var nearest: sampler;
@group(0) @binding(2) var<uniform> amount: f32;

@fragment
fn sharpen(@location(0) uv: vec2f) -> @location(0) vec4f {
    let c = textureSampleLevel(image, nearest, uv, 0.0);
    var around = textureSampleLevel(image, nearest, uv, 0.0, LEFT);
    around += textureSampleLevel(image, nearest, uv, 0.0, RIGHT);
    around += textureSampleLevel(image, nearest, uv, 0.0, DIAGONAL);
    around += textureSampleLevel(image, nearest, uv, 0.0, vec2i(-1));
    around += textureSampleLevel(image, nearest, uv, 0.0, vec2i());
    return c + (c - around * 0.2) * amount;
}
