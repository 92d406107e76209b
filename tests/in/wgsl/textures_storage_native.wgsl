// Storage formats and accesses beyond core WebGPU: 16-bit normalised, packed and
// one/two-channel formats, read_write on wide formats, and texture atomics.
// One invocation updates one texel of each.

@group(0) @binding(0) var rw_full: texture_storage_2d<rgba32float, read_write>;
@group(0) @binding(1) var rw_half: texture_storage_2d<rgba16float, read_write>;
@group(0) @binding(2) var w_r8: texture_storage_2d<r8unorm, write>;
@group(0) @binding(3) var w_rg8: texture_storage_2d<rg8unorm, write>;
@group(0) @binding(4) var w_r16f: texture_storage_2d<r16float, write>;
@group(0) @binding(5) var w_r16: texture_storage_2d<r16unorm, write>;
@group(0) @binding(6) var w_rgba16: texture_storage_2d<rgba16unorm, write>;
@group(0) @binding(7) var w_rgb10: texture_storage_2d<rgb10a2unorm, write>;
@group(0) @binding(8) var w_rg11: texture_storage_2d<rg11b10ufloat, write>;
@group(1) @binding(0) var counters: texture_storage_2d<r32uint, atomic>;
@group(1) @binding(1) var signed_counters: texture_storage_2d<r32sint, atomic>;

@compute @workgroup_size(8, 8)
fn touch(@builtin(global_invocation_id) id: vec3u) {
    let p = vec2i(id.xy);
    let size = vec2i(textureDimensions(rw_full));
    if p.x >= size.x || p.y >= size.y {
        return;
    }
    let c = textureLoad(rw_full, p) * 0.5 + textureLoad(rw_half, p) * 0.5;
    textureStore(rw_full, p, c);
    textureStore(rw_half, p, c.bgra);
    textureStore(w_r8, p, c);
    textureStore(w_rg8, p, c);
    textureStore(w_r16f, p, c);
    textureStore(w_r16, p, c);
    textureStore(w_rgba16, p, c);
    textureStore(w_rgb10, p, c);
    textureStore(w_rg11, p, c);

    let level = u32(saturate(c.r) * 255.0);
    textureAtomicAdd(counters, p, 1u);
    textureAtomicMax(counters, vec2i(0, 0), level);
    textureAtomicMin(counters, vec2i(1, 0), level);
    textureAtomicAnd(counters, vec2i(2, 0), ~level);
    textureAtomicOr(counters, vec2i(3, 0), 1u << (level & 31u));
    textureAtomicXor(counters, vec2i(4, 0), level);
    textureAtomicMin(signed_counters, p, i32(level) - 128);
}
