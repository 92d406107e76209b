// Storage textures as parameters of functions, of several formats, handed on and measured.

@group(0) @binding(0) var one: texture_storage_2d<rgba32float, read>;
@group(0) @binding(1) var other: texture_storage_2d<rgba32float, read>;
@group(0) @binding(2) var layers: texture_storage_2d_array<rgba32uint, read>;
@group(0) @binding(3) var<storage, read_write> colours: array<vec4<f32>, 64>;
@group(0) @binding(4) var<storage, read_write> numbers: array<vec4<u32>, 64>;

fn texel(image: texture_storage_2d<rgba32float, read>, at: vec2<u32>) -> vec4<f32> {
    return textureLoad(image, at % textureDimensions(image));
}

fn both(
    at: vec2<u32>,
    first: texture_storage_2d<rgba32float, read>,
    second: texture_storage_2d<rgba32float, read>,
) -> vec4<f32> {
    return texel(first, at * 3u) - texel(second, at.yx + 5u);
}

fn counted(image: texture_storage_2d_array<rgba32uint, read>, at: vec2<u32>) -> vec4<u32> {
    var sum = vec4<u32>();
    for (var layer = 0u; layer < textureNumLayers(image); layer++) {
        sum = sum * 7u + textureLoad(image, at, layer);
    }
    return sum;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(local_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) index: u32) {
    colours[index] = both(id.xy, one, other) + both(id.yx, other, one) * 0.5;
    numbers[index] = counted(layers, id.xy);
}
