// Vertex inputs of every type at scattered locations, with the numbers of vertices and instances.

struct Part {
    @location(7) b: vec2i,
    @location(2) c: vec3u,
    @location(9) d: f32,
}

struct Out {
    @location(1) a: vec4f,
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat, either) b: vec4i,
    @location(4) @interpolate(flat) c: vec3u,
    @location(3) d: f32,
    @location(6) @interpolate(flat) numbers: vec2u,
}

@vertex
fn main(@location(0) place: vec4f, part: Part, @builtin(vertex_index) vertex: u32, @location(5) e: u32,
        @builtin(instance_index) instance: u32) -> Out {
    var out: Out;
    out.position = vec4f(place.xy, abs(place.z) * 0.9, place.w) + vec4f(f32(instance) * 0.013, 0.0, 0.0, 0.0);
    out.a = place * part.d;
    out.b = vec4i(part.b, i32(e), -3);
    out.c = part.c;
    out.d = part.d;
    out.numbers = vec2u(vertex, instance);
    return out;
}
