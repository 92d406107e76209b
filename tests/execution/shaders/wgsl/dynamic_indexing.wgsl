// Elements by a computed index, read and written: vectors, matrices, arrays of arrays, constant
// arrays, arrays returned by functions, swizzles of swizzles.

const TABLE = array<vec3<i32>, 4>(vec3(1, 2, 3), vec3(-4, 5, -6), vec3(7, -8, 9), vec3(10, 11, -12));

struct Row {
    cells: array<array<f32, 3>, 2>,
    v: vec4<f32>,
    pick: vec4<u32>,
}

@group(0) @binding(0) var<storage, read> rows: array<Row>;
@group(0) @binding(1) var<storage, read_write> out: array<Row>;
@group(0) @binding(2) var<storage, read_write> whole: array<vec3<i32>>;

var<private> scratch: array<vec2<f32>, 5>;

fn spread(x: f32) -> array<f32, 3> {
    return array<f32, 3>(x, x * 2.0, -x);
}

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = rows[id.x];
    let i = row.pick.x & 3u;
    let j = row.pick.y & 1u;
    var r = row;
    r.v[i] = row.v[3u - i] + 1.0;
    r.cells[j] = spread(row.v[i]);
    r.cells[1u - j][i % 3u] += row.cells[j][2u - i % 3u];
    scratch[i] = r.v.zx;
    scratch[4u - i].y = r.v.w;
    var m = mat3x3<f32>(row.v.xyz, row.v.yzw, row.v.zwx);
    m[i % 3u][j + 1u] = 0.5;
    m[j] = m[j + 1u].zyx;
    r.v = vec4<f32>(m[i % 3u].yx, scratch[i]).wzyx.yxwz;
    r.pick[j] = u32(TABLE[i][j + 1u]);
    out[id.x] = r;
    var t = TABLE;
    t[i][j] = -1;
    whole[id.x] = t[i] + TABLE[3u - i];
}
