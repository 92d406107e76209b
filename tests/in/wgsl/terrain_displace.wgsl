// Terrain patch. The vertex invocation places one grid vertex from the height map
// (textureLoad in the vertex stage) and derives its normal; the fragment
// invocation blends four layers of a texture array by slope and height.

struct Patch {
    view_proj: mat4x4f,
    origin: vec2f,
    cell: f32,
    height_scale: f32,
    grid: vec2u,
    snow_line: f32,
    fog_density: f32,
    camera: vec3f,
}

@group(0) @binding(0) var<uniform> terrain: Patch;
@group(0) @binding(1) var height_map: texture_2d<f32>;
@group(0) @binding(2) var layers: texture_2d_array<f32>;
@group(0) @binding(3) var layer_sampler: sampler;

struct Ground {
    @builtin(position) clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
}

fn height_at(cell: vec2i) -> f32 {
    let limit = vec2i(textureDimensions(height_map)) - vec2i(1);
    return textureLoad(height_map, clamp(cell, vec2i(0), limit), 0).r * terrain.height_scale;
}

@vertex
fn vs_terrain(
    @builtin(vertex_index) vertex: u32,
    @builtin(instance_index) instance: u32,
) -> Ground {
    let columns = terrain.grid.x;
    let cell = vec2u(vertex % columns, vertex / columns) + vec2u(instance * (columns - 1u), 0u);
    let p = vec2i(cell);
    let h = height_at(p);
    let dx = height_at(p + vec2i(1, 0)) - height_at(p - vec2i(1, 0));
    let dz = height_at(p + vec2i(0, 1)) - height_at(p - vec2i(0, 1));
    let xz = terrain.origin + vec2f(cell) * terrain.cell;

    var out: Ground;
    out.world = vec3f(xz.x, h, xz.y);
    out.normal = normalize(vec3f(-dx, 2.0 * terrain.cell, -dz));
    out.clip = terrain.view_proj * vec4f(out.world, 1.0);
    return out;
}

fn triplanar(p: vec3f, n: vec3f, layer: i32) -> vec3f {
    let w = pow(abs(n), vec3f(4.0));
    let weights = w / (w.x + w.y + w.z);
    return textureSample(layers, layer_sampler, p.zy, layer).rgb * weights.x
        + textureSample(layers, layer_sampler, p.xz, layer).rgb * weights.y
        + textureSample(layers, layer_sampler, p.xy, layer).rgb * weights.z;
}

@fragment
fn fs_terrain(in: Ground) -> @location(0) vec4f {
    let n = normalize(in.normal);
    let p = in.world * 0.1;
    let grass = triplanar(p, n, 0);
    let rock = triplanar(p, n, 1);
    let snow = triplanar(p, n, 2);
    let sand = triplanar(p, n, 3);
    let slope = smoothstep(0.6, 0.8, n.y);
    let altitude = smoothstep(terrain.snow_line - 5.0, terrain.snow_line + 5.0, in.world.y);
    var albedo = mix(rock, mix(grass, snow, altitude), slope);
    albedo = mix(sand, albedo, saturate(in.world.y * 0.5));
    let light = max(dot(n, normalize(vec3f(0.4, 0.8, 0.2))), 0.0) + 0.15;
    let distance_ = distance(in.world, terrain.camera);
    let fog = 1.0 - exp2(-terrain.fog_density * distance_);
    return vec4f(mix(albedo * light, vec3f(0.62, 0.7, 0.8), fog), 1.0);
}
