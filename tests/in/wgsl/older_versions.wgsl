// What older versions of GLSL, and OpenGL ES, lack and can be written with what they have: functions of bits
// and packing, choices between integers, comparisons in layers with offsets, images that are read or written only.

struct Given {
    words: vec4<u32>,
    numbers: vec4<f32>,
}

struct Points {
    rows: array<array<vec4<f32>, 2>, 3>,
}

@group(0) @binding(0) var<uniform> given: Given;
@group(0) @binding(3) var<uniform> points: Points;
@group(0) @binding(1) var shadows: texture_depth_2d_array;
@group(0) @binding(2) var compare: sampler_comparison;

fn radical_inverse(index: u32) -> f32 {
    return f32(reverseBits(index)) * 2.3283064365386963e-10;
}

@fragment
fn bits() -> @location(0) vec4<u32> {
    let all = countOneBits(given.words) + firstLeadingBit(given.words) + firstTrailingBit(given.words);
    let zeros = countLeadingZeros(given.words.xy) + countTrailingZeros(given.words.zw);
    let signed = bitcast<vec4<i32>>(given.words);
    let more = countLeadingZeros(signed) + firstLeadingBit(signed) + extractBits(signed, 3u, given.words.x);
    let inserted = insertBits(given.words, all, given.words.y, 7u);
    let point = u32(radical_inverse(given.words.z) * 64.0);
    return all + inserted + vec4(zeros, point, bitcast<u32>(more.x)) + bitcast<vec4<u32>>(more);
}

@fragment
fn packing() -> @location(0) vec4<f32> {
    let bytes = pack4x8unorm(given.numbers) ^ pack4x8snorm(given.numbers.wzyx);
    let pairs = pack2x16float(given.numbers.xy) ^ pack2x16snorm(given.numbers.yz) ^ pack2x16unorm(given.numbers.zw);
    let dots = dot4U8Packed(bytes, pairs) + u32(dot4I8Packed(bytes, pairs));
    let whole = vec4<f32>(unpack4xU8(bytes)) + vec4<f32>(unpack4xI8(pairs));
    return unpack4x8unorm(bytes) + unpack4x8snorm(pairs) + whole + f32(dots)
        + vec4(unpack2x16float(bytes), unpack2x16snorm(pairs)) + unpack2x16unorm(bytes).xyxy
        + vec4(quantizeToF16(given.numbers.x));
}

@fragment
fn exponents() -> @location(0) vec4<f32> {
    let parts = frexp(given.numbers);
    let one = frexp(given.numbers.x);
    return ldexp(parts.fract, parts.exp + vec4(1)) + ldexp(one.fract, one.exp);
}

@fragment
fn nested() -> @location(0) vec4<f32> {
    return points.rows[given.words.x % 3u][1];
}

@fragment
fn choices(@location(0) @interpolate(flat) side: vec3<i32>) -> @location(0) vec4<i32> {
    let chosen = select(side, -side.zxy, given.numbers.xyz > vec3(0.5));
    let flags = select(side > vec3(0), side.yzx < vec3(4), chosen == side);
    return vec4(chosen, i32(all(flags)));
}

@fragment
fn layers(@location(0) place: vec2<f32>) -> @location(0) f32 {
    let near = textureSampleCompare(shadows, compare, place * 2.0, 1, 0.5, vec2(1, -1));
    return near + textureSampleCompare(shadows, compare, place, 0, 0.25);
}

@group(1) @binding(0) var source: texture_storage_2d<rgba8unorm, read_write>;
@group(1) @binding(1) var product: texture_storage_2d<rgba16float, read_write>;

@compute @workgroup_size(8, 8)
fn copy_texels(@builtin(global_invocation_id) id: vec3<u32>) {
    if all(id.xy < textureDimensions(product)) {
        textureStore(product, id.xy, textureLoad(source, id.xy) * 2.0);
    }
}

@fragment
fn masks(@builtin(sample_mask) covered: u32) -> @builtin(sample_mask) u32 {
    return covered & given.words.x;
}
