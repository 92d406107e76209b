// A condition of WESL in a file that is read as plain WGSL.
@if(BRIGHT)
const POWER = 2.0;

@fragment
fn main() -> @location(0) vec4f {
    return vec4f(1.0);
}
