struct S {
    @align(4) v: vec4<f32>,
}
