// Constants and structs that nothing uses, of types that not every version of a target has: writers
// write them all the same.
enable f16;
enable wgpu_int16;

const SHORTS = array<i16, 3>(i16(1000), i16(-1), i16(7));
const HALF = vec2<f16>(0.5h, -2.0h);

struct Unused {
    half: f16,
    shorts: vec2<u16>,
    plain: u32,
}

@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    results[id.x] = numbers[id.x] * 3u + 1u;
}
