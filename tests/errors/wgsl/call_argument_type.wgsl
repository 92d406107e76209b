fn scale(v: vec3<f32>, s: f32) -> vec3<f32> {
    return v * s;
}
fn f(n: i32) -> vec3<f32> {
    return scale(vec3<f32>(1.0), n);
}
