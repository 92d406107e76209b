const __hidden: f32 = 1.0;
