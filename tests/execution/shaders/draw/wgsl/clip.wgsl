// Planes that cut triangles off.
enable clip_distances;

struct Out {
    @builtin(position) position: vec4f,
    @builtin(clip_distances) planes: array<f32, 3>,
    @location(0) at: vec2f,
}

@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> Out {
    let corner = vec2f(f32(index % 3u) - 1.0, f32((index * 7u) % 5u) * 0.5 - 1.0);
    var out: Out;
    out.position = vec4f(corner, 0.5, 1.0);
    out.planes = array<f32, 3>(corner.x + 0.6, 0.7 - corner.y, corner.x + corner.y + 0.9);
    out.at = corner;
    return out;
}

@fragment
fn fs_main(@location(0) at: vec2f) -> @location(0) vec2f {
    return at;
}
