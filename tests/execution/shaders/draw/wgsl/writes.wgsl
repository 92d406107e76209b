// A fragment stage that writes a buffer and a storage texture, where depth is tested before it.

struct Counter { total: atomic<u32>, rows: array<atomic<u32>, 64> }

@group(0) @binding(0) var<storage, read_write> counter: Counter;
@group(0) @binding(1) var image: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<storage, read_write> pixels: array<vec2f>;

@fragment @early_depth_test(force)
fn main(@builtin(position) position: vec4f, @location(0) at: vec4f) -> @location(0) vec4f {
    let pixel = vec2u(position.xy);
    atomicAdd(&counter.total, 1u);
    atomicAdd(&counter.rows[pixel.y], pixel.x);
    if pixel.x < 16u && pixel.y < 16u {
        textureStore(image, pixel, at);
    }
    pixels[pixel.y * 64u + pixel.x] = at.zw;
    return at;
}
