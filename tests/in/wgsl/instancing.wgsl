// Instanced foliage. One vertex invocation fetches its instance from a storage buffer
// through an index list, bends it in the wind and projects it.

struct Instance {
    // three rows of an affine transform
    rows: mat3x4<f32>,
    tint: vec3<f32>,
    phase: f32,
}

struct Frame {
    view_projection: mat4x4<f32>,
    wind: vec4<f32>,
    eye: vec3<f32>,
    time: f32,
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(1) @binding(0) var<storage, read> instances: array<Instance>;
@group(1) @binding(1) var<storage, read> visible: array<u32>;
@group(1) @binding(2) var leaves: texture_2d_array<f32>;
@group(1) @binding(3) var leaves_sampler: sampler;

struct Leaf {
    @builtin(position) clip: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) tint: vec3<f32>,
    @location(2) @interpolate(flat) layer: u32,
    @location(3) @interpolate(linear, sample) fade: f32,
}

@vertex
fn vs_foliage(
    @builtin(instance_index) instance_index: u32,
    @builtin(vertex_index) vertex_index: u32,
    @location(0) position: vec3<f32>,
    @location(1) uv: vec2<f32>,
) -> Leaf {
    let id = visible[instance_index];
    let inst = &instances[id];
    let local = vec4<f32>(position, 1.0);
    var world = local * (*inst).rows;

    let sway = sin(frame.time * frame.wind.w + (*inst).phase + world.x * 0.3);
    world += frame.wind.xyz * sway * position.y * position.y;

    var leaf: Leaf;
    leaf.clip = frame.view_projection * vec4<f32>(world, 1.0);
    leaf.uv = uv;
    leaf.tint = (*inst).tint;
    leaf.layer = (id * 2654435761u) >> 30u;
    leaf.fade = 1.0 - smoothstep(80.0, 100.0, distance(world, frame.eye));
    if vertex_index == 0xffffffffu {
        leaf.fade = 0.0;
    }
    return leaf;
}

@fragment
fn fs_foliage(leaf: Leaf, @builtin(front_facing) facing: bool) -> @location(0) vec4<f32> {
    let texel = textureSample(leaves, leaves_sampler, leaf.uv, leaf.layer);
    if texel.a * leaf.fade < 0.4 {
        discard;
    }
    let side = select(0.7, 1.0, facing);
    return vec4<f32>(texel.rgb * leaf.tint * side, texel.a);
}
