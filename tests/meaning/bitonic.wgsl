// in 256 i32 -100000 100000 | out 256 i32 | groups 4
var<workgroup> row: array<i32, 64>;
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    row[local] = src[id.x];
    workgroupBarrier();
    for (var size = 2u; size <= 64u; size *= 2u) {
        for (var step = size / 2u; step > 0u; step /= 2u) {
            let other = local ^ step;
            if other > local {
                let up = (local & size) == 0u;
                if (row[local] > row[other]) == up {
                    let t = row[local];
                    row[local] = row[other];
                    row[other] = t;
                }
            }
            workgroupBarrier();
        }
    }
    dst[id.x] = row[local];
}
