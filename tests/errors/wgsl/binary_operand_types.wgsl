fn f(a: vec3<f32>, b: u32) -> vec3<f32> {
    return a + b;
}
