// Host-shareable layouts: nested structs, @size and @align, arrays of structs, arrays of
// arrays, small matrices in uniform and storage memory, tails of 4 bytes.
// One invocation copies one record from the uniform block to the storage block.

struct Tail {
    a: vec3<f32>,
    b: f32,
    c: vec2<f32>,
}

struct Padded {
    @size(32) head: f32,
    @align(64) aligned: vec2<u32>,
    @size(8) @align(16) small: i32,
    after: vec3<i32>,
}

struct Inner {
    m23: mat2x3<f32>,
    m24: mat2x4<f32>,
    flag: u32,
}

struct Outer {
    inner: Inner,
    @align(16) tails: array<Tail, 3>,
    grid: array<array<vec4<f32>, 2>, 3>,
    m33: mat3x3<f32>,
    last: f32,
}

struct Everything {
    scalar: f32,
    v2: vec2<f32>,
    v3: vec3<f32>,
    v4: vec4<i32>,
    outer: Outer,
    padded: Padded,
    m22: mat2x2<f32>,
    m32: mat3x2<f32>,
    m42: mat4x2<f32>,
    m43: mat4x3<f32>,
    m44: mat4x4<f32>,
    m34: mat3x4<f32>,
    mats: array<mat3x3<f32>, 2>,
}

struct Tight {
    a: f32,
    b: array<f32, 3>,
    c: array<vec3<f32>, 2>,
    d: array<mat2x2<f32>, 2>,
    e: array<mat3x2<f32>, 2>,
    f: f32,
}

struct Records {
    header: vec3<u32>,
    count: u32,
    tight: Tight,
    items: array<Everything>,
}

@group(0) @binding(0) var<uniform> source: Everything;
@group(0) @binding(1) var<storage, read_write> records: Records;
@group(0) @binding(2) var<uniform> lone_vec3: vec3<f32>;
@group(0) @binding(3) var<uniform> lone_mat: mat3x2<f32>;

fn fold(t: Tight) -> f32 {
    return t.a + t.b[2] + t.c[1].z + t.d[0][1].x + t.e[1][2].y + t.f;
}

@compute @workgroup_size(32)
fn copy_records(@builtin(global_invocation_id) gid: vec3<u32>) {
    let i = gid.x;
    if i >= arrayLength(&records.items) {
        return;
    }
    records.items[i] = source;
    records.items[i].scalar = fold(records.tight);
    records.items[i].v3 = lone_vec3 * source.outer.m33;
    records.items[i].m32 = lone_mat;
    records.items[i].m32[2] = source.m32[1];
    records.items[i].m22[1][0] = source.m42[3].y;
    records.items[i].outer.tails[i % 3u].b = source.outer.tails[(i + 1u) % 3u].c.y;
    records.items[i].outer.grid[i % 3u][1].w = source.outer.grid[2][i % 2u].x;
    records.items[i].padded.small = source.padded.after.z;
    records.items[i].padded.after.y = i32(records.header.z);
    records.items[i].mats[1] = transpose(source.mats[0]);
    records.items[i].m34[0].x = determinant(source.m44);
    if i == 0u {
        records.count = arrayLength(&records.items);
        // Not what `fold` reads: other invocations read it at the same time.
        records.tight.c[0] = source.outer.tails[2].a;
    }
}
