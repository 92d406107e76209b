struct Tail {
    v: f32,
}
struct Whole {
    tail: Tail,
    next: f32,
}
@group(0) @binding(0) var<uniform> whole: Whole;
