// in 256 i32 -20 20 | out 256 i32 | groups 4
var<private> calls: i32;
fn classify(x: i32) -> bool {
    calls++;
    if x < -10 { return false; }
    for (var i = 0; i < 5; i++) {
        if x == i * 3 { return true; }
    }
    return x > 12;
}
fn side(x: i32) -> bool { calls += 5; return x % 2 == 0; }
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    if id.x % 17u == 3u {
        dst[id.x] = -1;
        return;
    }
    let r = classify(src[id.x]) && side(src[id.x]) || classify(-src[id.x]);
    dst[id.x] = calls * 10 + i32(r);
}
