fn f() -> f32 {
    var a = array<f32, 4>(1.0, 2.0, 3.0, 4.0);
    return a[7];
}
