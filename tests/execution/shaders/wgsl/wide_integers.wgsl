// Integers of 64 bits beside those of 16: all bits of literals, shifts, divisions by zero and with
// results that do not fit, conversions, memory that starts as zero, and casts.
enable wgpu_int16;

struct Numbers {
    long: i64,
    more: vec2<u64>,
    short: i16,
    few: vec3<u16>,
    plain: i32,
}

struct Results {
    longs: array<i64, 6>,
    more: array<vec2<u64>, 4>,
    shorts: array<i32, 5>,
    few: array<vec2<u16>, 2>,
}

@group(0) @binding(0) var<storage, read> given: array<Numbers>;
@group(0) @binding(1) var<storage, read_write> results: array<Results>;

struct Pair {
    long: u64,
    short: i16,
}

var<workgroup> pairs: array<Pair, 16>;
var<private> total: i64;
const MASK: u64 = 0x8000000000000001lu;

@compute @workgroup_size(16)
fn main(@builtin(local_invocation_index) i: u32) {
    let n = given[i];
    let lowest = bitcast<i64>(0x8000000000000000lu);
    pairs[i].long += n.more.x;
    pairs[i].short -= n.short;
    workgroupBarrier();
    let other = pairs[15u - i];
    total += n.long ^ lowest;
    results[i].longs[0] = total + 1234567890123456789li;
    results[i].longs[1] = n.long / i64(n.plain) + lowest / select(1li, -1li, n.plain > 3);
    results[i].longs[2] = (n.long % (n.long & 7li)) << (i % 64u);
    results[i].longs[3] = abs(n.long >> 5u) * sign(n.long) - min(n.long, -5li);
    results[i].longs[4] = bitcast<i64>(other.long | MASK) + i64(n.short);
    results[i].longs[5] = clamp(n.long, -4000000000li, 4000000000li);
    results[i].more[0] = n.more / n.more.yx;
    results[i].more[1] = (n.more & vec2(MASK)) + vec2<u64>(vec2<u32>(n.few.xy));
    results[i].more[2] = select(n.more, ~n.more, n.more < vec2<u64>(0xfffffffflu));
    results[i].more[3] = vec2(u64(u32(n.plain)), u64(f32(n.plain) * 1048576.0));
    results[i].shorts[0] = i32(n.short / i16(n.plain)) + i32(other.short);
    results[i].shorts[1] = i32(n.short % i16(3)) + i32(n.short >> 2u);
    results[i].shorts[2] = i32(n.short * n.short) + i32(-n.short);
    results[i].shorts[3] = i32(u32(bitcast<u16>(n.short) >> 9u)) + i32(u32(abs(n.few.x)));
    results[i].shorts[4] = i32(i16(clamp(f32(n.plain) * 7.5, -30000.0, 30000.0)));
    results[i].few[0] = n.few.xy * n.few.zz + vec2<u16>(u16(65535), bitcast<u16>(n.short));
    results[i].few[1] = max(n.few.xz, n.few.yy) ^ vec2<u16>(u16(n.long), u16(n.more.x));
}
