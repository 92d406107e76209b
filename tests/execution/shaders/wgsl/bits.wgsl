// Bit built-ins, also with offsets and counts beyond the width. One invocation treats four words.

@group(0) @binding(0) var<storage, read> words: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> mixed: array<array<vec4<u32>, 9>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let w = words[id.x];
    let s = bitcast<vec4<i32>>(w);
    let offset = w.y % 40u;
    let count = w.z % 40u;
    var out: array<vec4<u32>, 9>;
    out[0] = countOneBits(w);
    out[1] = reverseBits(w);
    out[2] = countLeadingZeros(w) + firstLeadingBit(w);
    out[3] = countTrailingZeros(w) ^ firstTrailingBit(w);
    out[4] = bitcast<vec4<u32>>(firstLeadingBit(s)) + bitcast<vec4<u32>>(firstTrailingBit(s));
    out[5] = vec4<u32>(extractBits(w.x, offset, count), bitcast<u32>(extractBits(s.x, offset, count)), extractBits(w.w, 4u, 8u), insertBits(w.x, w.w, offset, count));
    out[6] = bitcast<vec4<u32>>(insertBits(s, s.wzyx, 3u, 7u));
    out[7] = vec4<u32>(pack4xI8(s), pack4xU8(w), bitcast<u32>(dot4I8Packed(w.x, w.y)), dot4U8Packed(w.z, w.w));
    out[8] = unpack4xU8(w.x) + bitcast<vec4<u32>>(unpack4xI8(w.y)) + vec4<u32>(pack4xU8Clamp(w), pack4xI8Clamp(s), 0u, 0u);
    mixed[id.x] = out;
}
