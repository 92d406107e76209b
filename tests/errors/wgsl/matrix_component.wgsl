// Columns of matrices asked for like components.
fn corner(turn: mat3x3f) -> f32 {
    return turn.x.y + turn[1].x;
}

@fragment
fn main() -> @location(0) vec4f {
    return vec4f(corner(mat3x3f()));
}
