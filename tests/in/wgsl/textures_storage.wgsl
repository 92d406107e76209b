// Storage textures in every dimension and many formats and accesses.
// One invocation copies and converts one texel between them.

@group(0) @binding(0) var s1: texture_storage_1d<r32float, write>;
@group(0) @binding(1) var s2_unorm: texture_storage_2d<rgba8unorm, write>;
@group(0) @binding(2) var s2_snorm: texture_storage_2d<rgba8snorm, write>;
@group(0) @binding(3) var s2_uint: texture_storage_2d<rgba8uint, write>;
@group(0) @binding(4) var s2_sint: texture_storage_2d<rgba8sint, write>;
@group(0) @binding(5) var s2_half: texture_storage_2d<rgba16float, write>;
@group(0) @binding(6) var s2_u16: texture_storage_2d<rgba16uint, write>;
@group(0) @binding(7) var s2_i16: texture_storage_2d<rgba16sint, write>;
@group(1) @binding(0) var s2_rg: texture_storage_2d<rg32float, write>;
@group(1) @binding(1) var s2_rgu: texture_storage_2d<rg32uint, write>;
@group(1) @binding(2) var s2_rgi: texture_storage_2d<rg32sint, write>;
@group(1) @binding(3) var s2_full: texture_storage_2d<rgba32float, read>;
@group(1) @binding(4) var s2_fullu: texture_storage_2d<rgba32uint, read>;
@group(1) @binding(5) var s2_fulli: texture_storage_2d<rgba32sint, read>;
@group(2) @binding(0) var s2_rw: texture_storage_2d<r32float, read_write>;
@group(2) @binding(1) var s2_rwu: texture_storage_2d<r32uint, read_write>;
@group(2) @binding(2) var s2_rwi: texture_storage_2d<r32sint, read_write>;
@group(2) @binding(3) var s2a: texture_storage_2d_array<rgba8unorm, write>;
@group(2) @binding(4) var s2a_rw: texture_storage_2d_array<r32uint, read_write>;
@group(2) @binding(5) var s3: texture_storage_3d<rgba16float, write>;
@group(2) @binding(6) var s3_read: texture_storage_3d<r32float, read>;

@compute @workgroup_size(8, 4, 2)
fn convert(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = textureDimensions(s2_full);
    if any(id.xy >= size) {
        return;
    }
    let p = vec2<i32>(id.xy);
    let c = textureLoad(s2_full, p);
    let u = textureLoad(s2_fullu, p);
    let i = textureLoad(s2_fulli, id.xy);

    textureStore(s1, p.x, vec4<f32>(c.r));
    textureStore(s2_unorm, p, c);
    textureStore(s2_snorm, p, c * 2.0 - 1.0);
    textureStore(s2_uint, p, u & vec4<u32>(0xffu));
    textureStore(s2_sint, p, clamp(i, vec4<i32>(-128), vec4<i32>(127)));
    textureStore(s2_half, p, c);
    textureStore(s2_u16, p, u >> vec4<u32>(16u));
    textureStore(s2_i16, p, i / 65536);
    textureStore(s2_rg, p, vec4<f32>(c.xy, 0.0, 0.0));
    textureStore(s2_rgu, p, vec4<u32>(u.xy, 0u, 0u));
    textureStore(s2_rgi, p, vec4<i32>(i.xy, 0, 0));
}

@compute @workgroup_size(8, 8)
fn accumulate(@builtin(global_invocation_id) id: vec3<u32>) {
    let layers = 4u;
    let volume = textureDimensions(s3_read);
    let before = textureLoad(s2_rw, id.xy).r;
    textureStore(s2_rw, id.xy, vec4<f32>(before + 1.0, 0.0, 0.0, 0.0));
    let counts = textureLoad(s2_rwu, id.xy).r + textureLoad(s2a_rw, id.xy, 0).r;
    textureStore(s2_rwu, id.xy, vec4<u32>(counts));
    textureStore(s2_rwi, id.xy, vec4<i32>(-textureLoad(s2_rwi, id.xy)));
    storageBarrier();
    textureBarrier();
    for (var layer = 0u; layer < layers; layer++) {
        textureStore(s2a, id.xy, layer, vec4<f32>(f32(layer) / f32(layers)));
        textureStore(s2a_rw, id.xy, layer, vec4<u32>(counts + layer));
    }
    for (var z = 0u; z < min(volume.z, textureDimensions(s3).z); z++) {
        let v = textureLoad(s3_read, vec3<u32>(id.xy, z)).r;
        textureStore(s3, vec3<u32>(id.xy, z), vec4<f32>(v, v, v, 1.0));
    }
}
