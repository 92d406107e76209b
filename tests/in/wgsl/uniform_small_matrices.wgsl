// Two-row matrices inside nested structs of a uniform block, where columns are
// 8 bytes apart. One invocation transforms one 2D sprite corner.

struct Affine {
    linear_part: mat2x2<f32>,
    jacobian: mat3x2<f32>,
    gradient: mat4x2<f32>,
    @size(8) layer: f32,
}

struct Sprites {
    count: u32,
    @align(16) base: Affine,
    @align(16) odd: Affine,
    @align(16) even: Affine,
}

@group(0) @binding(0) var<uniform> sprites: Sprites;
@group(0) @binding(1) var<storage, read_write> corners: array<vec2<f32>>;

fn place(a: Affine, p: vec2<f32>) -> vec2<f32> {
    let warped = a.jacobian * vec3<f32>(p, 1.0);
    return a.linear_part * warped + a.gradient * vec4<f32>(p, p * p) + a.layer;
}

@compute @workgroup_size(64)
fn transform(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= min(sprites.count, arrayLength(&corners)) {
        return;
    }
    let p = vec2<f32>(f32(id.x & 1u), f32((id.x >> 1u) & 1u));
    var q = place(sprites.base, p);
    if (id.x & 4u) == 0u {
        q = place(sprites.even, q);
    } else {
        q = place(sprites.odd, q);
    }
    q += sprites.base.jacobian[1] * sprites.even.gradient[id.x & 3u].y;
    corners[id.x] = q;
}
