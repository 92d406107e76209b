// Both functions have an error of their own; a good report has both.
fn first(n: i32) -> f32 {
    return sqrt(n);
}

fn second(v: vec3<f32>) -> vec2<f32> {
    return v;
}

@compute @workgroup_size(1)
fn main() {
    _ = first(1);
    _ = second(vec3<f32>(1.0));
}
