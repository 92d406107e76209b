struct Inner {
    a: f32,
    b: f32,
}
struct Outer {
    first: f32,
    inner: Inner,
}
@group(0) @binding(0) var<uniform> outer: Outer;
