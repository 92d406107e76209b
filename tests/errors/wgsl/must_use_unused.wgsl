@must_use
fn compute_value() -> f32 { return 1.0; }
fn f() { compute_value(); }
