@binding(3) var<uniform> a: vec4<f32>;
