struct Camera {
    view_projection: mat4x4<f32>,
    eye: vec3<f32>,
    exposure: f32,
}

struct Light {
    position: vec3<f32>,
    radius: f32,
    color: vec3<f32>,
}

struct Lights {
    count: u32,
    items: array<Light>,
}

struct Material {
    @size(32) tint: vec4<f32>,
    normal_matrix: mat3x3<f32>,
    weights: array<f32, 3>,
    @align(16) flags: u32,
}

struct Push {
    object: u32,
    offset: vec2<f32>,
}

struct VertexIn {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) uv: vec2<f32>,
}

struct VertexOut {
    @builtin(position) @invariant clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    @location(1) @interpolate(linear, centroid) uv: vec2<f32>,
    @location(2) @interpolate(flat, either) object: u32,
}

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<storage, read> lights: Lights;
@group(0) @binding(2) var shadow_map: texture_depth_2d_array;
@group(0) @binding(3) var shadow_sampler: sampler_comparison;
@group(1) @binding(0) var albedo: texture_2d<f32>;
@group(1) @binding(1) var linear_sampler: sampler;
@group(1) @binding(2) var<storage> material: Material;
@group(1) @binding(3) var unused_cube: texture_cube_array<f32>;
var<immediate> push: Push;

@vertex
fn vertex_main(in: VertexIn, @builtin(instance_index) instance: u32) -> VertexOut {
    var out: VertexOut;
    out.clip = camera.view_projection * vec4(in.position, 1.0);
    out.world = material.normal_matrix * in.position + vec3(push.offset, 0.0);
    out.uv = in.uv;
    out.object = push.object + instance;
    return out;
}

fn shadow(world: vec3<f32>, layer: u32) -> f32 {
    return textureSampleCompareLevel(shadow_map, shadow_sampler, world.xy, layer, world.z);
}

fn sample_albedo(image: texture_2d<f32>, filtering: sampler, uv: vec2<f32>) -> vec4<f32> {
    return textureSample(image, filtering, uv);
}

@fragment
fn fragment_main(in: VertexOut) -> @location(0) vec4<f32> {
    let color = sample_albedo(albedo, linear_sampler, in.uv);
    if color.a < 0.5 {
        discard;
    }
    var sum = vec3<f32>();
    for (var i = 0u; i < lights.count; i++) {
        let light = lights.items[i];
        sum += light.color * shadow(in.world, i) / light.radius;
    }
    return vec4(color.rgb * sum, color.a);
}
