// Sphere-traces a small SDF scene into an image. One invocation traces one pixel.

struct Camera {
    origin: vec3f,
    fov_y: f32,
    basis: mat3x3f,
    time: f32,
}

struct Hit {
    distance: f32,
    material: i32,
}

@group(0) @binding(0) var<uniform> camera: Camera;
@group(0) @binding(1) var image: texture_storage_2d<rgba8unorm, write>;

const MAX_STEPS = 96;
const FAR = 60.0;
const EPSILON = 5e-4;

fn rotate2(p: vec2f, angle: f32) -> vec2f {
    let s = sin(angle);
    let c = cos(angle);
    return mat2x2f(c, s, -s, c) * p;
}

fn sd_sphere(p: vec3f, r: f32) -> f32 {
    return length(p) - r;
}

fn sd_box(p: vec3f, b: vec3f) -> f32 {
    let q = abs(p) - b;
    return length(max(q, vec3f())) + min(max(q.x, max(q.y, q.z)), 0.0);
}

fn sd_torus(p: vec3f, t: vec2f) -> f32 {
    return length(vec2f(length(p.xz) - t.x, p.y)) - t.y;
}

fn smooth_min(a: f32, b: f32, k: f32) -> f32 {
    let h = clamp(0.5 + 0.5 * (b - a) / k, 0.0, 1.0);
    return mix(b, a, h) - k * h * (1.0 - h);
}

fn nearer(a: Hit, b: Hit) -> Hit {
    if a.distance < b.distance { return a; }
    return b;
}

fn scene(p: vec3f) -> Hit {
    var q = p;
    let r = rotate2(q.xz, camera.time);
    q = vec3f(r.x, q.y, r.y);
    let body = smooth_min(sd_sphere(q, 1.0), sd_box(q - vec3f(0.9, 0.0, 0.0), vec3f(0.5)), 0.3);
    let ring = sd_torus(p - vec3f(0.0, 0.2, 0.0), vec2f(1.8, 0.15));
    let ground = p.y + 1.2;
    return nearer(Hit(ground, 0), nearer(Hit(body, 1), Hit(ring, 2)));
}

fn normal_at(p: vec3f) -> vec3f {
    const K = vec2f(1.0, -1.0);
    return normalize(
        K.xyy * scene(p + K.xyy * EPSILON).distance +
        K.yyx * scene(p + K.yyx * EPSILON).distance +
        K.yxy * scene(p + K.yxy * EPSILON).distance +
        K.xxx * scene(p + K.xxx * EPSILON).distance);
}

fn soft_shadow(origin: vec3f, dir: vec3f) -> f32 {
    var res = 1.0;
    var t = 0.05;
    for (var i = 0; i < 32 && t < 8.0; i++) {
        let h = scene(origin + dir * t).distance;
        res = min(res, 12.0 * h / t);
        if res < 0.005 {
            break;
        }
        t += clamp(h, 0.02, 0.3);
    }
    return saturate(res);
}

fn shade(material: i32, n: vec3f, p: vec3f) -> vec3f {
    let light = normalize(vec3f(0.6, 0.8, -0.3));
    var albedo: vec3f;
    switch material {
        case 0: {
            let checker = (i32(floor(p.x)) + i32(floor(p.z))) & 1;
            albedo = select(vec3f(0.25), vec3f(0.75), checker == 0);
        }
        case 1: { albedo = vec3f(0.9, 0.35, 0.2); }
        default: { albedo = vec3f(0.2, 0.5, 0.9); }
    }
    let diffuse = max(dot(n, light), 0.0) * soft_shadow(p + n * 0.01, light);
    let sky = 0.5 + 0.5 * n.y;
    return albedo * (diffuse * vec3f(1.0, 0.95, 0.85) + sky * vec3f(0.15, 0.2, 0.3));
}

@compute @workgroup_size(8, 8, 1)
fn trace(@builtin(global_invocation_id) gid: vec3u) {
    let size = textureDimensions(image);
    if gid.x >= size.x || gid.y >= size.y { return; }
    let uv = (2.0 * (vec2f(gid.xy) + 0.5) - vec2f(size)) / f32(size.y);
    let dir = camera.basis * normalize(vec3f(uv.x, -uv.y, 1.0 / tan(camera.fov_y * 0.5)));

    var t = 0.0;
    var material = -1;
    for (var i = 0; i < MAX_STEPS; i++) {
        let hit = scene(camera.origin + dir * t);
        if hit.distance < EPSILON * t {
            material = hit.material;
            break;
        }
        t += hit.distance;
        if t > FAR { break; }
    }

    var colour = mix(vec3f(0.5, 0.7, 1.0), vec3f(0.1, 0.2, 0.5), saturate(dir.y));
    if material >= 0 {
        let p = camera.origin + dir * t;
        colour = mix(shade(material, normal_at(p), p), colour, 1.0 - exp(-0.001 * t * t));
    }
    textureStore(image, gid.xy, vec4f(sqrt(colour), 1.0));
}
