// Atomics beyond core: f32 add/exchange and 64-bit min/max/add on storage memory.
// One invocation accumulates one sample into a grid cell.

struct Cell {
    energy: atomic<f32>,
    hits: atomic<u32>,
    nearest: atomic<u64>,
    total: atomic<u64>,
}

struct Sample {
    cell: u32,
    energy: f32,
    depth: u32,
    id: u32,
}

@group(0) @binding(0) var<storage, read> samples: array<Sample>;
@group(0) @binding(1) var<storage, read_write> cells: array<Cell>;

@compute @workgroup_size(64)
fn splat(@builtin(global_invocation_id) gid: vec3<u32>) {
    if gid.x >= arrayLength(&samples) {
        return;
    }
    let s = samples[gid.x];
    if s.cell >= arrayLength(&cells) {
        return;
    }
    atomicAdd(&cells[s.cell].energy, s.energy);
    atomicAdd(&cells[s.cell].hits, 1u);
    let key = (u64(s.depth) << 32u) | u64(s.id);
    atomicMin(&cells[s.cell].nearest, key);
    let before = atomicAdd(&cells[s.cell].total, u64(s.depth));
    if before == 0lu {
        let old = atomicExchange(&cells[s.cell].energy, s.energy);
        atomicSub(&cells[s.cell].energy, -old);
    }
}
