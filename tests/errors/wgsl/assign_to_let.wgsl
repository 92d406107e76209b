fn f(x: f32) -> f32 {
    let y = x;
    y = y + 1.0;
    return y;
}
