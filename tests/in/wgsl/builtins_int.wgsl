// Integer built-ins, bit manipulation, packing, packed dot products, bitcasts, division
// and shifts at their edges. One invocation mixes one word.

@group(0) @binding(0) var<storage, read> words: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> mixed: array<vec4<u32>>;

const INT_MIN: i32 = -2147483647 - 1;
const MASK = 0xffff0000u >> 16u;

fn bits(v: vec4<u32>, s: vec4<i32>) -> vec4<u32> {
    var r = countOneBits(v) + countLeadingZeros(v) + countTrailingZeros(v);
    r ^= reverseBits(v) ^ firstLeadingBit(v) ^ firstTrailingBit(v);
    r += extractBits(v, 4u, 8u) + insertBits(v, r, 3u, 5u);
    let signed = extractBits(s, 2u, 30u) ^ insertBits(s, vec4<i32>(1), 0u, 1u);
    r += vec4<u32>(countOneBits(s) + countLeadingZeros(s) + countTrailingZeros(s));
    r ^= vec4<u32>(firstLeadingBit(s) + firstTrailingBit(s)) ^ vec4<u32>(reverseBits(s));
    r.x ^= firstLeadingBit(v.x) + extractBits(v.y, 31u, 1u) + insertBits(v.z, v.w, 0u, 32u);
    return r ^ bitcast<vec4<u32>>(signed);
}

fn arithmetic(s: vec4<i32>) -> vec4<i32> {
    let d = s.wzyx;
    var r = s / d + s % d;
    r += s / 3 - s % vec4<i32>(7);
    r.x += INT_MIN / s.x + abs(s.y) + sign(s.z);
    r.y += min(s.x, s.y) * max(s.z, s.w) + clamp(s.w, -128, 127);
    r.z += dot(s, d) + dot(s.xyz, d.xyz);
    r = (r << vec4<u32>(1u, 2u, 3u, 4u)) | (s >> vec4<u32>(31u));
    return ~r & -s;
}

fn packing(v: vec4<u32>) -> vec4<u32> {
    let f = unpack4x8unorm(v.x) + unpack4x8snorm(v.y);
    let g = unpack2x16unorm(v.z) + unpack2x16snorm(v.w) + unpack2x16float(v.x);
    let i = unpack4xI8(v.x);
    let u = unpack4xU8(v.y);
    return vec4<u32>(
        pack4x8unorm(f) ^ pack4x8snorm(f - 1.0),
        pack2x16unorm(g) ^ pack2x16snorm(g) ^ pack2x16float(g),
        pack4xI8(i) ^ pack4xU8(u),
        pack4xI8Clamp(i * 4) ^ pack4xU8Clamp(u * 4u),
    );
}

fn reinterpret(v: vec4<u32>) -> u32 {
    let f = bitcast<vec4<f32>>(v & vec4<u32>(0x3fffffffu));
    let i = bitcast<vec4<i32>>(f + 1.0);
    let one = bitcast<u32>(1.0f) + bitcast<u32>(-1i);
    let from_bool = u32(v.x > v.y) + select(0u, 7u, any(v.zw == v.xy)) + u32(all(v < vec4<u32>(9u)));
    let to_float = f32(v.x) + f32(i.y) + f32(v.x == 0u);
    return u32(i.x) ^ one ^ from_bool ^ u32(to_float) ^ u32(i32(to_float * -1.0));
}

@compute @workgroup_size(64)
fn mix_words(@builtin(global_invocation_id) gid: vec3<u32>) {
    let i = gid.x;
    if i >= arrayLength(&words) {
        return;
    }
    let v = words[i];
    let s = vec4<i32>(v);
    var r = bits(v, s) ^ vec4<u32>(arithmetic(s)) ^ packing(v);
    r.x ^= dot4U8Packed(v.x, v.y);
    r.y ^= u32(dot4I8Packed(v.z, v.w));
    r.z ^= reinterpret(v) & MASK;
    r.w = (r.w << (v.x & 31u)) | (r.w >> (32u - max(v.x & 31u, 1u)));
    r += vec4<u32>(v.x / max(v.y, 1u), v.y % v.z, v.z / 10u, v.w % 1000u);
    mixed[i] = r;
}
