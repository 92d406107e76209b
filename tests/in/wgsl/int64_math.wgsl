// 64-bit integers: a 128-bit style multiply, splitmix64 and min/max with i64/u64.
// One invocation produces one random number and updates running statistics.

struct State {
    seed: u64,
    counter: u64,
    low: i64,
    high: i64,
}

@group(0) @binding(0) var<storage, read_write> states: array<State>;
@group(0) @binding(1) var<storage, read_write> output: array<vec2<u64>>;

const GOLDEN: u64 = 0x9e3779b97f4a7c15lu;

fn splitmix(x: u64) -> u64 {
    var z = x + GOLDEN;
    z = (z ^ (z >> 30u)) * 0xbf58476d1ce4e5b9lu;
    z = (z ^ (z >> 27u)) * 0x94d049bb133111eblu;
    return z ^ (z >> 31u);
}

fn multiply_wide(a: u64, b: u64) -> vec2<u64> {
    let mask = 0xfffffffflu;
    let a0 = a & mask;
    let a1 = a >> 32u;
    let b0 = b & mask;
    let b1 = b >> 32u;
    let p00 = a0 * b0;
    let p01 = a0 * b1;
    let p10 = a1 * b0;
    let p11 = a1 * b1;
    let middle = (p00 >> 32u) + (p01 & mask) + (p10 & mask);
    let lo = (p00 & mask) | (middle << 32u);
    let hi = p11 + (p01 >> 32u) + (p10 >> 32u) + (middle >> 32u);
    return vec2<u64>(lo, hi);
}

@compute @workgroup_size(64)
fn generate(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&states) {
        return;
    }
    var s = states[id.x];
    let r = splitmix(s.seed + u64(id.x));
    let wide = multiply_wide(r, s.counter | 1lu);
    let as_signed = bitcast<i64>(r);
    s.low = min(s.low, as_signed);
    s.high = max(s.high, clamp(as_signed, -1000000li, 1000000li));
    s.counter += 1lu;
    s.seed = wide.x ^ u64(abs(s.low) % 97li);
    if s.counter > 0xfffffffflu && s.low < -5li {
        s.counter = u64(u32(s.counter));
    }
    states[id.x] = s;
    output[id.x] = wide;
}
