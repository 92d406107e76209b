// Pointers into buffers and into memory of the workgroup as parameters: whole variables, members, elements
// whose index is computed, atomics, arrays without a length, and pointers that are handed on.
requires unrestricted_pointer_parameters, pointer_composite_access;

struct Cell {
    counts: array<u32, 4>,
    rows: mat2x2<f32>,
    tail: vec4<i32>,
}

struct Grid {
    cells: array<Cell, 8>,
    total: u32,
}

@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> grid: Grid;
@group(0) @binding(2) var<storage, read_write> lengths: array<u32>;
@group(0) @binding(3) var<uniform> weights: array<vec4<u32>, 3>;

var<workgroup> sums: array<atomic<u32>, 8>;
var<workgroup> shared_cell: Cell;
var<private> own: Cell;

fn at(values: ptr<storage, array<u32>, read>, index: u32) -> u32 {
    return (*values)[index % arrayLength(values)];
}

fn weight(vector: ptr<uniform, vec4<u32>>, index: u32) -> u32 {
    return vector[index % 4u] % 1000u;
}

fn count(sum: ptr<workgroup, atomic<u32>>, more: u32) -> u32 {
    return atomicAdd(sum, more);
}

fn put(counts: ptr<storage, array<u32, 4>, read_write>, index: u32, value: u32) {
    counts[index] += value;
    (*counts)[(index + 1u) % 4u] ^= value;
}

fn put_here(counts: ptr<workgroup, array<u32, 4>>, index: u32, value: u32) {
    counts[index] = value;
}

fn fill(cell: ptr<storage, Cell, read_write>, index: u32, value: u32) {
    put(&cell.counts, index, value);
    put(&(*cell).counts, 3u - index, value >> 3u);
    let tail = &cell.tail;
    (*tail).z = i32(value & 255u) - 128;
    tail.w += 1;
    cell.rows[index % 2u].y = f32(value % 17u);
}

fn fill_row(grid: ptr<storage, Grid, read_write>, first: u32, value: u32) {
    let middle = first + 1u;
    fill(&grid.cells[first], value % 4u, value);
    fill(&grid.cells[middle ^ 1u], (value + 1u) % 4u, value * 3u);
}

fn own_too(cell: ptr<private, Cell>, value: u32) -> u32 {
    cell.counts[value % 4u] = value;
    return cell.counts[2];
}

@compute @workgroup_size(4)
fn main(@builtin(local_invocation_index) i: u32) {
    let value = at(&given, i * 3u) + weight(&weights[i % 3u], i) + weight(&weights[1], 2u);
    count(&sums[i], value);
    count(&sums[i + 4u], i + 1u);
    if i == 0u {
        put_here(&shared_cell.counts, 1u, value + 7u);
        put_here(&shared_cell.counts, value % 4u, 9u);
    }
    workgroupBarrier();
    let before = atomicLoad(&sums[3u - i]) + atomicLoad(&sums[i + 4u]);
    lengths[i] = before + shared_cell.counts[i] * 16u + own_too(&own, value);
    if i < 2u {
        fill_row(&grid, i * 4u, value + before);
    }
}
