//! Limits: each lowered until a small shader passes it.

use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage::{Msl, Spirv, Wgsl};
use serde_json::json;

use super::input::assembly;
use super::{Adds, Case, shaders};

const SHADER: &str = "
struct Wide { a: vec4<f32>, b: array<mat2x2<f32>, 9> }
@group(7) @binding(0) var<uniform> wide: Wide;
@vertex fn main(@location(5) a: vec4<f32>) -> @builtin(position) vec4<f32> {
    let b = wide;
    if a.x > 1.0 { return a; } else if a.y > 1.0 { return a + b.a; } else if a.z > 1.0 { return a; }
    return a + ((a));
}";

pub(crate) fn cases() -> Vec<Case> {
    let exceeded = Adds("error[limit-exceeded]");
    let wgsl = |field, value: u32| {
        Case::new(
            field,
            json!(value),
            SHADER,
            Msl,
            Adds("error[limit-exceeded]"),
        )
    };
    let macros = "#version 450\n#define A 1 + 1 + 1 + 1\nvoid main() { int a = A; }";
    let elements = Case::new("limits.elements", json!(8), SHADER, Spirv, exceeded);
    vec![
        wgsl("limits.source_bytes", 100),
        wgsl("limits.nesting", 1),
        wgsl("limits.expression_depth", 1),
        wgsl("limits.branches", 2),
        wgsl("limits.declarations", 1),
        wgsl("limits.tokens", 20),
        wgsl("limits.binding", 6),
        wgsl("limits.location", 4),
        wgsl("limits.facts", 0),
        wgsl("limits.output_bytes", 100),
        elements,
        Case::new(
            "limits.macro_tokens",
            json!(3),
            "",
            Wgsl,
            Adds("error[limit-exceeded]"),
        )
        .source(Source::text("shader.vert", Language::Glsl, macros)),
        Case::new(
            "limits.spirv_ids",
            json!(2),
            "",
            Wgsl,
            Adds("error[limit-exceeded]"),
        )
        .source(assembly(shaders::NOTHING)),
    ]
}
