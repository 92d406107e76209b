fn f() -> vec3<f32> {
    var v = vec3<f32>(1.0);
    v.xy = vec2<f32>(0.0);
    return v;
}
