// Reading a video frame that lies in one to three planes: RGBA, or Y and interleaved UV, or Y,
// U and V apart. The parameters have the byte layout that naga gives them for Metal and
// Direct3D, so that a host fills one buffer for every target.

// A curve that encodes linear light: `k * x` below `b`, else `a * pow(x, 1 / g) - (a - 1)`.
struct ExternalTextureCurve {
    a: f32,
    b: f32,
    g: f32,
    k: f32,
}

struct ExternalTextureParams {
    yuv_conversion_matrix: mat4x4<f32>,
    gamut_conversion_matrix: mat3x3<f32>,
    src_tf: ExternalTextureCurve,
    dst_tf: ExternalTextureCurve,
    // Two matrices of three columns each. As members of their own the columns lie 8 bytes apart
    // in every target; GLSL would put those of a matrix 16 bytes apart.
    sample_transform_x: vec2<f32>,
    sample_transform_y: vec2<f32>,
    sample_transform_origin: vec2<f32>,
    load_transform_x: vec2<f32>,
    load_transform_y: vec2<f32>,
    load_transform_origin: vec2<f32>,
    // What the shader is told; zero: the size of plane 0.
    size: vec2<u32>,
    num_planes: u32,
}

fn external_texture_size(
    plane0: texture_2d<f32>,
    plane1: texture_2d<f32>,
    plane2: texture_2d<f32>,
    params: ExternalTextureParams,
) -> vec2<u32> {
    if params.size.x != 0u || params.size.y != 0u {
        return params.size;
    }
    return textureDimensions(plane0);
}

// From the numbers in the planes to encoded RGB in the gamut of the destination.
fn external_texture_rgba(luma: f32, chroma: vec2<f32>, params: ExternalTextureParams) -> vec4<f32> {
    let src = params.src_tf;
    let encoded = (params.yuv_conversion_matrix * vec4<f32>(luma, chroma, 1.0)).xyz;
    let linear = select(
        pow((encoded + src.a - 1.0) / src.a, vec3<f32>(src.g)),
        encoded / src.k,
        encoded < vec3<f32>(src.k * src.b),
    );
    let dst = params.dst_tf;
    let moved = params.gamut_conversion_matrix * linear;
    let curved = select(
        dst.a * pow(moved, vec3<f32>(1.0 / dst.g)) - (dst.a - 1.0),
        dst.k * moved,
        moved < vec3<f32>(dst.b),
    );
    return vec4<f32>(curved, 1.0);
}

// The texel of a chroma plane that belongs to a texel of plane 0; chroma may be coarser.
fn external_texture_chroma(plane: texture_2d<f32>, texel: vec2<u32>, size: vec2<u32>) -> vec4<f32> {
    let scaled = vec2<f32>(texel) * vec2<f32>(textureDimensions(plane)) / vec2<f32>(size);
    return textureLoad(plane, vec2<u32>(floor(scaled)), 0);
}

fn external_texture_load(
    plane0: texture_2d<f32>,
    plane1: texture_2d<f32>,
    plane2: texture_2d<f32>,
    params: ExternalTextureParams,
    coords: vec2<u32>,
) -> vec4<f32> {
    let size = textureDimensions(plane0);
    let shown = external_texture_size(plane0, plane1, plane2, params);
    let inside = vec2<f32>(min(coords, shown - 1u));
    let texel = vec2<u32>(round(
        params.load_transform_x * inside.x
            + params.load_transform_y * inside.y
            + params.load_transform_origin,
    ));
    let first = textureLoad(plane0, texel, 0);
    if params.num_planes == 1u {
        return first;
    }
    var chroma = external_texture_chroma(plane1, texel, size).xy;
    if params.num_planes != 2u {
        chroma.y = external_texture_chroma(plane2, texel, size).x;
    }
    return external_texture_rgba(first.x, chroma, params);
}

// Stays half a texel of this plane inside of the frame, so that nothing bleeds in from outside.
fn external_texture_filtered(
    plane: texture_2d<f32>,
    samp: sampler,
    coords: vec2<f32>,
    lowest: vec2<f32>,
    highest: vec2<f32>,
) -> vec4<f32> {
    let margin = 0.5 / vec2<f32>(textureDimensions(plane));
    return textureSampleLevel(plane, samp, clamp(coords, lowest + margin, highest - margin), 0.0);
}

fn external_texture_sample(
    plane0: texture_2d<f32>,
    plane1: texture_2d<f32>,
    plane2: texture_2d<f32>,
    params: ExternalTextureParams,
    samp: sampler,
    coords: vec2<f32>,
) -> vec4<f32> {
    let origin = params.sample_transform_origin;
    let place = params.sample_transform_x * coords.x + params.sample_transform_y * coords.y + origin;
    // The transform may mirror the frame: either corner may be the lower one.
    let corner = params.sample_transform_x + params.sample_transform_y + origin;
    let lowest = min(origin, corner);
    let highest = max(origin, corner);
    let first = external_texture_filtered(plane0, samp, place, lowest, highest);
    if params.num_planes == 1u {
        return first;
    }
    var chroma = external_texture_filtered(plane1, samp, place, lowest, highest).xy;
    if params.num_planes != 2u {
        chroma.y = external_texture_filtered(plane2, samp, place, lowest, highest).x;
    }
    return external_texture_rgba(first.x, chroma, params);
}
