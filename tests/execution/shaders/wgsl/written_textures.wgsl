// Functions that write to the textures that they are given, which the naga inside wgpu refuses: stores,
// reads before them, atomic operations, handed on.

@group(0) @binding(0) var plain: texture_storage_2d<rgba32float, write>;
@group(0) @binding(1) var sums: texture_storage_2d<r32uint, read_write>;
@group(0) @binding(2) var more_sums: texture_storage_2d<r32uint, read_write>;
@group(0) @binding(3) var counts: texture_storage_2d<r32uint, atomic>;
@group(0) @binding(4) var<storage, read> words: array<u32, 64>;

fn put(image: texture_storage_2d<rgba32float, write>, at: vec2<u32>, value: f32) {
    textureStore(image, at, vec4(value, f32(textureDimensions(image).x), 2.0, -1.0));
}

fn add(image: texture_storage_2d<r32uint, read_write>, at: vec2<u32>, value: u32) -> u32 {
    let before = textureLoad(image, at).x;
    textureStore(image, at, vec4(before + value, 0u, 0u, 1u));
    return before;
}

fn handed_on(by: u32, image: texture_storage_2d<r32uint, read_write>, at: vec2<u32>) -> u32 {
    return add(image, at, by) + add(image, at + vec2(8u, 0u), by * 2u);
}

fn count(image: texture_storage_2d<r32uint, atomic>, at: vec2<u32>) {
    textureAtomicAdd(image, at / 4u, 1u);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(local_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    let before = handed_on(words[index], sums, id.xy) + handed_on(index, more_sums, id.yx);
    put(plain, id.xy, f32(before & 0xffffu));
    count(counts, id.xy);
}
