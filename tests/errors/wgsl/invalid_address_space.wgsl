var<global> a: f32;
