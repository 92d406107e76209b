fn f() {
    var<workgroup> a: f32;
}
