// Numbers of every size in one shader: a particle step with halves in storage, 64-bit time and keys,
// 16-bit counters, doubles for sums, memory of the workgroup that starts as zero.
enable f16;
enable wgpu_int16;

struct Particle {
    position: vec3<f16>,
    mass: f16,
    velocity: vec3<f16>,
    @size(8) age: f16,
    key: u64,
    hits: u16,
    kind: i16,
    spin: mat2x2<f16>,
}

struct Clock {
    step: f16,
    @align(16) ticks: i64,
    @size(16) drag: vec2<f16>,
    count: u32,
}

struct Sum {
    momentum: vec3<f16>,
    hits: u16,
    energy: f32,
}

@group(0) @binding(0) var<storage, read_write> particles: array<Particle>;
@group(0) @binding(1) var<uniform> clock: Clock;
@group(0) @binding(2) var<storage, read_write> totals: array<f64>;
@group(0) @binding(3) var<storage, read_write> keys: array<u64>;

const FIRST: i64 = -62135596800000li;
const SLOWEST: f16 = 0.0009765625h;

var<workgroup> sums: array<Sum, 32>;
var<private> seen: array<u16, 2>;

fn moved(particle: Particle, step: f16) -> Particle {
    var next = particle;
    let speed = length(particle.velocity);
    let parts = modf(particle.age + step);
    let scale = frexp(max(speed, SLOWEST));
    next.age = select(parts.fract, saturate(parts.whole), speed > 1.0h);
    next.position = fma(particle.velocity, vec3<f16>(step), particle.position);
    next.velocity *= ldexp(scale.fract, 1i) - clock.drag.x;
    next.spin = particle.spin * step;
    next.hits += u16(7) / particle.hits;
    next.kind = bitcast<i16>(particle.mass) ^ i16(-32767);
    return next;
}

@compute @workgroup_size(32)
fn advance(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    if id.x < clock.count {
        let next = moved(particles[id.x], clock.step);
        sums[local].momentum += next.velocity * next.mass;
        sums[local].hits = next.hits + seen[local % 2u];
        sums[local].energy = f32(dot(next.velocity, next.velocity));
        let ticks = clock.ticks - FIRST;
        keys[id.x] = (next.key ^ bitcast<u64>(ticks % 86400000li)) * 0x9e3779b97f4a7c15lu >> (local & 63u);
        particles[id.x] = next;
    }
    workgroupBarrier();
    if local == 0u {
        var total = 0.5lf;
        for (var i = 0u; i < 32u; i++) {
            total += f64(sums[i].energy) * 1.25lf + f64(sums[i].momentum.x) + f64(sums[i].hits);
        }
        totals[id.x / 32u] = total;
    }
}
