override v: vec2<f32> = vec2<f32>(1.0);
