// Uniform buffers without the rule of 16 bytes: arrays of numbers and of pairs, structs in structs.
enable f16;
requires uniform_buffer_standard_layout;

struct Pair {
    a: u32,
    b: i32,
}

struct Packed {
    first: u32,
    pair: Pair,
    last: u32,
    many: array<u32, 7>,
    pairs: array<Pair, 3>,
    vectors: array<vec2<i32>, 3>,
    triple: vec3<u32>,
    after: u32,
    columns: mat2x2<f32>,
    halves: array<f16, 5>,
    small: vec3<f16>,
}

@group(0) @binding(0) var<uniform> packed: Packed;
@group(0) @binding(1) var<uniform> plain: array<u32, 6>;
@group(0) @binding(2) var<storage, read_write> results: array<array<u32, 12>>;

fn sum(pair: ptr<uniform, Pair>) -> u32 {
    return pair.a + u32(pair.b);
}

// Of a half that is a number and not small: the others may change their bits.
fn bits(half: f16) -> u32 {
    let wide = f32(half);
    return select(0u, pack2x16float(vec2(wide, 0.0)), abs(wide) >= 0.0001 && abs(wide) <= 65504.0);
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    let copy = packed.pairs;
    let whole = packed.many;
    results[i][0] = packed.first + packed.last;
    results[i][1] = packed.many[i % 7u] ^ packed.many[6];
    results[i][2] = sum(&packed.pair) + sum(&packed.pairs[i % 3u]);
    results[i][3] = copy[(i + 1u) % 3u].a - u32(copy[2].b);
    results[i][4] = u32(packed.vectors[i % 3u].y * packed.vectors[1].x);
    results[i][5] = packed.triple[i % 3u] + packed.triple.z;
    results[i][6] = packed.after;
    results[i][7] = plain[i % 6u] + plain[5];
    results[i][8] = whole[(i * 5u) % 7u];
    results[i][9] = bitcast<u32>(packed.columns[i % 2u].y) | bitcast<u32>(packed.columns[1].x);
    results[i][10] = bits(packed.halves[i % 5u]) ^ (bits(packed.halves[3]) << 16u);
    results[i][11] = bits(packed.small[i % 3u]);
}
