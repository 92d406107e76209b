// Choices between members of structs, which Metal packs, and the greatest number.
struct Hit {
    normal: vec3f,
    distance: f32,
}

@group(0) @binding(0) var<storage, read_write> hits: array<Hit>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let hit = hits[id.x];
    var least = 3.40282346638528859811704183484516925440e38f;
    least = min(least, hit.distance);
    hits[id.x].normal = select(-hit.normal, hit.normal, least < 1.0);
    hits[id.x].distance = select(-3.40282346638528859811704183484516925440e38f, least, hit.distance > 0.0);
}
