// Clears every layer of a storage texture array, asking it for its layer count. One
// invocation clears one pixel column.

@group(0) @binding(0) var stack: texture_storage_2d_array<rgba8unorm, write>;
@group(0) @binding(1) var<uniform> colour: vec4<f32>;

@compute @workgroup_size(8, 8)
fn clear_stack(@builtin(global_invocation_id) id: vec3<u32>) {
    if any(id.xy >= textureDimensions(stack)) {
        return;
    }
    let layers = textureNumLayers(stack);
    for (var layer = 0u; layer < layers; layer++) {
        let t = f32(layer) / f32(layers);
        textureStore(stack, id.xy, layer, colour * t);
    }
}
