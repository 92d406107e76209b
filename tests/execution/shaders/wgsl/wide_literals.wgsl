// Numbers of 64 bits that are literals alone: no variable has the type.
@group(0) @binding(0) var<storage, read> bits: array<u32>;
@group(0) @binding(1) var<storage, read_write> parts: array<u32>;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let shift = bits[id.x] & 31u;
    let at = id.x * 4u;
    parts[at] = u32(0x123456789abclu >> shift);
    parts[at + 1u] = u32(4294967297li >> 31u);
    parts[at + 2u] = u32(i32(-81985529216486895li >> (shift + 16u)));
    parts[at + 3u] = select(3u, 5u, 4294967296lu > 7lu);
}
