fn twice(x: f16) -> f16 {
    return x * 2.0h;
}
