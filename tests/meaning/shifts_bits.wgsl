// in 512 u32 0 4294967295 | out 256 u32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = id.x;
    let a = src[i * 2u];
    let s = src[i * 2u + 1u] & 31u;
    var r = (a << s) ^ (a >> s);
    r += countOneBits(a) * 7u + countLeadingZeros(a) + countTrailingZeros(a) * 3u;
    r ^= reverseBits(a) + firstLeadingBit(a) + firstTrailingBit(a);
    r += extractBits(a, s, 9u) + insertBits(a, r, s, 5u);
    let n = bitcast<i32>(a);
    r ^= bitcast<u32>(n >> s) + bitcast<u32>(extractBits(n, s, 7u));
    dst[i] = r + bitcast<u32>(firstLeadingBit(n));
}
