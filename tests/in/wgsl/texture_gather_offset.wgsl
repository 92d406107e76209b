// Edge detection from gathered texels. One fragment invocation gathers a 4x4 footprint
// with four offset gathers, of colour and of depth comparison.

@group(0) @binding(0) var image: texture_2d<f32>;
@group(0) @binding(1) var depth: texture_depth_2d;
@group(0) @binding(2) var nearest: sampler;
@group(0) @binding(3) var compare: sampler_comparison;
@group(0) @binding(4) var layers: texture_2d_array<f32>;

fn footprint(uv: vec2f) -> mat4x4f {
    return mat4x4f(
        textureGather(0, image, nearest, uv, vec2i(-1, -1)),
        textureGather(0, image, nearest, uv, vec2i(1, -1)),
        textureGather(0, image, nearest, uv, vec2i(-1, 1)),
        textureGather(0, image, nearest, uv, vec2i(1, 1)),
    );
}

@fragment
fn edges(@builtin(position) position: vec4f, @location(0) uv: vec2f) -> @location(0) vec4f {
    let m = footprint(uv);
    let gx = dot(m[1] + m[3] - m[0] - m[2], vec4f(1.0));
    let gy = dot(m[2] + m[3] - m[0] - m[1], vec4f(1.0));
    let blocked = textureGatherCompare(depth, compare, uv, position.z, vec2i(0, 1));
    let layered = textureGather(2, layers, nearest, uv, 1, vec2i(2, 0));
    return vec4f(length(vec2f(gx, gy)), dot(blocked, vec4f(0.25)), layered.xy);
}
