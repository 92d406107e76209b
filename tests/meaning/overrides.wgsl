// in 256 f32 -4 4 | out 256 f32 | groups 4
@id(3) override SCALE: f32 = 1.5;
override OFFSET: f32 = SCALE * 2.0;
override ROUNDS: u32 = 3u;
override FLIP: bool = true;
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    var r = src[id.x] * SCALE + OFFSET;
    if FLIP { r = -r; }
    for (var i = 0u; i < ROUNDS * 2u; i++) { r = r * 0.5 + f32(i); }
    dst[id.x] = r;
}
