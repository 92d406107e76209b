fn lerp(a: f32, b: f32, t: f32) -> f32 {
    return a + (b - a) * t;
}
fn f() -> f32 {
    return lerp(1.0, 2.0);
}
