struct Tail {
    v: i64,
}
struct Whole {
    tail: Tail,
    next: f32,
}
@group(0) @binding(0) var<uniform> whole: Whole;
fn f() -> i64 { return whole.tail.v; }
