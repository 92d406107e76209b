// The built-ins that return two results, and their way back. One invocation treats four numbers.

struct Parts {
    fraction: vec4<f32>,
    whole: vec4<f32>,
    mantissa: vec4<f32>,
    exponent: vec4<i32>,
    again: vec4<f32>,
    scalar: f32,
    power: i32,
}

@group(0) @binding(0) var<storage, read> numbers: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> parts: array<Parts>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let v = numbers[id.x];
    let split = modf(v);
    let scaled = frexp(v);
    let one = frexp(v.x * 3.0);
    var p: Parts;
    p.fraction = split.fract;
    p.whole = split.whole;
    p.mantissa = scaled.fract;
    p.exponent = scaled.exp;
    p.again = ldexp(scaled.fract, scaled.exp);
    p.scalar = one.fract + modf(v.y).whole;
    p.power = one.exp;
    parts[id.x] = p;
}
