// Conway's Game of Life on a torus. One invocation computes one cell of the next
// generation from a bit-packed grid, 32 cells to a word; one word per invocation.

struct Grid {
    words_per_row: u32,
    rows: u32,
    birth_mask: u32,
    survive_mask: u32,
}

@group(0) @binding(0) var<uniform> grid: Grid;
@group(0) @binding(1) var<storage, read> current: array<u32>;
@group(0) @binding(2) var<storage, read_write> next: array<u32>;
@group(0) @binding(3) var<storage, read_write> alive_count: atomic<u32>;

fn word(x: i32, y: i32) -> u32 {
    let w = i32(grid.words_per_row);
    let h = i32(grid.rows);
    let xx = (x % w + w) % w;
    let yy = (y % h + h) % h;
    return current[u32(yy * w + xx)];
}

fn cell(x: i32, y: i32) -> u32 {
    return extractBits(word(x >> 5u, y), u32(x & 31), 1u);
}

fn neighbours(x: i32, y: i32) -> u32 {
    var n = 0u;
    for (var dy = -1; dy <= 1; dy++) {
        for (var dx = -1; dx <= 1; dx++) {
            if dx == 0 && dy == 0 {
                continue;
            }
            n += cell(x + dx, y + dy);
        }
    }
    return n;
}

@compute @workgroup_size(8, 8)
fn step_world(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= grid.words_per_row || id.y >= grid.rows {
        return;
    }
    let y = i32(id.y);
    var bits = 0u;
    for (var bit = 0u; bit < 32u; bit++) {
        let x = i32(id.x * 32u + bit);
        let n = neighbours(x, y);
        let mask = select(grid.birth_mask, grid.survive_mask, cell(x, y) == 1u);
        let lives = extractBits(mask, n, 1u);
        bits = insertBits(bits, lives, bit, 1u);
    }
    next[id.y * grid.words_per_row + id.x] = bits;
    atomicAdd(&alive_count, countOneBits(bits));
}
