fn area(r: f32) -> f32 {
    return r * r * 3.14159;
}
fn area(w: f32, h: f32) -> f32 {
    return w * h;
}
