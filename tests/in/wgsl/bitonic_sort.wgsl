// Bitonic sort of key/value pairs. `local_sort` sorts one block of 512 in workgroup
// memory; `global_merge` does one compare-and-swap of one pair per invocation.

struct Pair {
    key: u32,
    value: u32,
}

struct Pass {
    k: u32,
    j: u32,
    count: u32,
}

@group(0) @binding(0) var<storage, read_write> pairs: array<Pair>;
@group(0) @binding(1) var<uniform> pass_: Pass;

const BLOCK: u32 = 512u;
var<workgroup> block: array<Pair, BLOCK>;

fn out_of_order(a: Pair, b: Pair, ascending: bool) -> bool {
    return (a.key > b.key) == ascending && a.key != b.key;
}

fn swap(a: ptr<function, Pair>, b: ptr<function, Pair>) {
    let t = *a;
    *a = *b;
    *b = t;
}

@compute @workgroup_size(256)
fn local_sort(
    @builtin(workgroup_id) wg: vec3u,
    @builtin(local_invocation_index) lane: u32,
) {
    let base = wg.x * BLOCK;
    for (var s = 0u; s < 2u; s++) {
        let slot = lane + s * 256u;
        let index = base + slot;
        var pair = Pair(0xffffffffu, 0u);
        if index < pass_.count {
            pair = pairs[index];
        }
        block[slot] = pair;
    }
    workgroupBarrier();

    for (var k = 2u; k <= BLOCK; k <<= 1u) {
        for (var j = k >> 1u; j > 0u; j >>= 1u) {
            let i = 2u * lane - (lane & (j - 1u));
            let other = i + j;
            let ascending = ((base + i) & k) == 0u || k == BLOCK;
            if out_of_order(block[i], block[other], ascending) {
                let t = block[i];
                block[i] = block[other];
                block[other] = t;
            }
            workgroupBarrier();
        }
    }

    for (var s = 0u; s < 2u; s++) {
        let slot = lane + s * 256u;
        if base + slot < pass_.count {
            pairs[base + slot] = block[slot];
        }
    }
}

@compute @workgroup_size(256)
fn global_merge(@builtin(global_invocation_id) gid: vec3u) {
    let i = gid.x;
    let l = i ^ pass_.j;
    if l <= i || l >= pass_.count {
        return;
    }
    var a = pairs[i];
    var b = pairs[l];
    if out_of_order(a, b, (i & pass_.k) == 0u) {
        swap(&a, &b);
        pairs[i] = a;
        pairs[l] = b;
    }
}
