// Immediates of both stages.

struct Object { tint: vec4f, place: vec2f, size: f32, kind: u32 }

var<immediate> object: Object;

struct Out { @builtin(position) position: vec4f, @location(0) at: vec2f }

@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> Out {
    let corner = vec2f(f32(index & 1u), f32(index >> 1u)) * 4.0 - 1.5;
    return Out(vec4f(corner * (1.0 + object.size * 0.2) + object.place * 0.2, 0.5, 1.0), corner);
}

@fragment
fn fs_main(in: Out) -> @location(0) vec4f {
    return object.tint + vec4f(in.at, f32(object.kind), object.size);
}
