// Every way to interpolate, from a vertex shader that makes its own triangles with perspective.

struct Varyings {
    @builtin(position) position: vec4f,
    @location(0) plain: vec4f,
    @location(1) @interpolate(linear) straight: vec3f,
    @location(2) @interpolate(flat) first: vec2u,
    @location(3) @interpolate(flat) provoking: f32,
    @location(5) @interpolate(perspective, center) middle: f32,
}

@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> Varyings {
    let corner = vec2f(f32(index & 1u), f32((index >> 1u) & 1u));
    let number = f32(index);
    let w = 1.0 + fract(number * 0.37);
    var out: Varyings;
    out.position = vec4f((corner * 2.2 - 1.1 + 0.05 * fract(number * 0.61)) * w, 0.3 * w, w);
    out.plain = vec4f(corner, number, w);
    out.straight = vec3f(corner.yx, number * 0.5);
    out.first = vec2u(index, index * index);
    out.provoking = number * 1.5;
    out.middle = fract(number * 0.71);
    return out;
}

struct Targets {
    @location(0) plain: vec4f,
    @location(1) straight: vec4f,
    @location(3) numbers: vec2u,
}

@fragment
fn fs_main(in: Varyings, @builtin(front_facing) front: bool) -> Targets {
    var out: Targets;
    out.plain = in.plain;
    out.straight = vec4f(in.straight, select(-in.middle, in.middle, front));
    out.numbers = in.first + vec2u(u32(in.provoking), 7u);
    return out;
}
