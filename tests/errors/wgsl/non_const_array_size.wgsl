fn f(n: u32) -> f32 {
    var a: array<f32, n>;
    return a[0];
}
