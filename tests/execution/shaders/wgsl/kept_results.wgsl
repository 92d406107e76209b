// What `frexp`, `modf` and comparing exchanges give, kept in variables and arrays: their types have no name.
@group(0) @binding(0) var<storage, read> floats: array<vec3<f32>>;
@group(0) @binding(1) var<storage, read_write> parts: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> wholes: array<vec4<i32>>;
@group(0) @binding(3) var<storage, read_write> counts: array<atomic<u32>>;
var<workgroup> shared_count: atomic<i32>;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let value = floats[id.x];
    var split = modf(value.x);
    if value.y > 0.0 {
        split = modf(value.y);
    }
    var several = array(frexp(abs(value.x) + 1.0), frexp(abs(value.y) + 2.0), frexp(abs(value.z) + 3.0));
    several[1] = several[lane % 3u];
    let each = frexp(abs(value) + 1.0);
    var all = each;
    all.exp.y += 1;
    parts[id.x] = vec4(split.fract, split.whole, several[lane % 2u].fract, all.fract.z);
    wholes[id.x] = vec4(several[(lane + 1u) % 3u].exp, all.exp.y, each.exp.y, each.exp.x);

    var held = atomicCompareExchangeWeak(&counts[id.x], 0xffffffffu, 1u);
    let seen = atomicCompareExchangeWeak(&counts[id.x], held.old_value, 3u);
    if seen.exchanged {
        held = atomicCompareExchangeWeak(&counts[id.x], 3u, held.old_value + 5u);
    }
    if lane == 0u {
        var first = atomicCompareExchangeWeak(&shared_count, 0, 7);
        wholes[id.x].w = select(-1, first.old_value + atomicLoad(&shared_count), first.exchanged);
    }
    atomicStore(&counts[id.x], atomicLoad(&counts[id.x]) * 2u + held.old_value);
}
