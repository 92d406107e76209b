fn f(x: f32) {
    if x > 1.0 {
        break;
    }
}
