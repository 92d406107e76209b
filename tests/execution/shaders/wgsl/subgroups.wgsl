// Subgroup operations, used so that what is left depends on the size of subgroups only.

enable subgroups;

@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> results: array<array<u32, 12>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32, @builtin(subgroup_size) size: u32) {
    let n = numbers[id.x] & 0xffffu;
    var r: array<u32, 12>;
    r[0] = subgroupAdd(n);
    r[1] = subgroupMin(n);
    r[2] = subgroupMax(n);
    r[3] = subgroupExclusiveAdd(n);
    r[4] = subgroupInclusiveAdd(n);
    r[5] = subgroupBroadcastFirst(n);
    r[6] = subgroupBallot((n & 1u) == 1u).x;
    r[7] = subgroupShuffleXor(n, 1u);
    r[8] = subgroupXor(n) + subgroupOr(n) * 3u + subgroupAnd(n);
    r[9] = select(0u, 1u, subgroupAny(n > 30u)) + select(0u, 2u, subgroupAll(n > 3u));
    r[10] = lane + size * 100u;
    r[11] = subgroupShuffle(n, (lane + 1u) % size);
    results[id.x] = r;
}
