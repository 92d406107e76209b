// Overrides of every type, in expressions, sizes of workgroups and of workgroup arrays.

@id(3) override width: u32 = 16u;
override half_width = width / 2u;
override scale: f32 = 1.5;
@id(7) override shift: i32 = -3;
override flip: bool = false;
override untouched: f32 = 0.25;

@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read_write> results: array<vec4<f32>>;

var<workgroup> kept: array<f32, 32>;

@compute @workgroup_size(width)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) i: u32) {
    kept[i] = numbers[id.x] * scale;
    workgroupBarrier();
    var j = (i + half_width) % width;
    if flip {
        j = width - 1u - i;
    }
    results[id.x] = vec4<f32>(kept[j], f32(shift * i32(i)), untouched + scale, f32(half_width));
}
