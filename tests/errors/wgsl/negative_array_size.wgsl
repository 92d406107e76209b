const N = 3 - 5;
var<private> a: array<f32, N>;
