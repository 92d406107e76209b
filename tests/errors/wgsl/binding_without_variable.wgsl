// Attributes of a binding, and then a semicolon in place of the variable, and a constant.
@group(0) @binding(0) var<uniform> scale: vec4f;
@group(0) @binding(1);
var<private> rest: f32;
@group(0) @binding(2) const LIMIT = 3;

@compute @workgroup_size(1)
fn main() {
    rest = scale.x * f32(LIMIT);
}
