// Shifts by any number of bits, which counts modulo the width: of vectors, of other widths, of
// constants that are shifted, and in a compound assignment.
@group(0) @binding(0) var<storage, read> numbers: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> results: array<array<vec4<u32>, 4>>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let n = numbers[id.x];
    let by = vec4<u32>(n.x, n.y * 3u, 32u + n.z, 0xffffffffu - n.w);
    results[id.x][0] = n << by;
    results[id.x][1] = bitcast<vec4<u32>>(bitcast<vec4<i32>>(~n) >> by);
    // The naga inside wgpu widens by the sign of the result.
    let long = (i64(u64(n.x)) << n.y) ^ (-5li >> by.y);
    results[id.x][2] = vec4<u32>(1u << by.x, u32(-77i >> by.z), u32(long), u32(long >> 32u));
    var last = n.w;
    last <<= by.w;
    last >>= (n.z & 7u);
    results[id.x][3] = vec4<u32>(last, n.x >> 31u, n.y << (by.y & 31u), n.z >> by.z);
}
