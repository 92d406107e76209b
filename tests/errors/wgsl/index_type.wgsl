fn f(a: vec4<f32>, i: f32) -> f32 {
    return a[i];
}
