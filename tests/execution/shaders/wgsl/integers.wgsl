// 32-bit integers: wrapping, division, shifts, bit operations, vectors with scalars, conversions. One invocation treats one pair.

struct Pair {
    a: i32,
    b: i32,
    x: u32,
    y: u32,
}

struct Results {
    signed: array<vec4<i32>, 6>,
    unsigned: array<vec4<u32>, 5>,
    floats: vec4<f32>,
}

@group(0) @binding(0) var<storage, read> pairs: array<Pair>;
@group(0) @binding(1) var<storage, read_write> results: array<Results>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pair = pairs[id.x];
    let a = pair.a;
    let b = pair.b;
    let x = pair.x;
    let y = pair.y;
    var r: Results;
    r.signed[0] = vec4<i32>(a + b, a - b, a * b, -a);
    r.signed[1] = vec4<i32>(a / (abs(b % 1000) + 1), abs(a % 100) % 17, a / 7, a % 13);
    r.signed[2] = vec4<i32>(a << (y & 31u), a >> (y & 31u), a & b, a | b);
    r.signed[3] = vec4<i32>(a ^ b, ~a, abs(a), sign(b));
    r.signed[4] = vec4<i32>(min(a, b), max(a, b), clamp(a, -10, 10), i32(x));
    r.signed[5] = vec4<i32>(a, b, 1, 2) / vec4<i32>(3, 5, 1, -7);
    r.unsigned[0] = vec4<u32>(x + y, x - y, x * y, u32(a));
    r.unsigned[1] = vec4<u32>(x / (y | 1u), x % (y | 1u), x / 7u, x % 10u);
    r.unsigned[2] = vec4<u32>(x << (y & 31u), x >> (y & 31u), x & y, x | y);
    r.unsigned[3] = vec4<u32>(x ^ y, ~x, min(x, y), max(x, y));
    r.unsigned[4] = vec4<u32>(clamp(x, 3u, 77u), dot(vec3<u32>(x, y, 2u), vec3<u32>(y, 3u, x)), select(x, y, a < b), bitcast<u32>(b));
    r.floats = vec4<f32>(f32(a), f32(x), f32(a & 0xffff) / 3.0, bitcast<f32>(0x3f800000u | (x & 0xffffu)));
    // Compound assignments and steps.
    r.signed[0].x += r.signed[0].y;
    r.signed[0].z -= 5;
    r.unsigned[0].x *= 3u;
    r.unsigned[0].y /= max(y, 1u);
    r.signed[3].w++;
    r.unsigned[4].w--;
    results[id.x] = r;
}
