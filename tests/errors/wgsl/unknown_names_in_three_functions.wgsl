fn one() -> f32 {
    return missing_a;
}
fn two() -> f32 {
    return missing_b + missing_c;
}
fn three() -> Unknown {
    return Unknown();
}
