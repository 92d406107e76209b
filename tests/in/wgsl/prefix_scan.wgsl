// Exclusive prefix sum over u32 (Blelloch up-sweep / down-sweep).
// One invocation handles two elements; one workgroup a block of 512. The block
// totals go to `block_sums`, and `add_offsets` adds their scan back.

override block_threads: u32 = 256;

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> scanned: array<u32>;
@group(0) @binding(2) var<storage, read_write> block_sums: array<u32>;

var<workgroup> temp: array<u32, 512>;

fn fetch(index: u32) -> u32 {
    return select(0u, source[min(index, arrayLength(&source) - 1u)], index < arrayLength(&source));
}

@compute @workgroup_size(block_threads)
fn scan_blocks(
    @builtin(workgroup_id) wg: vec3u,
    @builtin(local_invocation_id) local: vec3u,
) {
    let n = block_threads * 2u;
    let tid = local.x;
    let base = wg.x * n;
    temp[2u * tid] = fetch(base + 2u * tid);
    temp[2u * tid + 1u] = fetch(base + 2u * tid + 1u);

    // up-sweep
    var offset = 1u;
    for (var d = n >> 1u; d > 0u; d = d >> 1u) {
        workgroupBarrier();
        if tid < d {
            let ai = offset * (2u * tid + 1u) - 1u;
            let bi = offset * (2u * tid + 2u) - 1u;
            temp[bi] += temp[ai];
        }
        offset *= 2u;
    }

    workgroupBarrier();
    if tid == 0u {
        block_sums[wg.x] = temp[n - 1u];
        temp[n - 1u] = 0u;
    }

    // down-sweep
    for (var d = 1u; d < n; d *= 2u) {
        offset >>= 1u;
        workgroupBarrier();
        if tid < d {
            let ai = offset * (2u * tid + 1u) - 1u;
            let bi = offset * (2u * tid + 2u) - 1u;
            let t = temp[ai];
            temp[ai] = temp[bi];
            temp[bi] += t;
        }
    }
    workgroupBarrier();

    if base + 2u * tid < arrayLength(&scanned) {
        scanned[base + 2u * tid] = temp[2u * tid];
    }
    if base + 2u * tid + 1u < arrayLength(&scanned) {
        scanned[base + 2u * tid + 1u] = temp[2u * tid + 1u];
    }
}

@compute @workgroup_size(block_threads)
fn add_offsets(
    @builtin(workgroup_id) wg: vec3u,
    @builtin(local_invocation_id) local: vec3u,
) {
    let offset = block_sums[wg.x];
    let first = (wg.x * block_threads + local.x) * 2u;
    for (var i = first; i < min(first + 2u, arrayLength(&scanned)); i++) {
        scanned[i] += offset;
    }
}
