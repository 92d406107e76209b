// The strictest layouts: uniform blocks with matrices of two rows, arrays with a stride of 16, nested
// structs, gaps made with attributes. One invocation copies one row into a plain buffer.

struct Leaf {
    a: vec3<f32>,
    b: f32,
    m: mat2x2<f32>,
}

struct Block {
    head: f32,
    @align(16) leaf: Leaf,
    rows: array<vec4<i32>, 3>,
    m32: mat3x2<f32>,
    m43: mat4x3<f32>,
    leaves: array<Leaf, 2>,
    @size(32) tail: vec2<u32>,
    last: vec3<u32>,
}

struct Plain {
    words: array<f32, 48>,
    whole: array<i32, 20>,
}

@group(1) @binding(2) var<uniform> block: Block;
@group(0) @binding(5) var<storage, read_write> plain: array<Plain>;

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x & 1u;
    var p: Plain;
    p.words[0] = block.head;
    p.words[1] = block.leaf.a[i];
    p.words[2] = block.leaf.b;
    p.words[3] = block.leaf.m[i].y;
    p.words[4] = block.leaf.m[1][i];
    for (var c = 0u; c < 3u; c++) {
        p.words[5u + 2u * c] = block.m32[c].x;
        p.words[6u + 2u * c] = block.m32[c].y;
    }
    for (var c = 0; c < 4; c++) {
        for (var r = 0; r < 3; r++) {
            p.words[11 + 3 * c + r] = block.m43[c][r];
        }
    }
    let whole = block.leaves[i];
    p.words[24] = whole.b + whole.a.z;
    p.words[25] = block.leaves[1u - i].m[0].x;
    let turned = block.m43 * vec4<f32>(1.0, 2.0, 3.0, 4.0);
    p.words[26] = turned[i];
    let copied = block.leaf;
    p.words[27] = (copied.m * vec2<f32>(2.0, -1.0)).x;
    for (var row = 0; row < 3; row++) {
        p.whole[4 * row] = block.rows[row].x;
        p.whole[4 * row + 1] = block.rows[row].w;
    }
    p.whole[12] = i32(block.tail.y);
    p.whole[13] = i32(block.last[i]);
    plain[id.x] = p;
}
