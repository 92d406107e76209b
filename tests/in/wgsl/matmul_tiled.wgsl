// C = alpha * A * B + beta * C with square tiles in workgroup memory.
// One invocation computes one element of C. The tile size is an override, and so
// is the size of the workgroup arrays.

override tile: u32 = 16u;
@id(7) override alpha: f32 = 1.0;
@id(8) override beta: f32 = 0.0;
override transpose_b: bool = false;

struct Shape {
    m: u32,
    n: u32,
    k: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

var<workgroup> a_tile: array<f32, tile * tile>;
var<workgroup> b_tile: array<f32, tile * tile>;

fn load_a(row: u32, col: u32) -> f32 {
    if row < shape.m && col < shape.k {
        return a[row * shape.k + col];
    }
    return 0.0;
}

fn load_b(row: u32, col: u32) -> f32 {
    if row >= shape.k || col >= shape.n {
        return 0.0;
    }
    if transpose_b {
        return b[col * shape.k + row];
    }
    return b[row * shape.n + col];
}

@compute @workgroup_size(tile, tile)
fn matmul(
    @builtin(global_invocation_id) gid: vec3u,
    @builtin(local_invocation_id) lid: vec3u,
) {
    let row = gid.y;
    let col = gid.x;
    var sum = 0.0;
    let steps = (shape.k + tile - 1u) / tile;
    for (var t = 0u; t < steps; t++) {
        a_tile[lid.y * tile + lid.x] = load_a(row, t * tile + lid.x);
        b_tile[lid.y * tile + lid.x] = load_b(t * tile + lid.y, col);
        workgroupBarrier();
        for (var i = 0u; i < tile; i++) {
            sum = fma(a_tile[lid.y * tile + i], b_tile[i * tile + lid.x], sum);
        }
        workgroupBarrier();
    }
    if row < shape.m && col < shape.n {
        let at = row * shape.n + col;
        var result = alpha * sum;
        if beta != 0.0 {
            result += beta * c[at];
        }
        c[at] = result;
    }
}
