// Structs and arrays as values: copied whole, compared by parts, returned, nested, with vec3 and small
// numbers beside one another; runtime-sized arrays with a header, and their lengths.

struct Small {
    a: f32,
    b: vec3<u32>,
    c: vec2<f32>,
}

struct Big {
    small: Small,
    list: array<Small, 2>,
    v: vec3<f32>,
    n: i32,
    tail: array<vec3<f32>, 2>,
}

struct Counted {
    count: u32,
    first: vec3<f32>,
    items: array<Small>,
}

@group(0) @binding(0) var<storage, read> bigs: array<Big>;
@group(0) @binding(1) var<storage, read_write> copies: array<Big>;
@group(0) @binding(2) var<storage, read_write> counted: Counted;
@group(0) @binding(3) var<storage, read> pairs: array<vec3<f32>>;

fn swapped(list: array<Small, 2>) -> array<Small, 2> {
    return array<Small, 2>(list[1], list[0]);
}

fn made(a: f32, n: u32) -> Small {
    return Small(a, vec3<u32>(n, n + 1u, n + 2u), vec2<f32>(-a, a));
}

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    var big = bigs[id.x];
    big.list = swapped(big.list);
    big.small = made(big.v.y, id.x);
    big.tail[1] = big.v.zyx;
    big.n += i32(big.small.b.z);
    copies[id.x] = big;
    copies[id.x].list[0].b.y = 42u;
    if id.x < arrayLength(&counted.items) {
        counted.items[id.x] = big.list[1];
        counted.items[id.x].c = pairs[id.x].xz;
    }
    if id.x == 0u {
        counted.count = arrayLength(&counted.items) * 1000u + arrayLength(&pairs);
        counted.first = pairs[1];
    }
}
