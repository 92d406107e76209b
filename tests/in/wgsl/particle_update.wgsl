// Particle system: `simulate` moves one particle per invocation and appends the
// living ones to a list; `emit` spawns new ones from a dead list. Arrays of structs,
// nested structs and an atomic header before a runtime-sized array.

struct Motion {
    position: vec3f,
    age: f32,
    velocity: vec3f,
    lifetime: f32,
}

struct Look {
    colour: vec4f,
    size: f32,
    rotation: f32,
    frame: u32,
}

struct Particle {
    motion: Motion,
    look: Look,
}

struct Emitter {
    origin: vec3f,
    spread: f32,
    direction: vec3f,
    speed: f32,
    spawn: u32,
    seed: u32,
    dt: f32,
    drag: f32,
    forces: array<vec4f, 4>,
    force_count: u32,
}

struct IndexList {
    count: atomic<u32>,
    capacity: u32,
    indices: array<u32>,
}

@group(0) @binding(0) var<uniform> emitter: Emitter;
@group(0) @binding(1) var<storage, read_write> particles: array<Particle>;
@group(0) @binding(2) var<storage, read_write> alive: IndexList;
@group(0) @binding(3) var<storage, read_write> dead: IndexList;

var<private> rng: u32;

fn pcg() -> u32 {
    let state = rng;
    rng = rng * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

fn random01() -> f32 {
    return f32(pcg() >> 8u) * 5.9604645e-8;
}

fn random_direction() -> vec3f {
    let z = random01() * 2.0 - 1.0;
    let phi = random01() * 6.2831853;
    let r = sqrt(max(0.0, 1.0 - z * z));
    return vec3f(r * cos(phi), r * sin(phi), z);
}

fn apply_forces(p: ptr<function, Motion>) {
    var total = vec3f(0.0);
    for (var i = 0u; i < min(emitter.force_count, 4u); i++) {
        let f = emitter.forces[i];
        total += f.xyz * f.w;
    }
    (*p).velocity += total * emitter.dt;
    (*p).velocity *= exp(-emitter.drag * emitter.dt);
    (*p).position += (*p).velocity * emitter.dt;
    (*p).age += emitter.dt;
}

@compute @workgroup_size(64)
fn simulate(@builtin(global_invocation_id) gid: vec3u) {
    let i = gid.x;
    if i >= arrayLength(&particles) {
        return;
    }
    var motion = particles[i].motion;
    if motion.age >= motion.lifetime {
        return;
    }
    apply_forces(&motion);
    particles[i].motion = motion;

    let t = saturate(motion.age / motion.lifetime);
    particles[i].look.colour.a = 1.0 - t * t;
    particles[i].look.size = mix(0.5, 2.0, smoothstep(0.0, 1.0, t));
    particles[i].look.frame = u32(t * 15.0);

    if motion.age >= motion.lifetime {
        let slot = atomicAdd(&dead.count, 1u);
        if slot < dead.capacity {
            dead.indices[slot] = i;
        }
    } else {
        let slot = atomicAdd(&alive.count, 1u);
        alive.indices[slot] = i;
    }
}

@compute @workgroup_size(64)
fn emit(@builtin(global_invocation_id) gid: vec3u) {
    if gid.x >= emitter.spawn {
        return;
    }
    rng = emitter.seed ^ (gid.x * 0x9e3779b9u);
    let slot = atomicSub(&dead.count, 1u);
    if slot == 0u || slot > dead.capacity {
        return;
    }
    let i = dead.indices[slot - 1u];
    var p: Particle;
    p.motion.position = emitter.origin;
    p.motion.velocity = normalize(emitter.direction + random_direction() * emitter.spread) * emitter.speed;
    p.motion.lifetime = mix(0.5, 3.0, random01());
    p.look = Look(vec4f(1.0, 0.6, 0.2, 1.0), 0.5, random01() * 3.14159, 0u);
    particles[i] = p;
}
