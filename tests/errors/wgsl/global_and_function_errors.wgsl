// A bad global and, independent of it, a bad function and a bad entry point.
@group(0) @binding(0) var<uniform> weights: array<i64, 8>;

fn weight() -> i64 {
    return weights[1];
}

fn no_return(x: f32) -> f32 {
    var y = x;
    y += 1.0;
}

@fragment
fn fs(@location(0) @interpolate(flat, centroid) a: f32) -> @location(0) vec4<f32> {
    return vec4<f32>(a);
}
