// Two-row matrices taken out of arrays of struct values: as a whole, by column and by number.

struct Row {
    list: array<mat3x2<f32>, 2>,
    grid: array<array<mat2x2<f32>, 2>, 2>,
}

@group(0) @binding(0) var<storage, read> given: array<Row>;
@group(0) @binding(1) var<storage, read_write> left: array<array<vec4<f32>, 3>>;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = given[id.x];
    let turned = transpose(row.list[1]) * row.list[0];
    left[id.x][0] = vec4(turned[0].xy, turned[1][1], determinant(row.grid[1][0]));
    left[id.x][1] = vec4(row.list[0][2], row.grid[0][1][1]);
    left[id.x][2] = vec4(row.list[1] * vec3(1.0, 2.0, 3.0), row.grid[1][1][0].yx);
}
