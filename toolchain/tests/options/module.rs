//! Options of validation, of transformation and of bounds checks.

use naga_toolchain::target::TargetLanguage::{Glsl, Hlsl, Msl, SpirvAsm, Wgsl};
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

const TWO: &str = "
@compute @workgroup_size(1) fn first() {}
@compute @workgroup_size(2) fn second() {}";

const SAME_BINDING: &str = "
@group(0) @binding(0) var<uniform> a: vec4<f32>;
@group(0) @binding(0) var<uniform> b: vec4<f32>;
@fragment fn main() -> @location(0) vec4<f32> { return a + b; }";

const SUBGROUP: &str = "
@group(0) @binding(0) var<storage, read_write> out: array<u32, 4>;
@compute @workgroup_size(4) fn main(@builtin(local_invocation_index) index: u32) {
    out[index] = subgroupAdd(index);
}";

const OVERRIDES: &str = "
override scale: f32 = 1.5;
@group(0) @binding(0) var<storage, read_write> out: f32;
@compute @workgroup_size(1) fn main() { out = scale; }";

const NO_DEFAULT: &str = "
override scale: f32;
@group(0) @binding(0) var<storage, read_write> out: f32;
@compute @workgroup_size(1) fn main() { out = scale; }";

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = validation();
    cases.extend(transformation());
    cases.extend(bounds_checks());
    cases
}

fn validation() -> Vec<Case> {
    vec![
        Case::new(
            "validate.flags",
            json!(["all", "-bindings"]),
            SAME_BINDING,
            Wgsl,
            Drops("error[binding-duplicate]"),
        )
        .text("all,-bindings"),
        Case::new(
            "validate.capabilities",
            json!("default,-float64"),
            "var<private> wide: f64; @compute @workgroup_size(1) fn main() { wide += 1.0lf; }",
            Wgsl,
            Adds("error[capability-missing]"),
        ),
        Case::new(
            "validate.subgroup_stages",
            json!(["fragment"]),
            SUBGROUP,
            Wgsl,
            Adds("error[stage-operation]"),
        )
        .text("fragment"),
        Case::new(
            "validate.subgroup_operations",
            json!(["basic", "vote"]),
            SUBGROUP,
            Wgsl,
            Adds("error[subgroup-operation]"),
        )
        .text("basic,vote"),
    ]
}

fn transformation() -> Vec<Case> {
    vec![
        Case::new(
            "transform.entry_point",
            json!("second"),
            TWO,
            Wgsl,
            Drops("fn first()"),
        ),
        Case::new(
            "transform.rename",
            json!({ "first": "cs_first" }),
            TWO,
            Wgsl,
            Adds("fn cs_first()"),
        )
        .text("first=cs_first"),
        Case::new(
            "transform.overrides",
            json!({ "scale": 2.25 }),
            OVERRIDES,
            Wgsl,
            Adds("2.25"),
        )
        .text("scale=2.25"),
        Case::new(
            "transform.require_override_values",
            json!(true),
            NO_DEFAULT,
            Wgsl,
            Adds("error[override-value-needed]"),
        ),
        Case::new(
            "transform.compact",
            json!(true),
            "fn unused() {} @compute @workgroup_size(1) fn main() {}",
            Wgsl,
            Drops("fn unused()"),
        ),
        Case::new(
            "transform.bindings",
            json!("keep"),
            shaders::BUFFERS,
            Hlsl,
            Adds("register(u3"),
        ),
        Case::new(
            "transform.dynamic_storage_buffers",
            json!([{ "group": 0, "binding": 3 }]),
            shaders::BUFFERS,
            Hlsl,
            Adds("__dynamic_buffer_offsets0._0"),
        ),
        Case::new(
            "transform.binding_array_lengths",
            json!([{ "group": 0, "binding": 0, "count": 2 }]),
            "enable wgpu_binding_array;
            @group(0) @binding(0) var textures: binding_array<texture_2d<f32>>;
            @fragment fn main() -> @location(0) vec4<f32> {
                return textureLoad(textures[1], vec2<i32>(), 0);
            }",
            Wgsl,
            Adds("binding_array<texture_2d<f32>, 2>"),
        ),
        Case::new(
            "transform.assumed_binding_array_length",
            json!(18),
            "enable wgpu_binding_array;
            @group(0) @binding(0) var textures: binding_array<texture_2d<f32>>;
            @fragment fn main(@location(0) @interpolate(flat) which: u32) -> @location(0) vec4<f32> {
                return textureLoad(textures[which], vec2<i32>(), 0);
            }",
            Glsl,
            Adds("_group_0_binding_17_fs"),
        ),
    ]
}

fn bounds_checks() -> Vec<Case> {
    vec![
        Case::new(
            "bounds_check.index",
            json!("restrict"),
            shaders::LOCAL_INDEX,
            Msl,
            Adds("metal::min(unsigned(index"),
        ),
        Case::new(
            "bounds_check.buffer",
            json!("read-zero-skip-write"),
            shaders::BUFFERS,
            Msl,
            Adds("DefaultConstructible"),
        ),
        Case::new(
            "bounds_check.image_load",
            json!("restrict"),
            shaders::LOADED,
            Msl,
            Adds("metal::min("),
        ),
        Case::new(
            "bounds_check.binding_array",
            json!("restrict"),
            shaders::BINDING_ARRAY.replace("<f32>>", "<f32>, 5>"),
            SpirvAsm,
            Adds("UMin"),
        ),
    ]
}
