// in 256 u32 0 4294967295 | out 256 u32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var h = 2166136261u;
    var x = src[id.x];
    for (var i = 0; i < 8; i++) {
        x ^= x << 13u;
        x ^= x >> 17u;
        x ^= x << 5u;
        h = (h ^ (x & 255u)) * 16777619u;
    }
    dst[id.x] = h ^ x;
}
