// Adaptive ray march whose loop has its step in `continuing`, using values declared in
// the loop body, one of them the result of a call. One invocation marches one ray.

struct Ray {
    origin: vec3<f32>,
    limit: f32,
    direction: vec3<f32>,
}

@group(0) @binding(0) var<storage, read> rays: array<Ray>;
@group(0) @binding(1) var<storage, read_write> travelled: array<f32>;

fn field(p: vec3<f32>) -> f32 {
    let cell = fract(p) - 0.5;
    return max(length(cell) - 0.3, 0.001);
}

@compute @workgroup_size(64)
fn march(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&rays) {
        return;
    }
    let ray = rays[id.x];
    var t = 0.0;
    var steps = 0u;
    loop {
        let p = ray.origin + ray.direction * t;
        let h = field(p);
        let bend = p.y * 0.01;
        if h < 0.01 {
            break;
        }
        continuing {
            let stride = clamp(h, 0.02, 0.5) + abs(bend);
            t += stride;
            steps += 1u;
            break if t > ray.limit || steps >= 128u;
        }
    }
    travelled[id.x] = t;
}
