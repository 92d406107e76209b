// in 2048 i32 -1000 1000 | out 2048 i32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var row: array<i32, 8>;
    for (var i = 0u; i < 8u; i++) { row[i] = src[id.x * 8u + i]; }
    for (var i = 1; i < 8; i++) {
        let key = row[i];
        var j = i - 1;
        while j >= 0 {
            if row[j] <= key { break; }
            row[j + 1] = row[j];
            j--;
        }
        row[j + 1] = key;
    }
    for (var i = 0u; i < 8u; i++) { dst[id.x * 8u + i] = row[i]; }
}
