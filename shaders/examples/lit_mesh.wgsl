// A textured mesh lit by one directional light that casts a shadow, plus fog.
//
// vs_main   one thread transforms one vertex to clip space and to the light's clip space
// fs_main   one thread shades one pixel: texture, half-Lambert diffuse, Blinn-Phong
//           specular, a shadow softened over 3x3 texels, fog by distance
// vs_shadow one thread transforms one vertex for the depth-only shadow pass
//
// group(0) binding(0)  uniform            Scene: matrices, camera, light, fog
// group(0) binding(1)  texture_depth_2d   shadow map of the light
// group(0) binding(2)  sampler_comparison comparison sampler for it (LessEqual, linear)
// group(1) binding(0)  uniform            Object: model matrix, material
// group(1) binding(1)  texture_2d<f32>    base colour
// group(1) binding(2)  sampler            sampler for it
//
// vertex location 0: position, 1: normal, 2: texture coordinate

struct Scene {
    view_projection: mat4x4<f32>,
    light_view_projection: mat4x4<f32>,
    camera_position: vec3<f32>,
    fog_density: f32,
    // points from the scene towards the light
    light_direction: vec3<f32>,
    light_intensity: f32,
    light_colour: vec3<f32>,
    shadow_bias: f32,
    ambient_colour: vec3<f32>,
    fog_height: f32,
    fog_colour: vec3<f32>,
}

struct Object {
    model: mat4x4<f32>,
    // inverse transpose of the model matrix's upper left part
    normal_matrix: mat3x3<f32>,
    base_colour: vec4<f32>,
    specular: f32,
    shininess: f32,
}

@group(0) @binding(0) var<uniform> scene: Scene;
@group(0) @binding(1) var shadow_map: texture_depth_2d;
@group(0) @binding(2) var shadow_sampler: sampler_comparison;
@group(1) @binding(0) var<uniform> object: Object;
@group(1) @binding(1) var base_texture: texture_2d<f32>;
@group(1) @binding(2) var base_sampler: sampler;

struct VertexInput {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) uv: vec2<f32>,
}

struct VertexOutput {
    @builtin(position) clip_position: vec4<f32>,
    @location(0) world_position: vec3<f32>,
    @location(1) world_normal: vec3<f32>,
    @location(2) uv: vec2<f32>,
    @location(3) shadow_position: vec4<f32>,
}

@vertex
fn vs_main(in: VertexInput) -> VertexOutput {
    let world = object.model * vec4<f32>(in.position, 1.0);
    var out: VertexOutput;
    out.clip_position = scene.view_projection * world;
    out.world_position = world.xyz;
    out.world_normal = object.normal_matrix * in.normal;
    out.uv = in.uv;
    out.shadow_position = scene.light_view_projection * world;
    return out;
}

@vertex
fn vs_shadow(@location(0) position: vec3<f32>) -> @builtin(position) vec4<f32> {
    return scene.light_view_projection * object.model * vec4<f32>(position, 1.0);
}

// How much of the light arrives: 0 in full shadow, 1 in full light or outside of the map.
fn light_visibility(position: vec4<f32>, n_dot_l: f32) -> f32 {
    let ndc = position.xyz / position.w;
    let uv = ndc.xy * vec2<f32>(0.5, -0.5) + 0.5;
    if any(uv < vec2<f32>(0.0)) || any(uv > vec2<f32>(1.0)) || ndc.z > 1.0 {
        return 1.0;
    }
    let texel = 1.0 / vec2<f32>(textureDimensions(shadow_map));
    // grazing light needs a larger bias
    let reference = ndc.z - scene.shadow_bias * (2.0 - n_dot_l);
    var sum = 0.0;
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let offset = vec2<f32>(f32(x), f32(y)) * texel;
            sum += textureSampleCompareLevel(shadow_map, shadow_sampler, uv + offset, reference);
        }
    }
    return sum / 9.0;
}

fn fog_amount(world: vec3<f32>) -> f32 {
    let distance_to_camera = distance(world, scene.camera_position);
    let height = exp(-max(world.y - scene.fog_height, 0.0));
    return 1.0 - exp(-scene.fog_density * distance_to_camera * height);
}

@fragment
fn fs_main(in: VertexOutput) -> @location(0) vec4<f32> {
    let base = textureSample(base_texture, base_sampler, in.uv) * object.base_colour;
    let n = normalize(in.world_normal);
    let l = normalize(scene.light_direction);
    let v = normalize(scene.camera_position - in.world_position);
    let n_dot_l = max(dot(n, l), 0.0);

    let visible = light_visibility(in.shadow_position, n_dot_l);
    let light = scene.light_colour * scene.light_intensity;
    let half_lambert = pow(dot(n, l) * 0.5 + 0.5, 2.0);
    let diffuse = light * mix(half_lambert * 0.25, n_dot_l, visible);

    let h = normalize(l + v);
    let highlight = pow(max(dot(n, h), 0.0), object.shininess) * object.specular;
    let specular = light * highlight * visible * step(0.0001, n_dot_l);

    let lit = base.rgb * (scene.ambient_colour + diffuse) + specular;
    return vec4<f32>(mix(lit, scene.fog_colour, fog_amount(in.world_position)), base.a);
}
