// Visibility buffer: the fragment invocation packs instance and primitive index of its
// triangle; a compute invocation fetches and interpolates the triangle again.
enable primitive_index;

struct VisibilityOut {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) instance: u32,
}

@group(0) @binding(0) var<uniform> view_projection: mat4x4<f32>;
@group(0) @binding(1) var<storage, read> positions: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var visibility: texture_2d<u32>;
@group(0) @binding(4) var shaded: texture_storage_2d<rgba8unorm, write>;

@vertex
fn vs_visibility(@builtin(vertex_index) v: u32, @builtin(instance_index) i: u32) -> VisibilityOut {
    return VisibilityOut(view_projection * positions[indices[v]], i);
}

@fragment
fn fs_visibility(
    in: VisibilityOut,
    @builtin(primitive_index) primitive: u32,
) -> @location(0) vec2<u32> {
    return vec2<u32>(in.instance + 1u, primitive);
}

fn barycentric(p: vec2<f32>, a: vec2<f32>, b: vec2<f32>, c: vec2<f32>) -> vec3<f32> {
    let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    let u = ((b.x - p.x) * (c.y - p.y) - (c.x - p.x) * (b.y - p.y)) / area;
    let v = ((c.x - p.x) * (a.y - p.y) - (a.x - p.x) * (c.y - p.y)) / area;
    return vec3<f32>(u, v, 1.0 - u - v);
}

@compute @workgroup_size(8, 8)
fn resolve(@builtin(global_invocation_id) id: vec3<u32>) {
    let size = textureDimensions(visibility);
    if any(id.xy >= size) {
        return;
    }
    let entry = textureLoad(visibility, id.xy, 0).xy;
    if entry.x == 0u {
        textureStore(shaded, id.xy, vec4<f32>(0.0));
        return;
    }
    var corner: array<vec2<f32>, 3>;
    for (var k = 0u; k < 3u; k++) {
        let clip = view_projection * positions[indices[entry.y * 3u + k]];
        corner[k] = clip.xy / clip.w;
    }
    let ndc = (vec2<f32>(id.xy) + 0.5) / vec2<f32>(size) * 2.0 - 1.0;
    let w = barycentric(ndc, corner[0], corner[1], corner[2]);
    textureStore(shaded, id.xy, vec4<f32>(w, 1.0));
}
