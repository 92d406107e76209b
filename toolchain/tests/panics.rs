//! The places in naga 30.0.1 that are known to panic on input, what reaches each, and what closes
//! it here. An input for each place that text can reach; none may end as an internal error.
//!
//! The places in the front end for SPIR-V are closed by the check of the words' structure before it,
//! which has its own tests (`parse/spirv`). Overflows that only an unoptimised naga checks are not
//! listed.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod common;

use naga_toolchain::diagnostic::Kind;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source, guess};
use naga_toolchain::target::TargetLanguage;

/// What stands between an input and the panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    /// The panic is told as an error of the source.
    Told,
    /// A limit refuses the source before.
    Limit,
    /// The target is refused, or given something else to write, before its writer is called.
    Written,
}

struct Place {
    /// File and line in naga 30.0.1.
    place: &'static str,
    closed: Closed,
    file: &'static str,
    text: &'static str,
}

const PLACES: &[Place] = &[
    Place {
        place: "front/glsl/parser/types.rs:55",
        closed: Closed::Told,
        file: "too_large.comp",
        text: "#version 450\nfloat grid[2147483647][2147483647];\nvoid main() {}",
    },
    Place {
        place: "proc/mod.rs:551",
        closed: Closed::Told,
        file: "past_the_end.comp",
        text: "#version 450\nconst int table[2] = int[2](1, 2);\n\
               const int past = table[5];\nvoid main() {}",
    },
    Place {
        place: "proc/mod.rs:551",
        closed: Closed::Told,
        file: "from_input.frag",
        text: "#version 450\nlayout(location = 0) in vec4 rows[2];\n\
               const vec4 first = rows[1];\nvoid main() { vec4 copy = first; }",
    },
    Place {
        place: "back/hlsl/writer.rs:1159",
        closed: Closed::Written,
        file: "push.comp",
        text: "#version 450\nlayout(push_constant) uniform Push { float scale; } push;\n\
               layout(std430, binding = 0) buffer Values { float v[]; };\n\
               void main() { v[0] *= push.scale; }",
    },
    Place {
        place: "back/msl/writer.rs:342",
        closed: Closed::Written,
        file: "size_only.comp",
        text: "#version 450\nlayout(rgba8, binding = 0) readonly writeonly uniform image2D picture;\n\
               void main() { ivec2 size = imageSize(picture); }",
    },
    Place {
        place: "back/hlsl/writer.rs:1384",
        closed: Closed::Written,
        file: "unsized.wgsl",
        text: "enable wgpu_binding_array;\n\
               @group(0) @binding(0) var pages: binding_array<texture_2d<f32>>;\n\
               @group(0) @binding(1) var<storage, read_write> o: array<vec4<f32>>;\n\
               @compute @workgroup_size(1) fn main() { o[0] = textureLoad(pages[1], vec2(0, 0), 0); }",
    },
    Place {
        place: "back/msl/writer.rs:6280",
        closed: Closed::Written,
        file: "short.wgsl",
        text: "enable wgpu_int16;\n@group(0) @binding(0) var<storage, read_write> o: array<f32>;\n\
               @compute @workgroup_size(1) fn main() { let s = i16(o[0]); o[1] = f32(s); }",
    },
    Place {
        place: "back/wgsl/writer.rs:1453",
        closed: Closed::Written,
        file: "overrides.wgsl",
        text: "override width: f32 = 1.0;\noverride twice: f32 = width * 2.0;\n\
               @compute @workgroup_size(1) fn main() { var x = twice; }",
    },
    Place {
        place: "back/glsl/writer.rs:2294",
        closed: Closed::Written,
        file: "gather.wgsl",
        text: "@group(0) @binding(0) var t: texture_depth_2d_array;\n\
               @group(0) @binding(1) var s: sampler_comparison;\n\
               @group(0) @binding(2) var<storage, read_write> o: vec4<f32>;\n\
               @compute @workgroup_size(1) fn main() {\n\
               o = textureGatherCompare(t, s, vec2<f32>(0.5), 1u, 0.5, vec2<i32>(1i)); }",
    },
    Place {
        place: "back/spv/block.rs:3847",
        closed: Closed::Written,
        file: "pointer.wgsl",
        text: "fn clear(cell: ptr<function, i32>) { *cell = 0; }\n\
               fn row(grid: ptr<function, array<array<i32, 4>, 4>>, row: u32) { clear(&(*grid)[row][0]); }\n\
               @compute @workgroup_size(1) fn main() { var grid: array<array<i32, 4>, 4>; row(&grid, 1u); }",
    },
    Place {
        place: "back/spv/block.rs:1575",
        closed: Closed::Written,
        file: "sign.spvasm",
        text: "OpCapability Shader\n%set = OpExtInstImport \"GLSL.std.450\"\n\
               OpMemoryModel Logical GLSL450\nOpEntryPoint GLCompute %main \"main\"\n\
               OpExecutionMode %main LocalSize 1 1 1\n%void = OpTypeVoid\n%fn = OpTypeFunction %void\n\
               %u32 = OpTypeInt 32 0\n%ptr = OpTypePointer Private %u32\n%v = OpVariable %ptr Private\n\
               %main = OpFunction %void None %fn\n%start = OpLabel\n%x = OpLoad %u32 %v\n\
               %s = OpExtInst %u32 %set SSign %x\nOpStore %v %s\nOpReturn\nOpFunctionEnd\n",
    },
    Place {
        place: "alloc (the length of an array as the length of a list)",
        closed: Closed::Limit,
        file: "values.wgsl",
        text: "const a = -array<i32, 1000000000>();",
    },
    Place {
        place: "alloc (a bit for every location)",
        closed: Closed::Limit,
        file: "location.wgsl",
        text: "@fragment fn main(@location(4294967295) a: f32) -> @location(0) vec4<f32> { return vec4(a); }",
    },
    Place {
        place: "alloc (a variable for each element of an input)",
        closed: Closed::Limit,
        file: "inputs.frag",
        text: "#version 450\nlayout(location = 0) in vec4 rows[1000000000];\nvoid main() {}",
    },
    Place {
        place: "alloc (a line for every four bytes of padding)",
        closed: Closed::Written,
        file: "padding.wgsl",
        text: "struct S { @size(2000000000) a: i32, b: i32 }\n@group(0) @binding(0) var<uniform> s: S;\n\
               @fragment fn main() -> @location(0) vec4<f32> { return vec4(f32(s.b)); }",
    },
    Place {
        place: "alloc (each element of a uniform buffer converted)",
        closed: Closed::Written,
        file: "two_rows.wgsl",
        text: "@group(0) @binding(0) var<uniform> u: array<mat2x2<f32>, 100000000>;\n\
               @group(0) @binding(1) var<storage, read_write> o: vec2<f32>;\n\
               @compute @workgroup_size(1) fn main() { let x = u; o = x[1][0]; }",
    },
    Place {
        place: "alloc (each element of a buffer read or written)",
        closed: Closed::Written,
        file: "whole_buffer.wgsl",
        text: "@group(0) @binding(1) var<storage, read_write> o: array<f32, 100000000>;\n\
               @compute @workgroup_size(1) fn main() { var y = o; o[0] = y[1]; o = y; }",
    },
];

fn source(place: &Place) -> Source {
    let language = guess(place.file).0.unwrap_or(Language::Wgsl);
    Source::text(place.file, language, place.text)
}

#[test]
fn known_places_are_closed() {
    let mut options = Options::default();
    // Reached sooner, with the same effect.
    options.limits.output_bytes = 4 << 20;
    common::on_large_stack(|| {
        for place in PLACES {
            let what = format!("{} ({})", place.place, place.file);
            let checked = match common::read(&source(place), &options) {
                Err(failure) => {
                    let wanted = match place.closed {
                        Closed::Told => Kind::Rejected,
                        Closed::Limit => Kind::Limit,
                        Closed::Written => panic!("{what}: {failure}"),
                    };
                    assert_eq!(failure.kind(), wanted, "{what}: {failure}");
                    continue;
                }
                Ok(checked) => checked,
            };
            assert_eq!(place.closed, Closed::Written, "{what} is taken now");
            for target in TargetLanguage::ALL {
                for product in common::write(&checked, target, &options) {
                    if let Err(failure) = product.result {
                        assert!(
                            failure.kind() != Kind::Internal,
                            "{what} to {target}: {failure}"
                        );
                    }
                }
            }
        }
    });
}
