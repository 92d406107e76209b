// Double precision: deep Mandelbrot iteration with f64 coordinates. One invocation
// iterates one pixel. (MSL has no double.)

struct Window {
    centre: vec2<f64>,
    scale: f64,
    limit: u32,
}

@group(0) @binding(0) var<storage, read> window: Window;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;

const BAILOUT: f64 = 256.0lf;

@compute @workgroup_size(8, 8)
fn orbit(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let width = groups.x * 8u;
    let height = groups.y * 8u;
    let x = window.centre.x + (f64(id.x) - f64(width) * 0.5lf) * window.scale;
    let y = window.centre.y + (f64(id.y) - f64(height) * 0.5lf) * window.scale;
    let c = vec2<f64>(x, y);
    var z = vec2<f64>(0.0lf, 0.0lf);
    var i = 0u;
    while i < window.limit && dot(z, z) < BAILOUT {
        z = vec2<f64>(z.x * z.x - z.y * z.y, 2.0lf * z.x * z.y) + c;
        i++;
    }
    let shrink = max(abs(z.x), abs(z.y));
    counts[id.y * width + id.x] = select(i, i + 1u, f32(shrink) > 1000.0);
}
