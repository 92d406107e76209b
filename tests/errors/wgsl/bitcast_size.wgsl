fn f(v: vec2<f32>) -> vec3<u32> {
    return bitcast<vec3<u32>>(v);
}
