struct Weights {
    values: array<f32, 16>,
}
@group(0) @binding(0) var<uniform> weights: Weights;
