// in 256 i32 -3 12 | out 256 i32 | groups 4
fn inner(x: i32) -> i32 {
    switch x & 3 {
        case 0: { return x + 10; }
        case 1: { return x * 10; }
        default: { return -x; }
    }
}
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var r = 0;
    for (var i = -2; i < 6; i++) {
        switch src[id.x] + i {
            case 0: { r += 1; }
            case 1, 2, 3: { if r > 3 { break; } r = r * 2 + 1; }
            case 4 { r -= 5; continue; }
            case -1, default: { r ^= src[id.x]; }
            case 9: { r = inner(r); }
        }
        r += 100;
    }
    dst[id.x] = r;
}
