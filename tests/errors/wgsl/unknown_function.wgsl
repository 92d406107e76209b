fn shade(x: f32) -> f32 {
    return smoothstp(0.0, 1.0, x);
}
