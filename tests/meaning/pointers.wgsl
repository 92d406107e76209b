// in 512 i32 -50 50 | out 512 i32 | groups 4
var<private> counter: i32 = 5;
var<private> second: i32 = 77;
fn swap(x: ptr<function, i32>, y: ptr<private, i32>) { let t = *x; *x = *y; *y = t; }
fn sum(a: ptr<function, array<i32, 4>>) -> i32 {
    var s = 0;
    for (var i = 0; i < 4; i++) { s += (*a)[i]; (*a)[i] = s; }
    return s;
}
@group(0) @binding(0) var<storage, read> src: array<i32>;
@group(0) @binding(1) var<storage, read_write> dst: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var a = array<i32, 4>(src[id.x * 2u], src[id.x * 2u + 1u], 3, 4);
    var first = a[0];
    swap(&first, &second);
    let p = &a[1];
    *p = second;
    var v = vec3<i32>(a[0], a[1], a[2]);
    let q = &v;
    (*q).y = sum(&a);
    counter += v.y;
    dst[id.x * 2u] = (*q).x + counter + first;
    dst[id.x * 2u + 1u] = *p - counter * 2;
}
