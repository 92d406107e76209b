// Cascaded shadow maps. `vs_depth` renders one vertex into one cascade; `fs_lit`
// looks one fragment up in a depth array with 3x3 percentage-closer filtering, and
// in a depth cube (array) for point lights.

const CASCADES = 4;

struct Shadow {
    matrices: array<mat4x4f, CASCADES>,
    splits: vec4f,
    texel: vec2f,
    bias: f32,
    cascade: u32,
}

struct PointShadow {
    position: vec3f,
    far: f32,
    layer: i32,
}

@group(0) @binding(0) var<uniform> shadow: Shadow;
@group(0) @binding(1) var shadow_map: texture_depth_2d_array;
@group(0) @binding(2) var shadow_sampler: sampler_comparison;
@group(0) @binding(3) var<uniform> point_shadow: PointShadow;
@group(0) @binding(4) var cube_shadow: texture_depth_cube;
@group(0) @binding(5) var cube_shadows: texture_depth_cube_array;
@group(0) @binding(6) var spot_shadow: texture_depth_2d;

struct Varyings {
    @builtin(position) @invariant clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    @location(2) view_depth: f32,
}

@vertex
fn vs_depth(@location(0) position: vec3f) -> @builtin(position) vec4f {
    return shadow.matrices[shadow.cascade] * vec4f(position, 1.0);
}

@vertex
fn vs_lit(@location(0) position: vec3f, @location(1) normal: vec3f) -> Varyings {
    let clip = shadow.matrices[0] * vec4f(position, 1.0);
    return Varyings(clip, position, normal, clip.w);
}

fn pick_cascade(depth: f32) -> i32 {
    let beyond = vec4<u32>(vec4f(depth) > shadow.splits);
    return min(i32(beyond.x + beyond.y + beyond.z + beyond.w), CASCADES - 1);
}

fn cascade_visibility(world: vec3f, depth: f32) -> f32 {
    let c = pick_cascade(depth);
    let p = shadow.matrices[c] * vec4f(world, 1.0);
    let ndc = p.xyz / p.w;
    let uv = ndc.xy * vec2f(0.5, -0.5) + 0.5;
    if any(uv < vec2f(0.0)) || any(uv > vec2f(1.0)) || ndc.z > 1.0 {
        return 1.0;
    }
    let reference = ndc.z - shadow.bias;
    var lit = 0.0;
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let offset = vec2f(f32(x), f32(y)) * shadow.texel;
            lit += textureSampleCompareLevel(shadow_map, shadow_sampler, uv + offset, c, reference);
        }
    }
    let corner = textureGatherCompare(shadow_map, shadow_sampler, uv, c, reference);
    let gathered = dot(corner, vec4f(0.25));
    return mix(lit / 9.0, gathered, 0.25);
}

fn point_visibility(world: vec3f) -> f32 {
    let to_fragment = world - point_shadow.position;
    let reference = length(to_fragment) / point_shadow.far - shadow.bias;
    let a = textureSampleCompareLevel(cube_shadow, shadow_sampler, to_fragment, reference);
    let b = textureSampleCompareLevel(cube_shadows, shadow_sampler, to_fragment, point_shadow.layer, reference);
    return min(a, b);
}

@fragment
fn fs_lit(in: Varyings) -> @location(0) vec4f {
    let spot_uv = fract(in.world.xz);
    let spot = textureSampleCompare(spot_shadow, shadow_sampler, spot_uv, in.clip.z, vec2i(1, -1));
    let sun = cascade_visibility(in.world + normalize(in.normal) * 0.02, in.view_depth);
    let lamp = point_visibility(in.world);
    let tint = array<vec3f, 4>(vec3f(1.0, 0.8, 0.8), vec3f(0.8, 1.0, 0.8), vec3f(0.8, 0.8, 1.0), vec3f(1.0));
    return vec4f(tint[pick_cascade(in.view_depth)] * (sun + lamp * 0.5 + spot * 0.1), 1.0);
}
