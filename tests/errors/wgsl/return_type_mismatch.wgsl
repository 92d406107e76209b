fn f() -> vec3<f32> {
    return vec2<f32>(1.0, 2.0);
}
