struct Weights {
    values: array<i64, 16>,
}
@group(0) @binding(0) var<uniform> weights: Weights;
fn f() -> i64 { return weights.values[1]; }
