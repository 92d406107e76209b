@id(3) override width: u32 = 64;
override rows: u32;
override gain: f32 = 0.1;
override cells: u32 = width * 2u + 1u;
override unused_switch: bool = true;

struct Totals {
    sum: atomic<u32>,
    peak: vec3<f32>,
}

@group(0) @binding(0) var<storage, read> samples: array<vec3<f32>>;
@group(0) @binding(1) var<storage, read_write> totals: Totals;
@group(2) @binding(7) var image: texture_storage_2d<rgba16float, write>;

var<workgroup> tile: array<vec3<f32>, width>;
var<workgroup> ready: atomic<u32>;
var<private> seed: u32 = 7u;

fn accumulate(index: u32) {
    tile[index] = samples[index] * gain;
    seed += index;
}

@compute @workgroup_size(width, rows, 1)
fn reduce(
    @builtin(local_invocation_index) index: u32,
    @builtin(global_invocation_id) global: vec3<u32>,
) {
    accumulate(index);
    atomicAdd(&ready, 1u);
    workgroupBarrier();
    if index == 0u {
        for (var i = 0u; i < cells; i++) {
            atomicAdd(&totals.sum, u32(tile[i % width].x));
        }
        textureStore(image, vec2<i32>(global.xy), vec4(tile[0], 1.0));
    }
}

@compute @workgroup_size(8)
fn clear() {
    atomicStore(&totals.sum, arrayLength(&samples));
}
