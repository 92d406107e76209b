// Particles that flow around attractors, in two buffers that swap roles every frame.
//
// simulate  one thread moves one particle by one time step (semi-implicit Euler)
// vs_main   one thread makes one corner of one particle's quad (draw 4 vertices as a
//           triangle strip, one instance per particle)
// fs_main   one thread shades one pixel of a round, soft particle (blend additively)
//
// group(0) binding(0)  uniform               Simulation
// group(0) binding(1)  storage, read         particles of the last frame
// group(0) binding(2)  storage, read_write   particles of this frame
// group(1) binding(0)  uniform               View
// group(1) binding(1)  storage, read         particles to draw

const MAX_ATTRACTORS: u32 = 8u;

override workgroup_width: u32 = 64u;
// soft edge of the drawn disc, as a part of its radius
override edge: f32 = 0.35;

struct Particle {
    position: vec3<f32>,
    age: f32,
    velocity: vec3<f32>,
    lifetime: f32,
}

struct Attractor {
    position: vec3<f32>,
    strength: f32,
}

struct Simulation {
    attractors: array<Attractor, MAX_ATTRACTORS>,
    attractor_count: u32,
    time_step: f32,
    drag: f32,
    seed: u32,
    spawn_position: vec3<f32>,
    spawn_radius: f32,
}

struct View {
    view_projection: mat4x4<f32>,
    camera_right: vec3<f32>,
    size: f32,
    camera_up: vec3<f32>,
    brightness: f32,
}

@group(0) @binding(0) var<uniform> simulation: Simulation;
@group(0) @binding(1) var<storage, read> previous: array<Particle>;
@group(0) @binding(2) var<storage, read_write> next: array<Particle>;
@group(1) @binding(0) var<uniform> view: View;
@group(1) @binding(1) var<storage, read> drawn: array<Particle>;

fn hash(x: u32) -> u32 {
    var h = x;
    h ^= h >> 16u;
    h *= 0x7feb352du;
    h ^= h >> 15u;
    h *= 0x846ca68bu;
    h ^= h >> 16u;
    return h;
}

fn random(state: ptr<function, u32>) -> f32 {
    *state = hash(*state + 0x9e3779b9u);
    return f32(*state >> 8u) / 16777216.0;
}

fn random_in_sphere(state: ptr<function, u32>) -> vec3<f32> {
    let z = random(state) * 2.0 - 1.0;
    let angle = random(state) * 6.2831853;
    let r = sqrt(1.0 - z * z);
    let radius = pow(random(state), 1.0 / 3.0);
    return vec3<f32>(r * cos(angle), r * sin(angle), z) * radius;
}

fn acceleration(position: vec3<f32>) -> vec3<f32> {
    var sum = vec3<f32>(0.0);
    let count = min(simulation.attractor_count, MAX_ATTRACTORS);
    for (var i = 0u; i < count; i++) {
        let attractor = simulation.attractors[i];
        let to_attractor = attractor.position - position;
        let distance_squared = dot(to_attractor, to_attractor) + 0.01;
        sum += to_attractor * (attractor.strength * inverseSqrt(distance_squared) / distance_squared);
    }
    return sum;
}

fn spawn(index: u32) -> Particle {
    var state = hash(index ^ simulation.seed);
    var particle: Particle;
    let offset = random_in_sphere(&state);
    particle.position = simulation.spawn_position + offset * simulation.spawn_radius;
    particle.velocity = cross(offset, vec3<f32>(0.0, 1.0, 0.0));
    particle.age = 0.0;
    particle.lifetime = mix(2.0, 6.0, random(&state));
    return particle;
}

@compute @workgroup_size(workgroup_width)
fn simulate(@builtin(global_invocation_id) id: vec3<u32>) {
    let index = id.x;
    if index >= min(arrayLength(&previous), arrayLength(&next)) {
        return;
    }
    var particle = previous[index];
    particle.age += simulation.time_step;
    if particle.age >= particle.lifetime {
        next[index] = spawn(index);
        return;
    }
    particle.velocity += acceleration(particle.position) * simulation.time_step;
    particle.velocity *= exp(-simulation.drag * simulation.time_step);
    particle.position += particle.velocity * simulation.time_step;
    next[index] = particle;
}

struct Quad {
    @builtin(position) position: vec4<f32>,
    @location(0) corner: vec2<f32>,
    @location(1) colour: vec3<f32>,
}

fn heat(speed: f32, age: f32) -> vec3<f32> {
    let t = saturate(speed * 0.2);
    let cold = vec3<f32>(0.1, 0.3, 1.0);
    let hot = vec3<f32>(1.0, 0.55, 0.15);
    return mix(cold, hot, t) * smoothstep(1.0, 0.7, age);
}

@vertex
fn vs_main(
    @builtin(vertex_index) vertex: u32,
    @builtin(instance_index) instance: u32,
) -> Quad {
    let particle = drawn[instance];
    let corner = vec2<f32>(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 - 1.0;
    let offset = (view.camera_right * corner.x + view.camera_up * corner.y) * view.size;
    var quad: Quad;
    quad.position = view.view_projection * vec4<f32>(particle.position + offset, 1.0);
    quad.corner = corner;
    quad.colour = heat(length(particle.velocity), particle.age / particle.lifetime);
    return quad;
}

@fragment
fn fs_main(quad: Quad) -> @location(0) vec4<f32> {
    let radius = length(quad.corner);
    if radius > 1.0 {
        discard;
    }
    let coverage = 1.0 - smoothstep(1.0 - edge, 1.0, radius);
    return vec4<f32>(quad.colour * coverage * view.brightness, coverage);
}
