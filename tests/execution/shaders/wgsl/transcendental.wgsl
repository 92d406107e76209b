// Float built-ins that a driver approximates: every route asks the driver for the same.

@group(0) @binding(0) var<storage, read> numbers: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> results: array<array<vec4<f32>, 12>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let v = numbers[id.x];
    let p = abs(v) + 0.125;
    let u = clamp(v * 0.25, vec4(-1.0), vec4(1.0));
    var out: array<vec4<f32>, 12>;
    out[0] = sin(v) + cos(v.yzwx);
    out[1] = tan(u);
    out[2] = asin(u) + acos(u.wzyx);
    out[3] = atan(v) + atan2(v, p);
    out[4] = sinh(u) + cosh(u) + tanh(v);
    out[5] = asinh(u) + acosh(p + 1.0) + atanh(u * 0.5);
    out[6] = exp(u) + exp2(u.yxwz);
    out[7] = log(p) + log2(p.zwxy);
    out[8] = pow(p, u);
    out[9] = inverseSqrt(p);
    out[10] = radians(v) + degrees(u);
    out[11] = vec4(normalize(v.xyz + vec3(8.0, 0.0, 0.0)), 1.0) + vec4(reflect(v.xy, vec2(0.0, 1.0)), refract(u.xy, vec2(1.0, 0.0), 0.5)) + faceForward(u, v, p);
    results[id.x] = out;
}
