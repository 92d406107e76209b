// Several components of a vector assigned at once: of variables, through pointers, in buffers and columns of
// matrices, with operators, with what reads the vector itself, and with places that are computed once.
requires swizzle_assignment;

struct Row {
    a: vec4<i32>,
    b: vec3<u32>,
    m: mat3x4<f32>,
}

@group(0) @binding(0) var<storage, read_write> rows: array<Row>;
@group(0) @binding(1) var<storage, read> given: array<vec4<i32>>;

var<private> calls: u32;

fn next(limit: u32) -> u32 {
    calls++;
    return calls % limit;
}

fn turn(v: ptr<function, vec4<i32>>) {
    v.wx = v.xw;
    (*v).yz -= vec2(1, -3);
}

@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    var v = given[i];
    v.xy = v.yx;
    v.bgr = v.xyz + 1;
    v.zw *= vec2(3, 5);
    turn(&v);
    rows[i].a.yw = v.xz;
    rows[i].a.x ^= v.w;
    rows[i].b.xz = vec2<u32>(v.yz);
    rows[i].m[next(3u)].zx = vec2<f32>(v.xy % 64);
    rows[i].m[next(3u)].wyx += vec3(0.5, f32(calls), 2.0);
    var picks = vec2<u32>(1u, 0u);
    var table = array<vec3<i32>, 2>(v.xyz, v.wzy);
    table[picks.x].xy <<= picks.yx;
    table[picks.y].zxy = vec3(7, 8, i32(picks.x));
    for (var k = 0u; k < 2u; k++) {
        if (k == 1u) { table[k].yx = table[0].xy; } else { picks.yx = vec2(k, 5u); }
    }
    rows[i].a.z = table[0].x * 100 + table[1].y * 10 + table[1].z + i32(picks.x) + i32(calls);
}
