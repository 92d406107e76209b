fn f() -> vec3<f32> {
    var v = vec3<f32>(1.0);
    v.xx = vec2<f32>(0.0);
    return v;
}
