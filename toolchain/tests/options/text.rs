//! Options of the WGSL and DOT writers.

use naga_toolchain::target::TargetLanguage::{Dot, Wgsl};
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "wgsl.explicit_types",
            json!(true),
            shaders::LOCAL_INDEX,
            Wgsl,
            Adds(": f32 = table[index]"),
        ),
        Case::new(
            "wgsl.split_binding_arrays",
            json!(true),
            "enable wgpu_binding_array;
            @group(0) @binding(2) var images: binding_array<texture_2d<f32>, 2>;
            @group(0) @binding(3) var<uniform> index: u32;
            @fragment fn main() -> @location(0) vec4<f32> {
                return textureLoad(images[index], vec2(0, 0), 0);
            }",
            Wgsl,
            Adds("@binding(4) \nvar images_1_: texture_2d<f32>"),
        ),
        Case::new(
            "dot.cfg_only",
            json!(true),
            shaders::LOCAL_INDEX,
            Dot,
            Drops("compose"),
        ),
    ]
}
