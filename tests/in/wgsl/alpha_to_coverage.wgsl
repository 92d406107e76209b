// Alpha to coverage done by hand: one fragment invocation dithers its alpha into a sample
// mask and keeps only samples that were covered to begin with.

@group(0) @binding(0) var leaf: texture_2d<f32>;
@group(0) @binding(1) var leaf_sampler: sampler;

struct Coverage {
    @location(0) colour: vec4<f32>,
    @builtin(sample_mask) mask: u32,
}

fn dither(p: vec2<u32>) -> f32 {
    let v = (p.x ^ p.y) & 3u;
    return f32((reverseBits(v) >> 30u) + (p.y & 1u) * 4u) / 8.0;
}

@fragment
fn covered(
    @builtin(position) position: vec4<f32>,
    @builtin(sample_mask) mask_in: u32,
    @location(0) uv: vec2<f32>,
) -> Coverage {
    let c = textureSample(leaf, leaf_sampler, uv);
    let wanted = u32(floor(c.a * 4.0 + dither(vec2<u32>(position.xy))));
    let bits = (1u << min(wanted, 8u)) - 1u;
    var out: Coverage;
    out.colour = vec4<f32>(c.rgb, 1.0);
    out.mask = mask_in & bits;
    if countOneBits(out.mask) == 0u {
        discard;
    }
    return out;
}
