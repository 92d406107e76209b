// Every floating-point and geometric built-in at least once, on scalars and vectors.
// One invocation evaluates all of them for one input vector.

struct Values {
    x: vec4<f32>,
    y: vec4<f32>,
    z: vec4<f32>,
}

@group(0) @binding(0) var<storage, read> input: array<Values>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4<f32>>;

fn trigonometry(x: vec4<f32>, y: vec4<f32>) -> vec4<f32> {
    let unit = clamp(x, vec4<f32>(-1.0), vec4<f32>(1.0));
    var r = sin(x) + cos(x) + tan(unit);
    r += asin(unit) + acos(unit) + atan(x) + atan2(y, x);
    r += sinh(unit) + cosh(unit) + tanh(x);
    r += asinh(x) + acosh(abs(x) + 1.0) + atanh(unit * 0.5);
    r += radians(x) + degrees(y);
    return r;
}

fn rounding(x: vec4<f32>) -> vec4<f32> {
    var r = ceil(x) + floor(x) + round(x) + trunc(x) + fract(x);
    r += sign(x) + abs(x) + saturate(x);
    r += quantizeToF16(x);
    return r;
}

fn exponents(x: vec4<f32>, y: vec4<f32>) -> vec4<f32> {
    let p = abs(x) + 0.5;
    var r = exp(-p) + exp2(-p) + log(p) + log2(p);
    r += pow(p, y) + sqrt(p) + inverseSqrt(p);
    r += ldexp(x, vec4<i32>(1, -1, 2, -2));
    r.x += ldexp(p.x, 3);
    return r;
}

fn decompose(x: vec4<f32>) -> vec4<f32> {
    let m = modf(x);
    let ms = modf(x.y);
    let f = frexp(x);
    let fs = frexp(x.z);
    var r = m.fract + m.whole + f.fract + vec4<f32>(f.exp);
    r.x += ms.fract * ms.whole;
    r.y += fs.fract * f32(fs.exp);
    return r;
}

fn geometry(x: vec3<f32>, y: vec3<f32>, z: vec3<f32>) -> vec4<f32> {
    let n = normalize(x + vec3<f32>(0.0, 1e-3, 0.0));
    var v = cross(n, y) + reflect(y, n) + refract(y, n, 0.75) + faceForward(n, y, z);
    v += vec3<f32>(distance(x, y), length(z), dot(x, z));
    return vec4<f32>(v, distance(x.x, y.x) + length(z.x));
}

fn blending(x: vec4<f32>, y: vec4<f32>, z: vec4<f32>) -> vec4<f32> {
    var r = mix(x, y, 0.25) + mix(x, y, z);
    r += step(x, y) + smoothstep(vec4<f32>(0.0), vec4<f32>(1.0), z);
    r += fma(x, y, z) + min(x, max(y, z));
    r += clamp(z, min(x, y), max(x, y));
    r += select(x, y, z > vec4<f32>(0.0)) + select(y, x, z.x < 0.0);
    return r;
}

@compute @workgroup_size(64)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&input) {
        return;
    }
    let v = input[id.x];
    var r = trigonometry(v.x, v.y) + rounding(v.y) + exponents(v.x, v.z);
    r += decompose(v.z) + geometry(v.x.xyz, v.y.xyz, v.z.xyz) + blending(v.x, v.y, v.z);
    r += v.x % v.y;
    r.x += v.x.x % 3.0;
    output[id.x] = r;
}
