enable subgroup_matrix;

@group(0) @binding(0) var<storage, read_write> words: array<u32, 256>;
@group(0) @binding(1) var<uniform> fixed: array<vec4<u32>, 16>;

@compute @workgroup_size(32)
fn main() {
    let left = subgroupMatrixLoad<subgroup_matrix_left<u32, 8, 4>, row_major>(&words, 0, 8);
    let right = subgroupMatrixLoad<subgroup_matrix_right<u32, 8, 8>, sideways>(&words, 0, 8);
    let result = subgroupMatrixMultiply<u32>(left, left);
    let none = subgroupMatrixLoad<subgroup_matrix_left<u32, 8, 8>, row_major>(&fixed, 0, 8);
    subgroupMatrixStore<row_major>(&words, 0, 1u, 8);
    subgroupMatrixStore<row_major>(&words, 0, left);
    subgroupMatrixStore<row_major>(&words, subgroup_matrix_left<u32, 8, 4>(1.5), left, 8);
}
