// Targets of every kind and width, in no order.

struct Out {
    @location(2) c: vec4i,
    @location(0) a: f32,
    @location(5) f: vec2u,
    @location(1) b: u32,
    @location(4) e: vec2f,
    @location(3) d: i32,
}

@fragment
fn main(@builtin(position) p: vec4f, @location(0) @interpolate(flat, either) kind: vec3u, @location(1) at: vec4f) -> Out {
    let x = u32(p.x);
    let y = u32(p.y);
    return Out(vec4i(-i32(x), i32(y), i32(kind.x), -1), at.x, vec2u(x * y, kind.z), kind.y << 20u, at.yz, i32(x) - i32(y));
}
