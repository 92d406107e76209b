@id(70000) override a: f32 = 1.0;
