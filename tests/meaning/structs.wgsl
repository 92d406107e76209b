// in 1024 i32 -100 100 | out 1024 i32 | groups 4
struct Item { key: i32, tail: vec2<i32> }
struct Pair { head: Item, rest: array<Item, 2> }
fn turned(it: Item) -> Item { return Item(-it.key, it.tail.yx); }
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let o = id.x * 4u;
    var p = Pair(Item(src[o], vec2<i32>(src[o + 1u], 5)), array<Item, 2>());
    p.rest[0] = p.head;
    p.rest[1].tail = p.rest[0].tail.yx + vec2<i32>(src[o + 2u]);
    p.rest[1].key = turned(p.rest[0]).key;
    let copy = p;
    p.head.tail.x += copy.rest[1].tail.y * src[o + 3u];
    dst[o] = p.head.tail.x;
    dst[o + 1u] = p.rest[1].key;
    dst[o + 2u] = p.rest[1].tail.x - p.rest[1].tail.y;
    dst[o + 3u] = copy.head.tail.x;
}
