// Pointers: to function and private variables as parameters, to elements and members
// through let, through nested calls. One invocation updates a small spring chain.

struct Node {
    position: vec2f,
    velocity: vec2f,
}

struct Chain {
    nodes: array<Node, 8>,
    energy: f32,
}

var<private> total_energy: f32;
var<private> bounds: vec4f = vec4f(-1.0, -1.0, 1.0, 1.0);
var<private> counters: array<u32, 4>;

@group(0) @binding(0) var<storage, read_write> chains: array<Chain>;
@group(0) @binding(1) var<uniform> dt: f32;

fn integrate(node: ptr<function, Node>, force: vec2f) -> f32 {
    (*node).velocity += force * dt;
    (*node).position += (*node).velocity * dt;
    return 0.5 * dot((*node).velocity, (*node).velocity);
}

fn add_energy(sum: ptr<private, f32>, amount: f32) {
    *sum += amount;
}

fn bump(list: ptr<private, array<u32, 4>>, slot: u32) {
    (*list)[slot & 3u] += 1u;
}

fn clamp_axis(value: ptr<function, f32>, lo: f32, hi: f32) -> bool {
    let before = *value;
    *value = clamp(*value, lo, hi);
    return before != *value;
}

fn keep_inside(node: ptr<function, Node>) {
    var x = node.position.x;
    var y = node.position.y;
    if clamp_axis(&x, bounds.x, bounds.z) {
        node.velocity.x = -node.velocity.x;
        bump(&counters, 0u);
    }
    if clamp_axis(&y, bounds.y, bounds.w) {
        node.velocity.y = -node.velocity.y;
        bump(&counters, 1u);
    }
    node.position = vec2f(x, y);
}

fn relax(chain: ptr<function, Chain>) {
    for (var i = 1u; i < 8u; i++) {
        let a = &(*chain).nodes[i - 1u];
        let b = &(*chain).nodes[i];
        let delta = (*b).position - (*a).position;
        let pull = delta * (length(delta) - 0.1);
        (*a).velocity += pull;
        (*b).velocity -= pull;
    }
}

@compute @workgroup_size(64)
fn simulate(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= arrayLength(&chains) {
        return;
    }
    let stored = &chains[id.x];
    var chain = *stored;
    relax(&chain);
    for (var i = 0; i < 8; i++) {
        var node = chain.nodes[i];
        let kinetic = integrate(&node, vec2f(0.0, -9.81));
        keep_inside(&node);
        add_energy(&total_energy, kinetic);
        chain.nodes[i] = node;
    }
    let energy = &chain.energy;
    *energy = total_energy + f32(counters[0] + counters[1]);
    let shift = &bounds;
    (*shift).w += 0.5;
    (*shift)[2] = (*shift).w;
    *stored = chain;
    (*stored).nodes[7].position.y = min((*stored).nodes[7].position.y, bounds.w);
}
