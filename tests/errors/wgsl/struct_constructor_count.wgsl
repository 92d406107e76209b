struct Pair {
    a: f32,
    b: f32,
}
fn f() -> Pair {
    return Pair(1.0);
}
