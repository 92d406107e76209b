fn f(v: vec4<f32>) {
    var n: u32 = 0u;
    n = v.x;
}
