// Deferred shading. `fs_gbuffer` writes one fragment to four targets; `fs_resolve`
// reads them back per pixel with textureLoad and lights it.

struct Draw {
    mvp: mat4x4<f32>,
    normal: mat3x3<f32>,
    id: u32,
}

struct Sun {
    direction: vec3<f32>,
    intensity: f32,
    inverse_vp: mat4x4<f32>,
}

@group(0) @binding(0) var<uniform> draw: Draw;
@group(0) @binding(1) var colour_texture: texture_2d<f32>;
@group(0) @binding(2) var colour_sampler: sampler;

@group(1) @binding(0) var g_albedo: texture_2d<f32>;
@group(1) @binding(1) var g_normal: texture_2d<f32>;
@group(1) @binding(2) var g_id: texture_2d<u32>;
@group(1) @binding(3) var g_motion: texture_2d<i32>;
@group(1) @binding(4) var g_depth: texture_depth_2d;
@group(1) @binding(5) var<uniform> sun: Sun;

struct Mesh {
    @builtin(position) position: vec4<f32>,
    @location(0) normal: vec3<f32>,
    @location(1) @interpolate(perspective, centroid) uv: vec2<f32>,
}

struct GBuffer {
    @location(0) albedo: vec4<f32>,
    @location(1) normal: vec4<f32>,
    @location(2) object: u32,
    @location(3) motion: vec2<i32>,
    @builtin(frag_depth) depth: f32,
}

@vertex
fn vs_mesh(@location(0) p: vec3<f32>, @location(1) n: vec3<f32>, @location(2) uv: vec2<f32>) -> Mesh {
    return Mesh(draw.mvp * vec4<f32>(p, 1.0), draw.normal * n, uv);
}

fn octahedral_encode(n: vec3<f32>) -> vec2<f32> {
    let p = n.xy / (abs(n.x) + abs(n.y) + abs(n.z));
    if n.z >= 0.0 {
        return p;
    }
    return (1.0 - abs(p.yx)) * select(vec2<f32>(-1.0), vec2<f32>(1.0), p >= vec2<f32>(0.0));
}

fn octahedral_decode(e: vec2<f32>) -> vec3<f32> {
    var v = vec3<f32>(e, 1.0 - abs(e.x) - abs(e.y));
    if v.z < 0.0 {
        let folded = (1.0 - abs(v.yx)) * sign(v.xy);
        v = vec3<f32>(folded, v.z);
    }
    return normalize(v);
}

@fragment
fn fs_gbuffer(in: Mesh) -> GBuffer {
    let texel = textureSample(colour_texture, colour_sampler, in.uv);
    var g: GBuffer;
    g.albedo = texel;
    g.normal = vec4<f32>(octahedral_encode(normalize(in.normal)), 0.0, 1.0);
    g.object = draw.id;
    g.motion = vec2<i32>(round(vec2<f32>(dpdx(in.uv.x), dpdy(in.uv.y)) * 32767.0));
    g.depth = in.position.z;
    return g;
}

@vertex
fn vs_screen(@builtin(vertex_index) i: u32) -> @builtin(position) vec4<f32> {
    var corners = array<vec2<f32>, 3>(vec2<f32>(-1.0, -1.0), vec2<f32>(3.0, -1.0), vec2<f32>(-1.0, 3.0));
    return vec4<f32>(corners[i], 0.0, 1.0);
}

@fragment
fn fs_resolve(@builtin(position) pixel: vec4<f32>) -> @location(0) vec4<f32> {
    let p = vec2<i32>(floor(pixel.xy));
    let albedo = textureLoad(g_albedo, p, 0);
    let n = octahedral_decode(textureLoad(g_normal, p, 0).xy);
    let id = textureLoad(g_id, p, 0).x;
    let motion = textureLoad(g_motion, p, 0).xy;
    let depth = textureLoad(g_depth, p, 0);
    if depth >= 1.0 {
        discard;
    }
    let size = vec2<f32>(textureDimensions(g_depth));
    let ndc = vec3<f32>((pixel.xy / size) * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0), depth);
    let world = sun.inverse_vp * vec4<f32>(ndc, 1.0);
    let light = max(dot(n, -sun.direction), 0.0) * sun.intensity;
    let highlight = select(0.0, 0.2, id == 1u);
    let blur_amount = f32(max(abs(motion.x), abs(motion.y))) / 32767.0;
    let height_fog = exp(-max(world.y / world.w, 0.0) * 0.1);
    return vec4<f32>(albedo.rgb * light + highlight + height_fog * 0.01, 1.0 - blur_amount);
}
