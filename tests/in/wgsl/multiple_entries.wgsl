// One module with six entry points over shared bindings: two vertex, two fragment, two
// compute. Each invocation handles one vertex, pixel or particle trail point.

struct Shared {
    view_projection: mat4x4f,
    tint: vec4f,
    resolution: vec2f,
    time: f32,
    count: u32,
}

struct TrailPoint {
    position: vec3f,
    age: f32,
}

@group(0) @binding(0) var<uniform> frame_data: Shared;
@group(0) @binding(1) var<storage, read_write> trail: array<TrailPoint>;
@group(0) @binding(2) var<storage, read> trail_ro: array<TrailPoint>;
@group(0) @binding(3) var sprite: texture_2d<f32>;
@group(0) @binding(4) var sprite_sampler: sampler;
@group(1) @binding(0) var<storage, read_write> only_in_compute: array<atomic<u32>>;
@group(3) @binding(17) var unused_texture: texture_3d<f32>;
@group(3) @binding(18) var<uniform> unused_uniform: mat4x4f;

var<private> unused_private: vec3f;
var<workgroup> head: u32;

struct LineOut {
    @builtin(position) position: vec4f,
    @location(0) fade: f32,
}

struct SpriteOut {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) fade: f32,
}

fn fade_of(age: f32) -> f32 {
    return exp(-age * 2.0);
}

fn never_called(x: f32) -> f32 {
    return x * frame_data.time;
}

@vertex
fn vs_line(@builtin(vertex_index) i: u32) -> LineOut {
    let p = trail_ro[i % frame_data.count];
    return LineOut(frame_data.view_projection * vec4f(p.position, 1.0), fade_of(p.age));
}

@vertex
fn vs_sprite(@builtin(vertex_index) v: u32, @builtin(instance_index) i: u32) -> SpriteOut {
    let p = trail_ro[i];
    let corner = vec2f(f32(v & 1u), f32(v >> 1u)) * 2.0 - 1.0;
    var clip = frame_data.view_projection * vec4f(p.position, 1.0);
    clip += vec4f(corner * 8.0 / frame_data.resolution * clip.w, 0.0, 0.0);
    return SpriteOut(clip, corner * 0.5 + 0.5, fade_of(p.age));
}

@fragment
fn fs_line(in: LineOut) -> @location(0) vec4f {
    return frame_data.tint * in.fade;
}

@fragment
fn fs_sprite(in: SpriteOut) -> @location(0) vec4f {
    return textureSample(sprite, sprite_sampler, in.uv) * frame_data.tint * in.fade;
}

@compute @workgroup_size(64)
fn age_points(@builtin(global_invocation_id) id: vec3u) {
    if id.x < arrayLength(&trail) {
        trail[id.x].age += 0.016;
        atomicAdd(&only_in_compute[id.x & 7u], 1u);
    }
}

@compute @workgroup_size(1)
fn push_point() {
    head = u32(frame_data.time * 60.0) % max(frame_data.count, 1u);
    trail[head] = TrailPoint(vec3f(cos(frame_data.time), sin(frame_data.time), 0.0), 0.0);
}
