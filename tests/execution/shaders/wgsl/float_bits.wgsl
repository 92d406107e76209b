// Bits of doubles as integers and back, alone and in vectors.

struct Wide {
    a: f64,
    b: f64,
    c: u64,
    d: i64,
}

@group(0) @binding(0) var<storage, read> given: array<Wide>;
@group(0) @binding(1) var<storage, read_write> bits: array<array<u64, 4>>;
@group(0) @binding(2) var<storage, read_write> floats: array<array<f64, 4>>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let w = given[id.x];
    bits[id.x][0] = bitcast<u64>(w.a) ^ 0x8000000000000000lu;
    bits[id.x][1] = u64(bitcast<i64>(w.b) >> 52u);
    let both = bitcast<vec2<u64>>(vec2(w.b, w.a));
    bits[id.x][2] = both.x;
    bits[id.x][3] = both.y + 1lu;
    floats[id.x][0] = bitcast<f64>(bitcast<u64>(w.a) ^ 0x8000000000000000lu);
    floats[id.x][1] = bitcast<f64>(bitcast<i64>(w.b) & 0x7fffffffffffffffli);
    let back = bitcast<vec2<f64>>(both.yx);
    floats[id.x][2] = back.x - back.y;
    // No number of a double is so near to zero that it may be taken for zero.
    floats[id.x][3] = bitcast<f64>((w.c & 0xfffffffffffffflu) | 0x4000000000000000lu);
}
