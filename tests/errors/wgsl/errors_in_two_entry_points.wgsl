// Each entry point is wrong by itself.
@vertex
fn vs(@location(0) p: vec4<f32>, @location(0) q: vec4<f32>) -> @builtin(position) vec4<f32> {
    return p + q;
}

@fragment
fn fs(@builtin(vertex_index) i: u32) -> @location(0) vec4<f32> {
    return vec4<f32>(f32(i));
}

@compute @workgroup_size(0, 1, 1)
fn cs() {}
