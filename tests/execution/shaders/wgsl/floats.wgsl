// Float built-ins whose results are exact or nearly so, rounding of ties, conversions.
// One invocation treats four numbers.

@group(0) @binding(0) var<storage, read> numbers: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> results: array<array<vec4<f32>, 14>>;
@group(0) @binding(2) var<storage, read_write> whole: array<array<vec4<i32>, 3>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let v = numbers[id.x];
    let w = v.wxyz;
    var out: array<vec4<f32>, 14>;
    out[0] = v + w;
    out[1] = v * w - 1.0;
    out[2] = v / w;
    out[3] = floor(v) + ceil(w);
    out[4] = round(v * 2.0) + trunc(w);
    out[5] = fract(v);
    out[6] = min(v, w) + max(v, w);
    out[7] = clamp(v, vec4(-1.0), vec4(1.0)) + saturate(w);
    out[8] = mix(v, w, 0.25);
    out[9] = step(v, w) + sign(v) + abs(w);
    out[10] = sqrt(abs(v));
    out[11] = v % (abs(w) + 1.0);
    out[12] = vec4(dot(v, w), length(v.xy), distance(v.x, w.x), cross(v.xyz, w.xyz).y);
    out[13] = smoothstep(vec4(-1.0), vec4(2.0), v);
    results[id.x] = out;
    var n: array<vec4<i32>, 3>;
    n[0] = vec4<i32>(clamp(v, vec4(-1.0e9), vec4(1.0e9)));
    n[1] = bitcast<vec4<i32>>(vec4<u32>(clamp(abs(v), vec4(0.0), vec4(1.0e9))));
    n[2] = vec4<i32>(select(0, 1, v.x < w.x), select(0, 1, v.y >= w.y), select(0, 1, all(v.xy == w.xy)), select(0, 1, any(v != w)));
    whole[id.x] = n;
}
