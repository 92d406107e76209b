// Early depth test forced on, with side effects in the fragment stage: one invocation
// counts the pixels that survive the depth test and records the nearest object.

struct Query {
    visible: atomic<u32>,
    nearest: atomic<u32>,
    pixels: array<atomic<u32>>,
}

@group(0) @binding(0) var<storage, read_write> query: Query;
@group(0) @binding(1) var<uniform> screen: vec2<u32>;

@fragment
@early_depth_test(force)
fn count_visible(
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) object: u32,
) -> @location(0) vec4<f32> {
    atomicAdd(&query.visible, 1u);
    let depth_bits = bitcast<u32>(position.z) & 0xffffff00u;
    atomicMin(&query.nearest, depth_bits | (object & 0xffu));
    let pixel = vec2<u32>(position.xy);
    let slot = pixel.y * screen.x + pixel.x;
    if slot < arrayLength(&query.pixels) {
        atomicMax(&query.pixels[slot], object);
    }
    return unpack4x8unorm(object * 2654435761u);
}

struct ConservativeOut {
    @location(0) colour: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

// Pushes depth only away from the viewer.
@fragment
@early_depth_test(greater_equal)
fn push_back(@builtin(position) position: vec4<f32>) -> ConservativeOut {
    return ConservativeOut(vec4<f32>(1.0), min(position.z + 0.001, 1.0));
}
