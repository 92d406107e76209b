// Pointers to locals, private and workgroup variables, to members and elements, handed through
// functions. One invocation drives a small machine.

struct Machine {
    counters: array<i32, 4>,
    position: vec3<f32>,
    turns: u32,
}

@group(0) @binding(0) var<storage, read_write> machines: array<Machine>;
@group(0) @binding(1) var<storage, read> steps: array<u32>;

var<private> total: i32;

fn bump(p: ptr<function, i32>, by: i32) -> i32 {
    let old = *p;
    *p = old + by;
    return old;
}

fn count(by: i32) {
    let p = &total;
    *p += by;
}

fn move_it(m: ptr<function, Machine>, step: u32) {
    let position = &(*m).position;
    (*position)[step % 3u] += f32(step) * 0.5;
    let counter = &(*m).counters[step & 3u];
    *counter = *counter * 3 + 1;
    (*m).turns++;
}

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    var m = machines[id.x];
    var spare = 7;
    for (var i = 0u; i < 5u; i++) {
        let step = steps[id.x] >> i;
        move_it(&m, step & 0xffu);
        count(bump(&spare, i32(step & 7u)));
    }
    let direct = &machines[id.x];
    (*direct).turns = m.turns;
    (*direct).position = m.position.zxy;
    for (var i = 0; i < 4; i++) {
        let c = &(*direct).counters[i];
        *c = m.counters[3 - i] ^ total ^ spare;
    }
}
