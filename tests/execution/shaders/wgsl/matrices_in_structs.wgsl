// Two-row matrices in structs that are variables of a function, of an invocation and of a workgroup:
// written as a whole, by column and by number, at places that are known and that are computed; and
// the same in arrays.

struct Pair {
    first: mat2x2<f32>,
    weight: f32,
    second: mat3x2<f32>,
}

struct Nest {
    pairs: array<Pair, 2>,
    list: array<mat4x2<f32>, 2>,
}

@group(0) @binding(0) var<storage, read> given: array<Pair>;
@group(0) @binding(1) var<storage, read_write> left: array<Nest>;
@group(0) @binding(2) var<uniform> fixed: Nest;

var<private> own: Pair;
var<workgroup> meeting: array<Nest, 4>;

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
    own.first[mat] = fixed.pairs[1].first[mat];
    // Every invocation has a part of what all share.
    if lane < 4u {
        meeting[lane].pairs[mat].first = own.first;
        meeting[lane].list[1] = fixed.list[mat];
        meeting[lane].list[mat][mat + 2u] = own.second[mat];
        meeting[lane].list[0][mat][1] = own.weight;
    } else {
        meeting[lane - 4u].pairs[0].second = given[id.x].second;
        meeting[lane - 4u].pairs[1].second[mat][mat] = own.weight;
    }
    workgroupBarrier();
    left[id.x] = meeting[lane & 3u];
}
