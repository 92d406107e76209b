// Every subgroup built-in naga takes (no `enable subgroups;`: naga 30 does not know it).
// One invocation contributes one value; each subgroup writes its statistics.

struct Report {
    sum: u32,
    product: u32,
    minimum: u32,
    maximum: u32,
    and_: u32,
    or_: u32,
    xor_: u32,
    ballot: vec4<u32>,
    exclusive: u32,
    inclusive: u32,
    mixed: f32,
    votes: u32,
}

@group(0) @binding(0) var<storage, read> values: array<u32>;
@group(0) @binding(1) var<storage, read_write> reports: array<Report>;

@compute @workgroup_size(128)
fn main(
    @builtin(global_invocation_id) gid: vec3<u32>,
    @builtin(num_subgroups) num_subgroups: u32,
    @builtin(subgroup_id) subgroup: u32,
    @builtin(subgroup_size) size: u32,
    @builtin(subgroup_invocation_id) lane: u32,
) {
    let v = values[gid.x];
    var r: Report;
    r.sum = subgroupAdd(v);
    r.product = subgroupMul((v & 1u) + 1u);
    r.minimum = subgroupMin(v);
    r.maximum = subgroupMax(v);
    r.and_ = subgroupAnd(v);
    r.or_ = subgroupOr(v);
    r.xor_ = subgroupXor(v);
    r.exclusive = subgroupExclusiveAdd(v) + subgroupExclusiveMul(1u);
    r.inclusive = subgroupInclusiveAdd(v) + subgroupInclusiveMul(1u);
    r.ballot = subgroupBallot((v & 1u) == 1u);
    let everyone = subgroupBallot();

    let any_big = subgroupAny(v > 1000u);
    let all_small = subgroupAll(v < 4096u);
    r.votes = select(0u, 1u, any_big) | select(0u, 2u, all_small);

    let f = f32(v);
    let fixed = subgroupBroadcast(f, 3u);
    let first = subgroupBroadcastFirst(f);
    let shuffled = subgroupShuffle(f, (lane + 1u) % size);
    let down = subgroupShuffleDown(f, 1u);
    let up = subgroupShuffleUp(f, 2u);
    let swapped = subgroupShuffleXor(f, 4u);
    let quad = quadBroadcast(f, 2u);
    let across = quadSwapX(f) + quadSwapY(f) + quadSwapDiagonal(f);
    r.mixed = fixed + first + shuffled + down + up + swapped + quad + across;
    r.mixed += subgroupAdd(vec2<f32>(f, 1.0)).y + subgroupMax(vec3<f32>(f)).z;

    if lane == 0u && subgroup < num_subgroups {
        r.votes |= countOneBits(everyone.x) << 8u;
        reports[gid.x / size] = r;
    }
}
