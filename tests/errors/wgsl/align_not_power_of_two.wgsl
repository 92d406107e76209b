struct S {
    @align(24) v: f32,
}
