// Short circuits and their side effects, the order of evaluation, select, vectors of bools, shadowed
// names, compound conditions.

@group(0) @binding(0) var<storage, read> numbers: array<vec2<i32>>;
@group(0) @binding(1) var<storage, read_write> results: array<vec4<i32>>;

var<private> calls: i32;

fn noted(value: bool, mark: i32) -> bool {
    calls = calls * 10 + mark;
    return value;
}

fn next() -> i32 {
    calls += 1;
    return calls;
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let n = numbers[id.x];
    var r = vec4<i32>(0);
    if noted(n.x > 3, 1) && noted(n.y > 3, 2) || noted(n.x < n.y, 3) {
        r.x = 1;
    }
    let both = noted(n.x > 0, 4) | noted(n.y > 0, 5) & noted(true, 6);
    r.y = select(calls, -calls, both);
    calls = 0;
    r.z = next() * 100 + next() * 10 + next();
    {
        let n = n.yx * 2;
        let bits = vec3<bool>(n.x > 0, n.y > 0, n.x == n.y);
        r.w = select(0, 1, any(bits)) + select(0, 2, all(!bits)) + select(4, 8, bits.x != bits.y);
        let picked = select(vec2<i32>(7, 9), n, bits.yx);
        r.w += picked.x ^ picked.y;
    }
    var k = n.x;
    k = k - -k;
    if !(k > 4) { k = 3; } else if k < 60 { k = 2; } else { k = 1; }
    r.w += k * 1000;
    results[id.x] = r;
}
