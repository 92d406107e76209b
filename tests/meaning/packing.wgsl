// in 1024 f32 -2 2 | out 512 u32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = id.x;
    let v = vec4<f32>(src[i * 4u], src[i * 4u + 1u], src[i * 4u + 2u], src[i * 4u + 3u]);
    let exact = round(v * 64.0) / 64.0;
    dst[i * 2u] = pack4x8snorm(exact) ^ pack4x8unorm(exact) ^ pack2x16float(exact.xy);
    let f = unpack2x16float(pack2x16float(exact.zw)) + unpack4x8snorm(0x7f81ff01u).xy;
    dst[i * 2u + 1u] = bitcast<u32>(f.x) ^ bitcast<u32>(f.y) ^ pack2x16snorm(exact.xy)
        ^ pack2x16unorm(exact.zw);
}
