// Binding arrays of storage buffers. One invocation mixes the weights of
// one buffer with a palette chosen at run time.
enable wgpu_binding_array;

struct Palette {
    colours: array<vec4f, 16>,
}

struct Weights {
    values: array<f32>,
}

struct Selection {
    palette: u32,
    weights: u32,
    count: u32,
}

@group(0) @binding(0) var<storage, read> palettes: binding_array<Palette, 4>;
@group(0) @binding(1) var<storage, read> weights: binding_array<Weights, 4>;
@group(0) @binding(2) var<storage, read> selections: array<Selection>;
@group(0) @binding(3) var<storage, read_write> mixed: array<vec4f>;

@compute @workgroup_size(32)
fn mix_palettes(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&selections) {
        return;
    }
    let s = selections[id.x];
    var sum = vec4f();
    for (var i = 0u; i < min(s.count, 16u); i++) {
        sum += palettes[s.palette].colours[i] * weights[s.weights].values[i];
    }
    mixed[id.x] = sum + palettes[0].colours[id.x & 15u];
}
