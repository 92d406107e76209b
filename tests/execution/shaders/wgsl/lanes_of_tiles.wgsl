// The number of an invocation in its subgroup, in a workgroup of two dimensions.
enable subgroups;

@group(0) @binding(0) var<storage, read> numbers: array<u32, 128>;
@group(0) @binding(1) var<storage, read_write> left: array<vec4<u32>, 128>;

@compute @workgroup_size(8, 4)
fn main(
    @builtin(local_invocation_index) index: u32,
    @builtin(subgroup_invocation_id) lane: u32,
    @builtin(workgroup_id) group: vec3<u32>,
) {
    let at = group.x * 32u + index;
    var sum = vec4<u32>(lane, index, 0u, 0u);
    if (numbers[at] & 1u) == 1u {
        // Some are not here: the number stays what it was.
        sum.z = lane * 2u + subgroupAdd(lane);
    }
    sum.w = subgroupShuffle(numbers[at], lane ^ 1u);
    left[at] = sum;
}
