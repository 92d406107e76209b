// Depth that the shader writes, fragments that it throws away, and what a helper invocation gives.

struct Out {
    @builtin(frag_depth) depth: f32,
    @location(0) color: vec4f,
}

@fragment
fn main(@builtin(position) position: vec4f, @location(0) at: vec2f, @builtin(front_facing) front: bool) -> Out {
    let ring = fract(length(at - 0.5) * 6.0);
    if ring < 0.3 && front {
        discard;
    }
    // Those thrown away still take part in differences.
    let steps = vec2f(dpdx(at.x * at.x), dpdy(at.y * at.y));
    return Out(fract(position.z + ring * 0.25), vec4f(steps, ring, position.w));
}
