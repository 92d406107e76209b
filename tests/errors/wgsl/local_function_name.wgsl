// A variable that hides the function which is meant to be called.
fn shade(x: f32) -> f32 {
    return x * 0.5;
}

@fragment
fn main(@location(0) x: f32) -> @location(0) vec4f {
    let shade = x;
    return vec4f(shade(x));
}
