// Every atomic operation, in storage and workgroup memory, so that the order of invocations does not
// matter to what is left.

struct Shared {
    sum: atomic<u32>,
    low: atomic<i32>,
    high: atomic<u32>,
    all_bits: atomic<u32>,
    any_bits: atomic<u32>,
    parity: atomic<u32>,
    difference: atomic<i32>,
    tickets: atomic<u32>,
    flags: array<atomic<u32>, 8>,
}

@group(0) @binding(0) var<storage, read> numbers: array<i32>;
@group(0) @binding(1) var<storage, read_write> shared_: Shared;
@group(0) @binding(2) var<storage, read_write> taken: array<atomic<u32>>;
@group(0) @binding(3) var<storage, read_write> local_sums: array<u32>;

var<workgroup> local_sum: atomic<u32>;
var<workgroup> local_best: atomic<i32>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>) {
    let n = numbers[id.x];
    let bits = bitcast<u32>(n);
    atomicAdd(&shared_.sum, bits);
    atomicMin(&shared_.low, n);
    atomicMax(&shared_.high, bits);
    atomicAnd(&shared_.all_bits, bits | 0xf0f0u);
    atomicOr(&shared_.any_bits, bits & 0xffffu);
    atomicXor(&shared_.parity, bits);
    atomicSub(&shared_.difference, n);
    let ticket = atomicAdd(&shared_.tickets, 1u) % arrayLength(&taken);
    atomicExchange(&taken[ticket], 77u);
    loop {
        let old = atomicLoad(&shared_.flags[i & 7u]);
        let swapped = atomicCompareExchangeWeak(&shared_.flags[i & 7u], old, old + bits * 3u);
        if swapped.exchanged {
            break;
        }
    }
    atomicAdd(&local_sum, bits);
    atomicMax(&local_best, n);
    workgroupBarrier();
    if i == 0u {
        atomicStore(&local_best, atomicLoad(&local_best) ^ 1);
        local_sums[group.x * 2u] = atomicLoad(&local_sum);
        local_sums[group.x * 2u + 1u] = bitcast<u32>(atomicLoad(&local_best));
    }
}
