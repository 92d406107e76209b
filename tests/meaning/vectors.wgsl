// in 1536 f32 -3 3 | out 256 f32 | groups 4
@group(0) @binding(0) var<storage, read> src: array<f32>;
@group(0) @binding(1) var<storage, read_write> dst: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let o = id.x * 6u;
    let a = vec3<f32>(src[o], src[o + 1u], src[o + 2u]);
    let b = vec3<f32>(src[o + 3u], src[o + 4u], src[o + 5u]);
    let n = normalize(a + vec3(4.0));
    let r = reflect(b, n) + refract(normalize(b + vec3(5.0)), n, 0.75);
    let q = cross(a, b) + faceForward(n, a, b) + mix(a, b, vec3(0.25)) + step(a, b)
        + smoothstep(vec3(-3.0), vec3(3.0), a);
    dst[id.x] = dot(r, q) + length(a) * distance(a, b) + dot(a.zyx, b.yyx);
}
