// in 1024 u32 0 1 | out 1024 u32 | groups 16
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let x = i32(id.x % 32u);
    let y = i32(id.x / 32u);
    var n = 0u;
    for (var dy = -1; dy <= 1; dy++) {
        for (var dx = -1; dx <= 1; dx++) {
            if dx != 0 || dy != 0 {
                n += src[u32((y + dy + 32) % 32) * 32u + u32((x + dx + 32) % 32)];
            }
        }
    }
    dst[id.x] = select(u32(n == 3u), u32(n == 2u || n == 3u), src[id.x] == 1u);
}
