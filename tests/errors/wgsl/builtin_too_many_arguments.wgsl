fn f(x: f32) -> f32 {
    return sqrt(x, 2.0);
}
