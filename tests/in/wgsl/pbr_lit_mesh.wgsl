// Physically based mesh. The vertex invocation transforms one vertex; the fragment
// invocation evaluates GGX for up to MAX_LIGHTS lights plus an image-based ambient
// term, with a normal map in tangent space.

const MAX_LIGHTS: u32 = 16u;
const PI: f32 = 3.14159265359;

struct Camera {
    view_proj: mat4x4<f32>,
    view: mat4x4<f32>,
    position: vec3<f32>,
    exposure: f32,
}

struct Model {
    world: mat4x4<f32>,
    normal_matrix: mat3x3<f32>,
    material_index: u32,
}

struct Material {
    base_colour: vec4<f32>,
    emissive: vec3<f32>,
    metallic: f32,
    roughness: f32,
    occlusion_strength: f32,
    alpha_cutoff: f32,
    flags: u32,
}

struct Light {
    position: vec3<f32>,
    range: f32,
    colour: vec3<f32>,
    kind: u32,
    direction: vec3<f32>,
    cone: f32,
}

struct Lights {
    ambient: vec3<f32>,
    count: u32,
    items: array<Light, MAX_LIGHTS>,
}

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var<uniform> lights: Lights;
@group(1) @binding(0) var<storage, read> materials: array<Material>;
@group(1) @binding(1) var albedo_map: texture_2d<f32>;
@group(1) @binding(2) var normal_map: texture_2d<f32>;
@group(1) @binding(3) var orm_map: texture_2d<f32>;
@group(1) @binding(4) var map_sampler: sampler;
@group(2) @binding(0) var<uniform> model: Model;
@group(3) @binding(0) var irradiance: texture_cube<f32>;
@group(3) @binding(1) var prefiltered: texture_cube<f32>;
@group(3) @binding(2) var brdf_lut: texture_2d<f32>;
@group(3) @binding(3) var env_sampler: sampler;

struct VertexIn {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) tangent: vec4<f32>,
    @location(3) uv: vec2<f32>,
}

struct VertexOut {
    @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) tangent: vec4<f32>,
    @location(3) uv: vec2<f32>,
    @location(4) @interpolate(flat) material: u32,
}

@vertex
fn vs_main(in: VertexIn) -> VertexOut {
    var out: VertexOut;
    let world = model.world * vec4<f32>(in.position, 1.0);
    out.world = world.xyz;
    out.clip = camera.view_proj * world;
    out.normal = normalize(model.normal_matrix * in.normal);
    out.tangent = vec4<f32>(normalize((model.world * vec4<f32>(in.tangent.xyz, 0.0)).xyz), in.tangent.w);
    out.uv = in.uv;
    out.material = model.material_index;
    return out;
}

fn distribution_ggx(n_dot_h: f32, a: f32) -> f32 {
    let a2 = a * a;
    let d = n_dot_h * n_dot_h * (a2 - 1.0) + 1.0;
    return a2 / (PI * d * d);
}

fn visibility_smith(n_dot_v: f32, n_dot_l: f32, a: f32) -> f32 {
    let a2 = a * a;
    let v = n_dot_l * sqrt(n_dot_v * n_dot_v * (1.0 - a2) + a2);
    let l = n_dot_v * sqrt(n_dot_l * n_dot_l * (1.0 - a2) + a2);
    return 0.5 / max(v + l, 1e-5);
}

fn fresnel(f0: vec3<f32>, cosine: f32) -> vec3<f32> {
    return f0 + (1.0 - f0) * pow(1.0 - cosine, 5.0);
}

struct Surface {
    p: vec3<f32>,
    n: vec3<f32>,
    v: vec3<f32>,
    albedo: vec3<f32>,
    f0: vec3<f32>,
    metallic: f32,
    roughness: f32,
}

fn light_radiance(light: Light, s: Surface) -> vec3<f32> {
    var l: vec3<f32>;
    var attenuation = 1.0;
    switch light.kind {
        case 0u: {
            l = -light.direction;
        }
        case 1u, 2u: {
            let to_light = light.position - s.p;
            let d = length(to_light);
            l = to_light / max(d, 1e-4);
            let falloff = saturate(1.0 - pow(d / light.range, 4.0));
            attenuation = falloff * falloff / (d * d + 1.0);
            if light.kind == 2u {
                attenuation *= smoothstep(light.cone, light.cone + 0.1, dot(-l, light.direction));
            }
        }
        default: {
            return vec3<f32>(0.0);
        }
    }
    let n_dot_l = max(dot(s.n, l), 0.0);
    if n_dot_l == 0.0 {
        return vec3<f32>(0.0);
    }
    let h = normalize(s.v + l);
    let n_dot_v = max(dot(s.n, s.v), 1e-4);
    let f = fresnel(s.f0, max(dot(h, s.v), 0.0));
    let a = s.roughness * s.roughness;
    let specular = distribution_ggx(max(dot(s.n, h), 0.0), a) * visibility_smith(n_dot_v, n_dot_l, a) * f;
    let diffuse = (1.0 - f) * (1.0 - s.metallic) * s.albedo / PI;
    return (diffuse + specular) * light.colour * (attenuation * n_dot_l);
}

@fragment
fn fs_main(in: VertexOut, @builtin(front_facing) front: bool) -> @location(0) vec4<f32> {
    let material = materials[in.material];
    let base = textureSample(albedo_map, map_sampler, in.uv) * material.base_colour;
    let orm = textureSample(orm_map, map_sampler, in.uv);
    let tangent_normal = textureSample(normal_map, map_sampler, in.uv).xyz * 2.0 - 1.0;
    if (material.flags & 1u) != 0u && base.a < material.alpha_cutoff {
        discard;
    }

    let n_geo = normalize(in.normal) * select(-1.0, 1.0, front);
    let t = normalize(in.tangent.xyz - n_geo * dot(n_geo, in.tangent.xyz));
    let b = cross(n_geo, t) * in.tangent.w;

    var s: Surface;
    s.p = in.world;
    s.n = normalize(mat3x3<f32>(t, b, n_geo) * tangent_normal);
    s.v = normalize(camera.position - in.world);
    s.albedo = base.rgb;
    s.metallic = saturate(material.metallic * orm.b);
    s.roughness = clamp(material.roughness * orm.g, 0.045, 1.0);
    s.f0 = mix(vec3<f32>(0.04), s.albedo, s.metallic);

    var radiance = material.emissive;
    for (var i = 0u; i < min(lights.count, MAX_LIGHTS); i++) {
        radiance += light_radiance(lights.items[i], s);
    }

    let n_dot_v = max(dot(s.n, s.v), 0.0);
    let levels = f32(textureNumLevels(prefiltered));
    let reflected = reflect(-s.v, s.n);
    let env = textureSampleLevel(prefiltered, env_sampler, reflected, s.roughness * (levels - 1.0)).rgb;
    let ab = textureSampleLevel(brdf_lut, env_sampler, vec2<f32>(n_dot_v, s.roughness), 0.0).rg;
    let f = fresnel(s.f0, n_dot_v);
    let diffuse_ibl = textureSampleLevel(irradiance, env_sampler, s.n, 0.0).rgb * s.albedo * (1.0 - f) * (1.0 - s.metallic);
    let occlusion = mix(1.0, orm.r, material.occlusion_strength);
    radiance += (diffuse_ibl + env * (f * ab.x + ab.y)) * occlusion + lights.ambient * s.albedo;

    return vec4<f32>(radiance * camera.exposure, base.a);
}
