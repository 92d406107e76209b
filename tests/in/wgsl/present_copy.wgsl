// Final copy to the swap chain's image. One invocation converts one pixel to sRGB and
// stores it as bgra8unorm.

@group(0) @binding(0) var linear_image: texture_2d<f32>;
@group(0) @binding(1) var swap_chain: texture_storage_2d<bgra8unorm, write>;
@group(0) @binding(2) var<uniform> region: vec4<u32>;

fn encode(c: vec3<f32>) -> vec3<f32> {
    let cut = step(vec3<f32>(0.0031308), c);
    return mix(c * 12.92, pow(c, vec3<f32>(1.0 / 2.4)) * 1.055 - 0.055, cut);
}

@compute @workgroup_size(8, 8)
fn present(@builtin(global_invocation_id) id: vec3<u32>) {
    let p = id.xy + region.xy;
    if any(id.xy >= region.zw) || any(p >= textureDimensions(swap_chain)) {
        return;
    }
    let c = textureLoad(linear_image, p, 0);
    textureStore(swap_chain, p, vec4<f32>(encode(saturate(c.rgb)), 1.0));
}
