// Overrides of every scalar type, with and without @id, derived from each other, in
// workgroup sizes, array sizes and control flow. One invocation fills one cell of a
// noise volume with `octaves` octaves.

@id(0) override group_x: u32 = 8;
@id(1) override group_y: u32 = 4u;
override group_z: u32 = 1;
@id(42) override octaves: i32 = 5;
override lacunarity: f32 = 2.0;
override gain: f32 = 1.0 / lacunarity;
override ridged = false;
override seed: u32 = 0x9e3779b9u;
override table_size: u32 = group_x * group_y * 2u;
override offset_ = 0.25;
override unused_override: f32 = 3.5;

@group(0) @binding(0) var<storage, read_write> volume: array<f32>;
@group(0) @binding(1) var<uniform> extent: vec4<u32>;

var<workgroup> table: array<u32, table_size>;
var<private> salt: u32 = 7u;

fn hash3(p: vec3<i32>) -> f32 {
    var h = u32(p.x) * 374761393u + u32(p.y) * 668265263u + u32(p.z) * 2147483647u + seed + salt;
    h = (h ^ (h >> 13u)) * 1274126177u;
    return f32(h ^ (h >> 16u)) / 4294967295.0;
}

fn value_noise(p: vec3<f32>) -> f32 {
    let i = vec3<i32>(floor(p));
    let f = fract(p);
    let w = f * f * (3.0 - 2.0 * f);
    var corner: array<f32, 8>;
    for (var c = 0; c < 8; c++) {
        corner[c] = hash3(i + vec3<i32>(c & 1, (c >> 1u) & 1, (c >> 2u) & 1));
    }
    let x0 = mix(corner[0], corner[1], w.x);
    let x1 = mix(corner[2], corner[3], w.x);
    let x2 = mix(corner[4], corner[5], w.x);
    let x3 = mix(corner[6], corner[7], w.x);
    return mix(mix(x0, x1, w.y), mix(x2, x3, w.y), w.z);
}

@compute @workgroup_size(group_x, group_y, group_z)
fn noise(
    @builtin(global_invocation_id) gid: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    table[lane % table_size] = lane * seed;
    workgroupBarrier();
    salt += table[(lane + 1u) % table_size] & 3u;

    if any(gid >= extent.xyz) {
        return;
    }
    var sum = offset_;
    var amplitude = 1.0;
    var frequency = 1.0;
    for (var o = 0; o < octaves; o++) {
        var n = value_noise(vec3<f32>(gid) * 0.05 * frequency);
        if ridged {
            n = 1.0 - abs(n * 2.0 - 1.0);
        }
        sum += n * amplitude;
        amplitude *= gain;
        frequency *= lacunarity;
    }
    volume[(gid.z * extent.y + gid.y) * extent.x + gid.x] = sum;
}
