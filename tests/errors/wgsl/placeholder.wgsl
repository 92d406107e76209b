// Places where a program puts in texts.
const SIZE = ${SIZE};

@fragment
fn main() -> @location(0) vec4f {
    return vec4f(f32(SIZE));
}

#include "noise.wgsl"
