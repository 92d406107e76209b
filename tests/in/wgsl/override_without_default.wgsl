// A pipeline constant without a default value: the caller has to give `scale` (by its
// name) and number 3 (by its id). One invocation scales one element.

override scale: f32;
@id(3) override bias: f32;
override block: u32 = 64u;

@group(0) @binding(0) var<storage, read_write> data: array<f32>;

fn transform(x: f32) -> f32 {
    return x * scale + bias;
}

@compute @workgroup_size(block)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
    let stride = groups.x * block;
    for (var i = id.x; i < arrayLength(&data); i += stride) {
        data[i] = transform(data[i]);
    }
}
