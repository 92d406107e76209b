// All-pairs gravity. One invocation integrates one body; tiles of TILE bodies are
// staged in workgroup memory so that each is read from storage once per group.

const TILE = 64u;

struct Body {
    position: vec3<f32>,
    mass: f32,
    velocity: vec3<f32>,
    // explicit hole, kept for the host's struct
    @size(16) acceleration: vec3<f32>,
}

struct Sim {
    dt: f32,
    softening: f32,
    count: u32,
    damping: f32,
}

@group(0) @binding(0) var<uniform> sim: Sim;
@group(0) @binding(1) var<storage, read> bodies_in: array<Body>;
@group(0) @binding(2) var<storage, read_write> bodies_out: array<Body>;

var<workgroup> tile: array<vec4<f32>, TILE>;

fn pull(on: vec3<f32>, other: vec4<f32>) -> vec3<f32> {
    let d = other.xyz - on;
    let r2 = dot(d, d) + sim.softening * sim.softening;
    let inv = inverseSqrt(r2);
    return d * (other.w * inv * inv * inv);
}

@compute @workgroup_size(TILE)
fn main(
    @builtin(global_invocation_id) gid: vec3<u32>,
    @builtin(local_invocation_id) lid: vec3<u32>,
) {
    let index = min(gid.x, sim.count - 1u);
    var me = bodies_in[index];
    var acc = vec3<f32>();

    let tiles = (sim.count + TILE - 1u) / TILE;
    for (var t = 0u; t < tiles; t += 1u) {
        let j = t * TILE + lid.x;
        if j < sim.count {
            tile[lid.x] = vec4<f32>(bodies_in[j].position, bodies_in[j].mass);
        } else {
            tile[lid.x] = vec4<f32>(0.0);
        }
        workgroupBarrier();
        for (var k = 0u; k < TILE; k += 4u) {
            acc += pull(me.position, tile[k]);
            acc += pull(me.position, tile[k + 1u]);
            acc += pull(me.position, tile[k + 2u]);
            acc += pull(me.position, tile[k + 3u]);
        }
        workgroupBarrier();
    }

    me.velocity = (me.velocity + acc * sim.dt) * sim.damping;
    me.position += me.velocity * sim.dt;
    me.acceleration = acc;
    if gid.x < sim.count {
        bodies_out[gid.x] = me;
    }
}
