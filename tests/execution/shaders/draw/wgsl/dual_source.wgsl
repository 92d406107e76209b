// Two sources of one target, of which the second weighs what is there.
enable dual_source_blending;

struct Out {
    @location(0) @blend_src(0) color: vec4f,
    @location(0) @blend_src(1) weight: vec4f,
}

@fragment
fn main(@location(0) at: vec4f) -> Out {
    return Out(at * 0.5, at.wzyx * 0.25 + 0.25);
}
