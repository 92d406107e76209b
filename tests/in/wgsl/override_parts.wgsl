// Parts of values that are made of overrides, taken between values that are not: naga's own resolution of
// overrides evaluates what stands between a second time.

@id(1) override columns: u32 = 8u;
@id(2) override rows: u32 = 4u;
override scale: f32 = 0.5;

struct Grid {
    size: vec2<u32>,
    tiles: array<vec2<u32>, 2>,
}

@group(0) @binding(0) var<storage, read> heights: array<f32>;
@group(0) @binding(1) var<storage, read_write> slopes: array<f32>;

fn clamped(at: vec2<u32>, size: vec2<u32>) -> u32 {
    let inside = min(at, size - vec2<u32>(1u));
    return inside.y * size.x + inside.x;
}

@compute @workgroup_size(8, 8)
fn slope(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = vec2<u32>(columns, rows);
    let weights = mat2x2<f32>(scale, 1.0, -1.0, scale);
    let grid = Grid(size, array<vec2<u32>, 2>(size, size.yx));
    let here = id.x + 1u;
    if here > size.x || id.y + 1u > size.y {
        return;
    }
    let index = id.y * size.x + id.x;
    let right = clamped(id.xy + vec2<u32>(1u, 0u), grid.tiles[0]);
    let below = clamped(id.yx + vec2<u32>(1u, 0u), grid.tiles[1].yx);
    let across = heights[right] - heights[index];
    let down = heights[below] - heights[index];
    let column = weights[1];
    slopes[index] = across * weights[0].x + down * column.y + f32(grid.size.y) * column.x;
}
