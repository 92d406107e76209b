// Fragment stage built-ins: sample index, frag_depth, front_facing, discard,
// derivatives in all precisions, early depth test off, mixed output types. One
// invocation shades one sample of an order-independent-transparency layer.

struct Layer {
    @builtin(position) position: vec4<f32>,
    @location(0) colour: vec4<f32>,
    @location(1) @interpolate(perspective, centroid) uv: vec2<f32>,
    @location(2) @interpolate(linear, sample) depth_bias: f32,
    @location(3) @interpolate(flat) ids: vec2<u32>,
    @location(6) @interpolate(flat, either) signed_ids: vec3<i32>,
    @location(7) @interpolate(flat) covered: u32,
}

struct Outputs {
    @location(0) accumulated: vec4<f32>,
    @location(1) revealage: f32,
    @location(2) ids: vec2<u32>,
    @location(4) motion: vec2<i32>,
    @builtin(frag_depth) depth: f32,
    @location(5) coverage: u32,
}

@vertex
fn vs_layer(
    @location(0) position: vec4<f32>,
    @location(1) colour: vec4<f32>,
    @location(2) ids: vec2<u32>,
    @builtin(vertex_index) vertex: u32,
) -> Layer {
    var out: Layer;
    out.position = position;
    out.colour = colour;
    out.uv = position.xy * 0.5 + 0.5;
    out.depth_bias = f32(vertex) * 1e-6;
    out.ids = ids;
    out.covered = 0xffu;
    out.signed_ids = vec3<i32>(vec2<i32>(ids), -1);
    return out;
}

fn weight(z: f32, alpha: f32) -> f32 {
    return alpha * clamp(0.03 / (1e-5 + pow(z / 200.0, 4.0)), 1e-2, 3e3);
}

@fragment
fn fs_layer(
    in: Layer,
    @builtin(front_facing) front: bool,
    @builtin(sample_index) index: u32,
) -> Outputs {
    let dx = dpdx(in.uv);
    let dy = dpdy(in.uv);
    let fine = vec2<f32>(dpdxFine(in.uv.x), dpdyFine(in.uv.y));
    let coarse = vec2<f32>(dpdxCoarse(in.uv.x), dpdyCoarse(in.uv.y));
    let width = fwidth(in.uv) + fwidthFine(in.uv) + fwidthCoarse(in.uv);
    let area = abs(dx.x * dy.y - dx.y * dy.x) + length(fine - coarse) + width.x;
    if in.colour.a <= 0.0 || (in.covered & (1u << index)) == 0u {
        discard;
    }
    let w = weight(in.position.z, in.colour.a) * select(0.5, 1.0, front);
    var out: Outputs;
    out.accumulated = vec4<f32>(in.colour.rgb * in.colour.a, in.colour.a) * w;
    out.revealage = in.colour.a * saturate(1.0 - area);
    out.ids = in.ids;
    out.motion = in.signed_ids.xy;
    out.depth = in.position.z + in.depth_bias;
    out.coverage = in.covered & ~(1u << (index ^ 1u));
    return out;
}
