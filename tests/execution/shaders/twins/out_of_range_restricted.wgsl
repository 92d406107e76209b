// What `out_of_range.wgsl` means where indices are restricted: each is the last one at most.
struct Row {
    cells: array<vec3<f32>, 3>,
    turn: mat3x2<f32>,
}

@group(0) @binding(0) var<storage, read> given: array<u32, 8>;
@group(0) @binding(1) var<storage, read_write> left: array<vec4<f32>, 32>;
@group(0) @binding(2) var<uniform> fixed: array<vec4<f32>, 3>;
@group(0) @binding(3) var<storage, read_write> rows: array<Row>;
@group(0) @binding(4) var texels: texture_2d<u32>;
@group(0) @binding(5) var layers: texture_2d_array<u32>;

var<private> kept: array<vec2<f32>, 4>;
var<workgroup> shared_rows: array<Row, 2>;

fn last(index: i32, length: u32) -> u32 {
    return min(u32(index), length - 1u);
}

@compute @workgroup_size(1)
fn main() {
    let by = f32(given[0] % 9u) + 1.0;
    var own = array<f32, 4>(by, 2.0, 3.0, 4.0);
    for (var n = 0u; n < 4u; n++) {
        kept[n] = vec2(f32(n), by);
    }
    let end = arrayLength(&rows);
    for (var n = 0u; n < 6u; n++) {
        let near = i32(n) - 1;
        let pair = kept[last(near, 4u)];
        kept[last(near, 4u)] = vec2(by, f32(n));
        own[min(n, 3u)] *= 2.0;
        left[n] = vec4(pair, own[min(n, 3u)], fixed[last(near, 3u)].y);
        rows[min(n, end - 1u)].cells[last(near, 3u)].y += by;
        rows[last(near, end)].turn[min(n, 2u)] = vec2(by, 1.0);
        shared_rows[min(n, 1u)].cells[last(near, 3u)] = vec3(by, f32(n), 1.0);
        shared_rows[last(near, 2u)].turn[min(n, 2u)][last(near, 2u)] = by;
        var column = rows[0].turn[min(n, 2u)];
        column[last(near, 2u)] += 1.0;
        let value = shared_rows[last(near % 2, 2u)].cells[min(n, 2u)];
        left[n + 6u] = vec4(column, value[last(near, 3u)], rows[last(near, end)].cells[min(n, 2u)].z);
        let level = min(n, 2u);
        let side = 16u >> level;
        let texel = textureLoad(texels, vec2(min(n * 4u, side - 1u), min(15u - n, side - 1u)), level);
        let lower = last(near, 3u);
        let edge = 16u >> lower;
        let layer = textureLoad(layers, vec2(last(near * 5, edge), last(near, edge)), last(near, 4u), lower);
        left[n + 12u] = vec4<f32>(vec2<f32>(texel.xy & vec2(255u)), vec2<f32>(layer.zw & vec2(255u)));
    }
    left[18] = vec4(kept[0], kept[3]);
    left[19] = vec4(own[0], own[1], own[2], own[3]);
    left[20] = vec4(shared_rows[1].cells[2], shared_rows[0].turn[1].y);
}
