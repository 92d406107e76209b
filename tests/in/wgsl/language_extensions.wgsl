// Extensions of the language that are newer than naga's front end.
enable subgroups;
requires linear_indexing, subgroup_id, swizzle_assignment;
requires texture_and_sampler_let, uniform_buffer_standard_layout, fragment_depth;

struct Settings {
    weights: array<f32, 5>,
    steps: array<vec2<u32>, 3>,
    scale: f32,
}

@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> results: array<vec4<f32>>;
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var smooth_sampler: sampler;

@compute @workgroup_size(32)
fn compute_main(
    @builtin(global_invocation_index) at: u32,
    @builtin(workgroup_index) group: u32,
    @builtin(subgroup_id) subgroup: u32,
) {
    var result = vec4<f32>(settings.weights[at % 5u] * settings.scale);
    result.yx += vec2<f32>(settings.steps[group % 3u]);
    if subgroupElect() @diagnostic(off, derivative_uniformity) {
        result.wz = vec2(f32(subgroup), 1.0);
    }
    results[at].zyx = result.xyz;
}

struct Shaded {
    @location(0) colour: vec4<f32>,
    @builtin(frag_depth, greater) depth: f32,
}

@fragment
fn fragment_main(@builtin(position) position: vec4<f32>, @location(0) place: vec2<f32>) -> Shaded {
    let texture = picture;
    let how = smooth_sampler;
    var shaded = Shaded(textureSample(texture, how, place), position.z);
    @diagnostic(off, derivative_uniformity)
    if shaded.colour.a < 0.5 {
        shaded.colour.rgb *= textureSample(texture, how, place * 2.0).bgr;
        shaded.depth += 0.25;
    }
    return shaded;
}
