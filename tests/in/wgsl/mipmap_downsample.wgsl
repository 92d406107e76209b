// Makes two mip levels in one dispatch: each invocation averages a 2x2 quad of the
// source into level 1; a quarter of them then average in workgroup memory to level 2.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var level1: texture_storage_2d<rgba16float, write>;
@group(0) @binding(2) var level2: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(3) var linear_sampler: sampler;

var<workgroup> quad_cache: array<array<vec4f, 8>, 8>;

fn to_linear(c: vec3f) -> vec3f {
    let low = c / 12.92;
    let high = pow((c + 0.055) / 1.055, vec3f(2.4));
    return select(high, low, c <= vec3f(0.04045));
}

fn to_srgb(c: vec3f) -> vec3f {
    let low = c * 12.92;
    let high = 1.055 * pow(c, vec3f(1.0 / 2.4)) - 0.055;
    return select(high, low, c <= vec3f(0.0031308));
}

@compute @workgroup_size(8, 8)
fn downsample(
    @builtin(global_invocation_id) gid: vec3u,
    @builtin(local_invocation_id) lid: vec3u,
) {
    let out_size = textureDimensions(level1);
    let uv = (vec2f(gid.xy) + 0.5) / vec2f(out_size);
    let texel = textureSampleLevel(source, linear_sampler, uv, 0.0);
    let linear = vec4f(to_linear(texel.rgb), texel.a);
    quad_cache[lid.y][lid.x] = linear;

    if all(gid.xy < out_size) {
        textureStore(level1, gid.xy, linear);
    }
    workgroupBarrier();

    if all((lid.xy & vec2u(1u)) == vec2u(0u)) {
        let sum = quad_cache[lid.y][lid.x]
            + quad_cache[lid.y][lid.x + 1u]
            + quad_cache[lid.y + 1u][lid.x]
            + quad_cache[lid.y + 1u][lid.x + 1u];
        let average = sum * 0.25;
        let target_ = gid.xy / 2u;
        if all(target_ < textureDimensions(level2)) {
            textureStore(level2, vec2i(target_), vec4f(to_srgb(average.rgb), average.a));
        }
    }
}
