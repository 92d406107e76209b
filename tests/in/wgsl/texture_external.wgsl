// Video effect on an external texture (planar YUV on most platforms).
// One fragment invocation samples one pixel and its luma neighbourhood.

@group(0) @binding(0) var frame: texture_external;
@group(0) @binding(1) var frame_sampler: sampler;
@group(0) @binding(2) var<uniform> sharpen: f32;

struct VsOut {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn vs(@builtin(vertex_index) i: u32) -> VsOut {
    let uv = vec2f(f32(i / 2u) * 2.0, f32(i % 2u) * 2.0);
    return VsOut(vec4f(uv * 2.0 - 1.0, 0.0, 1.0), vec2f(uv.x, 1.0 - uv.y));
}

fn luma(p: vec2u) -> f32 {
    return dot(textureLoad(frame, p).rgb, vec3f(0.299, 0.587, 0.114));
}

@fragment
fn fs(in: VsOut) -> @location(0) vec4f {
    let size = textureDimensions(frame);
    let c = textureSampleBaseClampToEdge(frame, frame_sampler, in.uv);
    let p = clamp(vec2u(in.uv * vec2f(size)), vec2u(1u), size - 2u);
    let around = luma(p + vec2u(1u, 0u)) + luma(p - vec2u(1u, 0u)) + luma(p + vec2u(0u, 1u)) + luma(p - vec2u(0u, 1u));
    let edge = 4.0 * luma(p) - around;
    return vec4f(c.rgb + edge * sharpen, c.a);
}
