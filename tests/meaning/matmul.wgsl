// in 512 f32 -1 1 | out 256 f32 | groups 4
var<workgroup> tile: array<f32, 64>;
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    // Two 16x16 matrices; a group computes four rows.
    let row = id.x / 16u;
    let column = id.x % 16u;
    var sum = 0.0;
    for (var k = 0u; k < 16u; k += 4u) {
        tile[local] = src[256u + (k + local / 16u) * 16u + column];
        workgroupBarrier();
        for (var j = 0u; j < 4u; j++) { sum += src[row * 16u + k + j] * tile[j * 16u + column]; }
        workgroupBarrier();
    }
    dst[id.x] = sum;
}
