// Single-pass chained scan ("decoupled look-back"), reduced to one workgroup at a time:
// a ticket counter, storage barriers, spinning with a bounded loop on an atomic flag.
// One invocation scans four items.

struct BlockState {
    flag: atomic<u32>,
    aggregate: atomic<u32>,
    inclusive: atomic<u32>,
}

@group(0) @binding(0) var<storage, read> source: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> result: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> blocks: array<BlockState>;
@group(0) @binding(3) var<storage, read_write> ticket: atomic<u32>;

const THREADS = 64u;
const READY_AGGREGATE = 1u;
const READY_INCLUSIVE = 2u;

var<workgroup> my_block: u32;
var<workgroup> carry: u32;
var<workgroup> sums: array<u32, THREADS>;

fn look_back(block: u32) -> u32 {
    var total = 0u;
    var at = block;
    loop {
        if at == 0u {
            break;
        }
        var flag = 0u;
        for (var spin = 0u; spin < 1024u; spin++) {
            flag = atomicLoad(&blocks[at - 1u].flag);
            if flag != 0u {
                break;
            }
        }
        if flag == READY_INCLUSIVE {
            total += atomicLoad(&blocks[at - 1u].inclusive);
            break;
        }
        total += atomicLoad(&blocks[at - 1u].aggregate);
        at -= 1u;
    }
    return total;
}

@compute @workgroup_size(THREADS)
fn chained_scan(@builtin(local_invocation_index) lane: u32) {
    if lane == 0u {
        my_block = atomicAdd(&ticket, 1u);
    }
    let block = workgroupUniformLoad(&my_block);
    let at = block * THREADS + lane;
    var v = vec4<u32>();
    if at < arrayLength(&source) {
        v = source[at];
    }
    v.y += v.x;
    v.z += v.y;
    v.w += v.z;
    sums[lane] = v.w;
    workgroupBarrier();

    var offset = 1u;
    while offset < THREADS {
        var other = 0u;
        if lane >= offset {
            other = sums[lane - offset];
        }
        workgroupBarrier();
        sums[lane] += other;
        workgroupBarrier();
        offset <<= 1u;
    }

    if lane == 0u {
        let aggregate = sums[THREADS - 1u];
        atomicStore(&blocks[block].aggregate, aggregate);
    }
    storageBarrier();
    if lane == 0u {
        atomicStore(&blocks[block].flag, READY_AGGREGATE);
        carry = look_back(block);
        atomicStore(&blocks[block].inclusive, carry + sums[THREADS - 1u]);
    }
    storageBarrier();
    if lane == 0u {
        atomicStore(&blocks[block].flag, READY_INCLUSIVE);
    }
    let before = workgroupUniformLoad(&carry);
    var mine = before;
    if lane > 0u {
        mine += sums[lane - 1u];
    }
    if at < arrayLength(&result) {
        result[at] = v + vec4<u32>(mine);
    }
}
