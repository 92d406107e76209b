// Halves taken apart: fractions, exponents and whole numbers, of one and of several.
enable f16;

@group(0) @binding(0) var<storage, read> halves: array<vec4<f16>, 16>;
@group(0) @binding(1) var<storage, read_write> floats: array<array<vec4<f32>, 4>>;
@group(0) @binding(2) var<storage, read_write> exponents: array<vec4<i32>>;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let given = halves[id.x % 16u];
    let parts = frexp(given);
    let wholes = modf(given);
    var one = frexp(given.y);
    let two = modf(given.zw);
    one.fract *= 2.0h;
    floats[id.x][0] = vec4<f32>(parts.fract);
    floats[id.x][1] = vec4<f32>(wholes.fract);
    floats[id.x][2] = vec4<f32>(wholes.whole);
    floats[id.x][3] = vec4<f32>(vec4<f16>(one.fract, two.fract, two.whole.y));
    exponents[id.x] = vec4<i32>(parts.exp) + i32(one.exp);
}
