// Blocks with matrices of every shape, arrays and structs, read in both stages.

struct Light {
    direction: vec3f,
    strength: f32,
    turn: mat3x3f,
    colors: array<vec4f, 3>,
}

struct Scene {
    view: mat4x4f,
    narrow: mat2x2f,
    tall: mat2x3f,
    lights: array<Light, 2>,
    counts: vec3u,
    last: f32,
}

@group(0) @binding(0) var<uniform> scene: Scene;
@group(2) @binding(1) var<storage, read> offsets: array<vec3f>;

struct Out {
    @builtin(position) position: vec4f,
    @location(0) color: vec4f,
    @location(1) @interpolate(flat) which: u32,
}

@vertex
fn vs_main(@location(0) at: vec3f, @builtin(vertex_index) index: u32) -> Out {
    let light = scene.lights[index & 1u];
    var out: Out;
    out.position = scene.view * vec4f(at.xy, abs(at.z) * 0.5 + 0.2, 1.0) + vec4f(offsets[index] * 0.01, 0.0);
    out.color = vec4f(light.turn * light.direction, light.strength) + light.colors[index % 3u];
    out.which = index + scene.counts.y;
    return out;
}

@fragment
fn fs_main(in: Out) -> @location(0) vec4f {
    let spread = scene.tall * (scene.narrow * in.color.xy);
    return vec4f(spread, scene.last) + scene.lights[in.which & 1u].colors[in.which % 3u];
}
