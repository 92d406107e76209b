fn log_it(x: f32) {}
fn f() -> f32 {
    let y = log_it(1.0);
    return 1.0;
}
