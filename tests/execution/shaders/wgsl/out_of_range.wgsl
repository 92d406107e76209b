// Indices out of range in every memory, which bounds checks take care of.
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

fn swapped(place: ptr<private, vec2<f32>>, by: vec2<f32>) -> vec2<f32> {
    let before = *place;
    *place = by;
    return before;
}

fn doubled(place: ptr<function, f32>) -> f32 {
    *place *= 2.0;
    return *place;
}

@compute @workgroup_size(1)
fn main() {
    let by = f32(given[0] % 9u) + 1.0;
    var own = array<f32, 4>(by, 2.0, 3.0, 4.0);
    for (var n = 0u; n < 4u; n++) {
        kept[n] = vec2(f32(n), by);
    }
    for (var n = 0u; n < 6u; n++) {
        let near = i32(n) - 1;
        left[n] = vec4(swapped(&kept[near], vec2(by, f32(n))), doubled(&own[n]), fixed[near].y);
        rows[n].cells[near].y += by;
        rows[near].turn[n] = vec2(by, 1.0);
        shared_rows[n].cells[near] = vec3(by, f32(n), 1.0);
        shared_rows[near].turn[n][near] = by;
        var column = rows[0].turn[n];
        column[near] += 1.0;
        let value = shared_rows[near % 2].cells[n];
        left[n + 6u] = vec4(column, value[near], rows[near].cells[n].z);
        let texel = textureLoad(texels, vec2<u32>(n * 4u, 15u - n), n);
        let layer = textureLoad(layers, vec2<i32>(near * 5, near), near, near);
        left[n + 12u] = vec4<f32>(vec2<f32>(texel.xy & vec2(255u)), vec2<f32>(layer.zw & vec2(255u)));
    }
    left[18] = vec4(kept[0], kept[3]);
    left[19] = vec4(own[0], own[1], own[2], own[3]);
    left[20] = vec4(shared_rows[1].cells[2], shared_rows[0].turn[1].y);
}
