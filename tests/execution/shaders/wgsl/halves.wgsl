// Halves: in blocks with gaps, in matrices, in memory of the workgroup and of the invocation that
// starts as zero, beside doubles, and as integers of other sizes and bits.
enable f16;
enable wgpu_int16;

struct Row {
    a: f16,
    b: vec3<f16>,
    m: mat2x3<f16>,
    c: array<f16, 3>,
    @size(8) d: f16,
    e: f32,
    f: vec2<f16>,
}

struct Weights {
    scale: vec3<f16>,
    @align(16) offset: f16,
    @size(12) bias: vec2<f16>,
    last: u32,
}

struct Kept {
    sums: vec4<f16>,
    rows: mat3x2<f16>,
    at: array<f16, 3>,
    short: i16,
    long: i64,
    double: f64,
    bits: u32,
}

struct Cell {
    half: f16,
    count: u16,
    pair: vec2<f16>,
}

@group(0) @binding(0) var<storage, read> given: array<Row>;
@group(0) @binding(1) var<uniform> weights: Weights;
@group(0) @binding(2) var<storage, read_write> kept: array<Kept>;

var<workgroup> cells: array<Cell, 16>;
var<workgroup> untouched: array<f16, 4>;
var<private> own: Cell;
const LIMITS = vec2<f16>(-65504.0h, 65504.0h);
const LEAST: f16 = 0.00000005960464477539063h;

fn turned(row: Row, by: vec3<f16>) -> vec2<f16> {
    return by * row.m + weights.bias;
}

@compute @workgroup_size(16)
fn main(@builtin(local_invocation_index) i: u32) {
    let row = given[i];
    var zero: Cell;
    cells[i].half = row.a + untouched[i % 4u] + zero.half + own.half;
    cells[i].count = u16(i) + own.count;
    cells[i].pair = row.f;
    workgroupBarrier();
    let other = cells[15u - i];
    kept[i].sums = vec4<f16>(row.b * weights.scale, other.half - weights.offset);
    kept[i].rows = mat3x2<f16>(turned(row, row.b), row.f * 0.5h, other.pair);
    var at = row.c;
    at[i % 3u] = clamp(row.d, LIMITS.x, LIMITS.y) + LEAST;
    at[(i + 1u) % 3u] = select(-at[0], abs(at[1]), row.a > 0.0h);
    kept[i].at = at;
    kept[i].short = i16(row.a) * i16(-3) - i16(other.count);
    kept[i].long = i64(row.b.x) * 1000000000007li + i64(other.count);
    kept[i].double = f64(row.b.y) * 1.0000000001lf + f64(saturate(row.d));
    kept[i].bits = u32(bitcast<u16>(row.b.z)) ^ (u32(bitcast<u16>(max(row.f.x, other.pair.y))) << 16u);
}
