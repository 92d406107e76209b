// A name with a character that is not visible.
const half‍way = 0.5;

@fragment
fn main() -> @location(0) vec4<f32> {
    return vec4<f32>(halfway);
}
