// A matrix product in tiles, with matrices of subgroups: halves to floats, from memory of the workgroup.
enable chromium_experimental_subgroup_matrix;
enable f16;

struct Sizes {
    rows: u32,
    columns: u32,
    depth: u32,
}

const tile = 16u;
const step = 8u;

alias Left = subgroup_matrix_left<f16, step, step>;
alias Right = subgroup_matrix_right<f16, step, step>;
alias Sum = subgroup_matrix_result<f32, step, step>;

@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read> a: array<f16>;
@group(0) @binding(2) var<storage, read> b: array<f16>;
@group(0) @binding(3) var<storage, read_write> product: array<f32>;

var<workgroup> a_tile: array<f16, tile * step>;
var<workgroup> b_tile: array<f16, tile * step>;

fn fill(lane: u32, row: u32, column: u32, at: u32) {
    for (var i = lane; i < tile * step; i += 32u) {
        let a_place = (row + i / step) * sizes.depth + at + i % step;
        a_tile[i] = a[a_place];
        b_tile[i] = b[(at + i / tile) * sizes.columns + column + i % tile];
    }
}

@compute @workgroup_size(32)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>) {
    let row = group.y * tile;
    let column = group.x * tile;
    var sums: array<array<Sum, 2>, 2>;
    for (var at = 0u; at < sizes.depth; at += step) {
        fill(lane, row, column, at);
        workgroupBarrier();
        for (var i = 0u; i < 2u; i++) {
            let left = subgroupMatrixLoad<Left, row_major>(&a_tile, i * step * step, step);
            for (var j = 0u; j < 2u; j++) {
                let right = subgroupMatrixLoad<Right, row_major>(&b_tile, j * step, tile);
                sums[i][j] = subgroupMatrixMultiplyAccumulate(left, right, sums[i][j]);
            }
        }
        workgroupBarrier();
    }
    for (var i = 0u; i < 2u; i++) {
        for (var j = 0u; j < 2u; j++) {
            let start = (row + i * step) * sizes.columns + column + j * step;
            let scaled = subgroupMatrixScalarMultiply(sums[i][j], 0.125);
            subgroupMatrixStore<row_major>(&product, start, scaled, sizes.columns);
        }
    }
}
