// Clip distances: portals. The vertex invocation transforms one vertex and measures it
// against up to four clip planes; the fragment invocation shades what is left.
enable clip_distances;

struct Portal {
    view_projection: mat4x4<f32>,
    planes: array<vec4<f32>, 4>,
}

@group(0) @binding(0) var<uniform> portal: Portal;

struct Clipped {
    @builtin(position) position: vec4<f32>,
    @builtin(clip_distances) distances: array<f32, 4>,
    @location(0) colour: vec3<f32>,
}

@vertex
fn vs_portal(@location(0) position: vec3<f32>, @location(1) colour: vec3<f32>) -> Clipped {
    let world = vec4<f32>(position, 1.0);
    var out: Clipped;
    out.position = portal.view_projection * world;
    out.colour = colour;
    for (var i = 0; i < 4; i++) {
        out.distances[i] = dot(portal.planes[i], world);
    }
    return out;
}

@fragment
fn fs_portal(@location(0) colour: vec3<f32>) -> @location(0) vec4<f32> {
    return vec4<f32>(colour, 1.0);
}
