fn f() -> f32 { return 1.0; }
var<private> a: f32 = f();
