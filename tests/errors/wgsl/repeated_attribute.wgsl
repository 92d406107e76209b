@group(0) @group(1) @binding(0) var<uniform> a: f32;
