struct Nothing {
}
@group(0) @binding(0) var<uniform> nothing: Nothing;
