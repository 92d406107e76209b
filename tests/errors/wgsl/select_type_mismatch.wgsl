fn f(c: bool) -> f32 {
    return select(1.0f, 2i, c);
}
