// The places of invocations and groups in the whole dispatch, the elected invocation of a subgroup, and
// filters of diagnostics on statements.
enable subgroups;
requires linear_indexing, subgroup_id;

override WIDTH: u32 = 4;

@group(0) @binding(0) var<storage, read_write> results: array<array<u32, 4>>;

struct Places {
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) here: u32,
}

@compute @workgroup_size(WIDTH, 2)
fn main(places: Places, @builtin(global_invocation_index) at: u32, @builtin(workgroup_index) group: u32) {
    @diagnostic(off, subgroup_uniformity) if at % 2u == 0u @diagnostic(off, derivative_uniformity) {
        results[at][0] = at * 3u + 1u;
    }
    results[at][1] = group * 8u + places.here;
    results[at][2] = dot(places.group, vec3(1u, 10u, 100u));
    let elected = select(0u, 1u, subgroupElect());
    results[at][3] = subgroupAdd(elected) + 1u;
}
