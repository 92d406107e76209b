// Immediates with members of several types. One invocation applies them to one number.

struct Settings {
    scale: vec3<f32>,
    count: u32,
    turn: mat2x2<f32>,
    shift: vec2<i32>,
}

var<immediate> settings: Settings;

@group(0) @binding(0) var<storage, read_write> numbers: array<vec4<f32>>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let n = numbers[id.x];
    let turned = settings.turn * n.xy;
    numbers[id.x] = vec4<f32>(turned + vec2<f32>(settings.shift), n.z * settings.scale[settings.count % 3u], f32(settings.count));
}
