// Variables that hold what `modf` and `frexp` give, whose types have no names.
struct Numbers {
    one: f32,
    many: vec3f,
}

@group(0) @binding(0) var<uniform> numbers: Numbers;

fn whole(x: vec3f) -> vec3f {
    var parts = modf(x);
    if parts.fract.x < 0.0 {
        parts = modf(-x * 3.5);
    }
    return parts.whole + parts.fract.zyx;
}

@fragment
fn main(@location(0) place: vec3f) -> @location(0) vec4f {
    let halves = modf(numbers.one * 4.0);
    var scaled = frexp(place.x + 2.0);
    if place.y > 0.5 {
        scaled = frexp(numbers.one * 8.0 + 16.0);
    }
    let all = whole(place * 5.0 + numbers.many);
    return vec4f(all + halves.fract, scaled.fract + f32(scaled.exp) + halves.whole);
}
