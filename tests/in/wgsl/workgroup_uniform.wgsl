// Cooperative light culling. One workgroup owns one screen tile: invocations test one
// light each, the count is read back uniformly with workgroupUniformLoad, and every
// invocation then shades its pixel with that list.

const TILE_PIXELS = 16u;
const MAX_TILE_LIGHTS = 64u;

struct PointLight {
    position_radius: vec4f,
    colour: vec4f,
}

struct TileState {
    min_depth: u32,
    max_depth: u32,
    bounds: vec4f,
}

@group(0) @binding(0) var<storage, read> lights: array<PointLight>;
@group(0) @binding(1) var depth: texture_2d<f32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba16float, write>;

var<workgroup> tile_count: atomic<u32>;
var<workgroup> tile_lights: array<u32, MAX_TILE_LIGHTS>;
var<workgroup> near_bits: atomic<u32>;
var<workgroup> far_bits: atomic<u32>;
var<workgroup> final_count: u32;
var<workgroup> state: TileState;

@compute @workgroup_size(TILE_PIXELS, TILE_PIXELS)
fn cull_and_shade(
    @builtin(global_invocation_id) gid: vec3u,
    @builtin(local_invocation_index) lane: u32,
    @builtin(workgroup_id) tile: vec3u,
) {
    if lane == 0u {
        atomicStore(&tile_count, 0u);
        atomicStore(&near_bits, 0xffffffffu);
        atomicStore(&far_bits, 0u);
    }
    workgroupBarrier();

    let z = textureLoad(depth, gid.xy, 0).r;
    atomicMin(&near_bits, bitcast<u32>(z));
    atomicMax(&far_bits, bitcast<u32>(z));
    workgroupBarrier();

    if lane == 0u {
        state.min_depth = atomicLoad(&near_bits);
        state.max_depth = atomicLoad(&far_bits);
        let origin = vec2f(tile.xy * TILE_PIXELS);
        state.bounds = vec4f(origin, origin + f32(TILE_PIXELS));
    }
    let info = workgroupUniformLoad(&state);
    let near = bitcast<f32>(info.min_depth);
    let far = bitcast<f32>(info.max_depth);

    let total = arrayLength(&lights);
    for (var i = lane; i < total; i += TILE_PIXELS * TILE_PIXELS) {
        let l = lights[i].position_radius;
        let inside = all(l.xy + l.w >= info.bounds.xy) && all(l.xy - l.w <= info.bounds.zw);
        if inside && l.z + l.w >= near && l.z - l.w <= far {
            let slot = atomicAdd(&tile_count, 1u);
            if slot < MAX_TILE_LIGHTS {
                tile_lights[slot] = i;
            }
        }
    }
    workgroupBarrier();
    if lane == 0u {
        final_count = min(atomicLoad(&tile_count), MAX_TILE_LIGHTS);
    }
    let count = workgroupUniformLoad(&final_count);

    var colour = vec3f();
    for (var i = 0u; i < count; i++) {
        let light = lights[tile_lights[i]];
        let d = distance(vec3f(vec2f(gid.xy), z), light.position_radius.xyz);
        colour += light.colour.rgb * max(0.0, 1.0 - d / light.position_radius.w);
        // uniform control flow, so a barrier is allowed here
        if count > 32u {
            workgroupBarrier();
        }
    }
    textureStore(result, gid.xy, vec4f(colour, 1.0));
}
