// Numbers packed into words and back. One invocation treats one vector and one word.

@group(0) @binding(0) var<storage, read> numbers: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> words: array<u32>;
@group(0) @binding(2) var<storage, read_write> packed: array<array<u32, 5>>;
@group(0) @binding(3) var<storage, read_write> unpacked: array<array<vec4<f32>, 4>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let v = numbers[id.x];
    let w = words[id.x];
    packed[id.x] = array<u32, 5>(pack4x8snorm(v), pack4x8unorm(v), pack2x16snorm(v.xy), pack2x16unorm(v.zw), pack2x16float(v.yz));
    unpacked[id.x] = array<vec4<f32>, 4>(unpack4x8snorm(w), unpack4x8unorm(w), vec4<f32>(unpack2x16snorm(w), unpack2x16unorm(w)), vec4<f32>(unpack2x16float(w & 0x7bff7bffu), v.xy));
}
