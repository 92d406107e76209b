// Workgroup memory: starts as zero, is shared over barriers, holds structs and arrays, is read
// uniformly. One workgroup scans its numbers and sorts them.

struct Cell {
    key: u32,
    places: array<u32, 2>,
}

@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> scanned: array<vec4<u32>>;

var<workgroup> cells: array<Cell, 32>;
var<workgroup> sums: array<u32, 32>;
var<workgroup> untouched: array<vec4<u32>, 4>;
var<workgroup> most: u32;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>) {
    let n = numbers[id.x] % 1000u;
    cells[i].key = n * 32u + i;
    sums[i] = n;
    workgroupBarrier();
    for (var step = 1u; step < 32u; step <<= 1u) {
        var before = 0u;
        if i >= step {
            before = sums[i - step];
        }
        workgroupBarrier();
        sums[i] += before;
        workgroupBarrier();
    }
    var rank = 0u;
    for (var j = 0u; j < 32u; j++) {
        rank += select(0u, 1u, cells[j].key < cells[i].key);
    }
    cells[rank].places[i & 1u] = 0u;
    workgroupBarrier();
    cells[rank].places[0] = i;
    if rank == 31u {
        most = n;
    }
    workgroupBarrier();
    let largest = workgroupUniformLoad(&most);
    scanned[id.x] = vec4<u32>(sums[i], cells[i].places[0], largest, untouched[i & 3u].y + group.x);
}
