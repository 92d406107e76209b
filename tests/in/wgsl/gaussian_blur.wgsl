// Separable Gaussian blur through workgroup memory. One invocation makes one output
// pixel; a row of 128 + 2 * RADIUS pixels is staged per workgroup. The direction is
// an override: false is horizontal, true vertical.

const RADIUS: i32 = 8;
const TAPS = 2 * RADIUS + 1;
const GROUP: u32 = 128;
const_assert RADIUS > 0;
const_assert TAPS == 17;

@id(0) override vertical: bool = false;
override sigma: f32 = 3.0;

@group(0) @binding(0) var input_image: texture_2d<f32>;
@group(0) @binding(1) var output_image: texture_storage_2d<rgba32float, write>;

var<workgroup> line: array<vec4<f32>, GROUP + 2u * u32(RADIUS)>;

fn load_clamped(p: vec2<i32>) -> vec4<f32> {
    let size = vec2<i32>(textureDimensions(input_image, 0));
    return textureLoad(input_image, clamp(p, vec2<i32>(0), size - 1), 0);
}

fn weight(i: i32) -> f32 {
    let x = f32(i) / sigma;
    return exp(-0.5 * x * x);
}

@compute @workgroup_size(GROUP)
fn blur(
    @builtin(workgroup_id) wg: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let start = i32(wg.x * GROUP) - RADIUS;
    let row = i32(wg.y);
    for (var i = i32(lane); i < i32(GROUP) + 2 * RADIUS; i += i32(GROUP)) {
        var p = vec2<i32>(start + i, row);
        if vertical {
            p = p.yx;
        }
        line[i] = load_clamped(p);
    }
    workgroupBarrier();

    var sum = vec4<f32>(0.0);
    var total = 0.0;
    for (var t = -RADIUS; t <= RADIUS; t++) {
        let w = weight(t);
        sum += w * line[i32(lane) + RADIUS + t];
        total += w;
    }
    var target_pixel = vec2<i32>(i32(wg.x * GROUP + lane), row);
    if vertical {
        target_pixel = target_pixel.yx;
    }
    let size = vec2<i32>(textureDimensions(output_image));
    if any(target_pixel >= size) {
        return;
    }
    textureStore(output_image, target_pixel, sum / total);
}
