@group(0) @binding(0) var<storage, write> data: array<f32>;
