// Position-based cloth. One invocation relaxes one vertex against its structural, shear
// and bending neighbours (Jacobi), then collides it with spheres.

struct ClothVertex {
    position: vec4f, // w: inverse mass
    previous: vec4f,
}

struct Solver {
    size: vec2u,
    rest: f32,
    stiffness: f32,
    gravity: vec3f,
    dt: f32,
    spheres: array<vec4f, 8>,
    sphere_count: u32,
}

@group(0) @binding(0) var<uniform> solver: Solver;
@group(0) @binding(1) var<storage, read> vertices_in: array<ClothVertex>;
@group(0) @binding(2) var<storage, read_write> vertices_out: array<ClothVertex>;

const NEIGHBOURS = array<vec2i, 12>(
    vec2i(1, 0), vec2i(-1, 0), vec2i(0, 1), vec2i(0, -1),
    vec2i(1, 1), vec2i(-1, 1), vec2i(1, -1), vec2i(-1, -1),
    vec2i(2, 0), vec2i(-2, 0), vec2i(0, 2), vec2i(0, -2),
);

fn index_of(p: vec2i) -> u32 {
    return u32(p.y) * solver.size.x + u32(p.x);
}

fn inside(p: vec2i) -> bool {
    return all(p >= vec2i(0)) && all(p < vec2i(solver.size));
}

fn correction(me: vec4f, other: vec4f, rest: f32) -> vec3f {
    let d = other.xyz - me.xyz;
    let len = max(length(d), 1e-6);
    let w = me.w + other.w;
    if w == 0.0 {
        return vec3f();
    }
    return d * ((len - rest) / len) * (me.w / w) * solver.stiffness;
}

@compute @workgroup_size(8, 8)
fn relax(@builtin(global_invocation_id) gid: vec3u) {
    let p = vec2i(gid.xy);
    if !inside(p) {
        return;
    }
    let v = vertices_in[index_of(p)];
    var offsets = NEIGHBOURS;
    var total = vec3f();
    var used = 0.0;
    for (var i = 0; i < 12; i++) {
        let q = p + offsets[i];
        if !inside(q) { continue; }
        let rest = solver.rest * length(vec2f(offsets[i]));
        total += correction(v.position, vertices_in[index_of(q)].position, rest);
        used += 1.0;
    }
    var position = v.position.xyz + total / max(used, 1.0);
    if v.position.w > 0.0 {
        let velocity = v.position.xyz - v.previous.xyz;
        position += velocity * 0.99 + solver.gravity * solver.dt * solver.dt;
    }
    for (var s = 0u; s < min(solver.sphere_count, 8u); s++) {
        let sphere = solver.spheres[s];
        let away = position - sphere.xyz;
        let distance = length(away);
        if distance < sphere.w {
            position = sphere.xyz + away / max(distance, 1e-6) * sphere.w;
        }
    }
    vertices_out[index_of(p)] = ClothVertex(vec4f(position, v.position.w), v.position);
}
