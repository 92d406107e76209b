@group(0) @binding(0) var textures: binding_array<texture_2d<f32>>;
