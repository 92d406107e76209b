// in 256 u32 0 4294967295 | out 256 u32 | groups 4
const POLYNOMIAL = 0xedb88320u;
@group(0) @binding(0) var<storage, read> src: array<u32>;
@group(0) @binding(1) var<storage, read_write> dst: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var crc = 0xffffffffu;
    for (var byte = 0u; byte < 4u; byte++) {
        crc ^= extractBits(src[id.x], byte * 8u, 8u);
        for (var bit = 0; bit < 8; bit++) {
            crc = (crc >> 1u) ^ (POLYNOMIAL * (crc & 1u));
        }
    }
    dst[id.x] = ~crc;
}
