fn f(a: vec3<f32>, b: vec2<f32>) -> f32 {
    return dot(a, b);
}
