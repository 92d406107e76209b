fn f(given: vec3<f32>) -> vec3<f32> {
    given.xy = vec2<f32>(0.0);
    var v = given;
    v.zx += vec3<f32>(1.0);
    return v + missing;
}
