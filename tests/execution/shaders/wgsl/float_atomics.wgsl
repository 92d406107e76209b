// Sums, differences and exchanges of floats that are atomic, beside an atomic integer of the same struct. The sums are of whole
// numbers, so that their order does not matter.

struct Sums {
    count: atomic<u32>,
    total: atomic<f32>,
    each: array<atomic<f32>, 4>,
}

@group(0) @binding(0) var<storage, read_write> sums: Sums;
@group(0) @binding(1) var<storage, read_write> before: array<f32, 16>;

@compute @workgroup_size(16)
fn main(@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3u) {
    // What another workgroup finds would depend on their order.
    if any(group != vec3u()) {
        return;
    }
    if i == 0u {
        atomicStore(&sums.total, 0.5);
        for (var k = 0; k < 4; k++) {
            before[k] = atomicExchange(&sums.each[k], f32(k) + 0.25);
        }
        before[4] = atomicAdd(&sums.each[0], -3.5);
        before[5] = atomicSub(&sums.each[0], 2.0);
        before[6] = atomicLoad(&sums.each[0]);
    }
    storageBarrier();
    atomicAdd(&sums.count, 1u);
    atomicAdd(&sums.total, f32(i));
    atomicSub(&sums.each[i % 3u], f32(i * 2u));
}
