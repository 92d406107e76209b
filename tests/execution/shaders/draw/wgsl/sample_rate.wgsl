// Varyings at each sample and at centroids, the number of the sample, masks read and written.

struct In {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(perspective, sample) each: vec2f,
    @location(1) @interpolate(linear, centroid) inside: vec2f,
    @builtin(sample_index) sample: u32,
    @builtin(sample_mask) mask: u32,
}

struct Out {
    @location(0) color: vec4f,
    @location(1) numbers: vec2u,
    @builtin(sample_mask) mask: u32,
}

@fragment
fn main(in: In) -> Out {
    let column = u32(in.position.x);
    return Out(vec4f(in.each, in.inside), vec2u(in.sample, in.mask), (column & 15u) | (in.mask & 4u));
}
