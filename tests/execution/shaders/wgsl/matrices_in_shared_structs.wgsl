// Two-row matrices in structs that a function, an invocation and a workgroup have, without a uniform
// buffer: written as a whole, by column and by number.

struct Pair {
    first: mat2x2<f32>,
    weight: f32,
    second: mat3x2<f32>,
}

@group(0) @binding(0) var<storage, read> given: array<Pair>;
@group(0) @binding(1) var<storage, read_write> left: array<Pair>;

var<private> own: Pair;
var<workgroup> meeting: array<Pair, 4>;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let mat = id.x & 1u;
    var pair: Pair;
    pair.first = given[id.x].first;
    pair.weight = given[id.x].weight;
    pair.second[1] = given[id.x].second[2];
    pair.second[mat + 1u] += vec2(3.0, pair.weight);
    pair.second[mat][1u - mat] = 7.0;
    pair.first[1].x -= 2.0;
    own = pair;
    own.first[mat] = given[id.x].second[mat];
    if lane < 4u {
        meeting[lane].first = own.first;
        meeting[lane].second[mat][1] = own.weight;
    }
    workgroupBarrier();
    if lane >= 4u {
        meeting[lane - 4u].weight = own.weight;
        meeting[lane - 4u].second[2] = pair.second[mat];
    }
    workgroupBarrier();
    left[id.x] = meeting[lane & 3u];
}
