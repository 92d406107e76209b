struct Inner {
    a: f32,
    b: i64,
}
struct Outer {
    first: f32,
    inner: Inner,
}
@group(0) @binding(0) var<uniform> outer: Outer;
fn f() -> i64 { return outer.inner.b; }
