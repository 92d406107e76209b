fn f(x: f32) -> f32 {
    let p = &x;
    return *p;
}
