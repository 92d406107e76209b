// What `out_of_range.wgsl` means where reads out of range give zero and writes are skipped.
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

fn inside(index: i32, length: u32) -> bool {
    return u32(index) < length;
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
        var pair = vec2<f32>();
        if inside(near, 4u) {
            pair = kept[near];
            kept[near] = vec2(by, f32(n));
        }
        var twice = 0.0;
        if n < 4u {
            own[n] *= 2.0;
            twice = own[n];
        }
        var still = 0.0;
        if inside(near, 3u) { still = fixed[near].y; }
        left[n] = vec4(pair, twice, still);
        if n < end && inside(near, 3u) { rows[n].cells[near].y += by; }
        if inside(near, end) && n < 3u { rows[near].turn[n] = vec2(by, 1.0); }
        if n < 2u && inside(near, 3u) { shared_rows[n].cells[near] = vec3(by, f32(n), 1.0); }
        if inside(near, 2u) && n < 3u { shared_rows[near].turn[n][near] = by; }
        var column = vec2<f32>();
        if n < 3u { column = rows[0].turn[n]; }
        if inside(near, 2u) { column[near] += 1.0; }
        var value = vec3<f32>();
        if inside(near % 2, 2u) && n < 3u { value = shared_rows[near % 2].cells[n]; }
        var part = 0.0;
        if inside(near, 3u) { part = value[near]; }
        var cell = 0.0;
        if inside(near, end) && n < 3u { cell = rows[near].cells[n].z; }
        left[n + 6u] = vec4(column, part, cell);
        var texel = vec4<u32>();
        if n < 3u && (n * 4u < (16u >> n)) && (15u - n < (16u >> n)) {
            texel = textureLoad(texels, vec2(n * 4u, 15u - n), n);
        }
        var layer = vec4<u32>();
        if inside(near, 3u) && inside(near, 4u) && inside(near * 5, (16u >> u32(near))) {
            layer = textureLoad(layers, vec2(near * 5, near), near, near);
        }
        left[n + 12u] = vec4<f32>(vec2<f32>(texel.xy & vec2(255u)), vec2<f32>(layer.zw & vec2(255u)));
    }
    left[18] = vec4(kept[0], kept[3]);
    left[19] = vec4(own[0], own[1], own[2], own[3]);
    left[20] = vec4(shared_rows[1].cells[2], shared_rows[0].turn[1].y);
}
