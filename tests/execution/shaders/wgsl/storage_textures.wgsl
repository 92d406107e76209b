// Storage textures of several formats and dimensions: written, and read and written.

@group(0) @binding(0) var tiles: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(1) var sums: texture_storage_2d<r32float, read_write>;
@group(0) @binding(2) var counts: texture_storage_2d<r32uint, read_write>;
@group(0) @binding(3) var layers: texture_storage_2d_array<rgba16float, write>;
@group(0) @binding(4) var volume: texture_storage_3d<rgba32sint, write>;
@group(0) @binding(5) var source: texture_storage_2d<rgba32float, read>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let at = vec2<i32>(id.xy);
    let texel = textureLoad(source, at);
    textureStore(tiles, at, fract(texel));
    textureStore(sums, at, textureLoad(sums, at) + texel.xxxx);
    textureStore(counts, at, textureLoad(counts, at) * 3u + vec4(id.x));
    textureStore(layers, at, i32(id.x & 3u), texel * 0.5);
    textureStore(volume, vec3(at, i32(id.y & 3u)), vec4<i32>(at, vec2<i32>(textureDimensions(volume).zx)));
}
