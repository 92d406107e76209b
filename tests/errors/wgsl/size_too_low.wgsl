struct S {
    @size(8) v: vec4<f32>,
}
