fn f() -> f32 {
    let class = 1.0;
    return class;
}
