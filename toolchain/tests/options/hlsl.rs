//! Options of the HLSL writer.

use naga_toolchain::target::TargetLanguage::Hlsl;
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

const DOT_PACKED: &str = "
@group(0) @binding(0) var<storage, read_write> out: vec2<u32>;
@compute @workgroup_size(1) fn main() { out.x = dot4U8Packed(out.x, out.y); }";

const TWO_STAGES: &str = "
struct Link { @builtin(position) at: vec4<f32>, @location(0) used: f32, @location(1) unused: f32 }
@vertex fn vs() -> Link { return Link(vec4(0.0), 1.0, 2.0); }
@fragment fn fs(@location(0) used: f32) -> @location(0) vec4<f32> { return vec4(used); }";

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = registers();
    cases.extend(more_registers());
    cases.extend(code());
    cases
}

fn registers() -> Vec<Case> {
    vec![
        Case::new(
            "hlsl.shader_model",
            json!("6.4"),
            DOT_PACKED,
            Hlsl,
            Adds("dot4add_u8packed"),
        ),
        Case::new(
            "hlsl.binding_map",
            json!([{ "group": 0, "binding": 3, "target": { "space": 2, "register": 7 } }]),
            shaders::BUFFERS,
            Hlsl,
            Adds("register(u7, space2)"),
        ),
        Case::new(
            "hlsl.fake_missing_bindings",
            json!(true),
            shaders::BUFFERS,
            Hlsl,
            Adds("register(u3"),
        )
        .base("[transform]\nbindings = \"map\""),
        Case::new(
            "hlsl.special_constants_binding",
            json!({ "space": 1, "register": 5 }),
            shaders::VERTEX,
            Hlsl,
            Adds("register(b5, space1)"),
        ),
        Case::new(
            "hlsl.immediates_target",
            json!({ "space": 3, "register": 6 }),
            shaders::IMMEDIATES,
            Hlsl,
            Adds("register(b6, space3)"),
        ),
    ]
}

fn more_registers() -> Vec<Case> {
    vec![
        Case::new(
            "hlsl.sampler_heap_target",
            json!({
                "standard_samplers": { "space": 4, "register": 1 },
                "comparison_samplers": { "space": 4, "register": 2 },
            }),
            shaders::SAMPLED,
            Hlsl,
            Adds("register(s1, space4)"),
        ),
        Case::new(
            "hlsl.sampler_buffer_binding_map",
            json!([{ "group": 0, "target": { "space": 9, "register": 3 } }]),
            shaders::SAMPLED,
            Hlsl,
            Adds("register(t3, space9)"),
        ),
        Case::new(
            "hlsl.dynamic_storage_buffer_offsets_targets",
            json!([{ "index": 0, "space": 8, "register": 4, "size": 1 }]),
            shaders::BUFFERS,
            Hlsl,
            Adds("register(b4, space8)"),
        )
        .base("[transform]\ndynamic_storage_buffers = [{ group = 0, binding = 3 }]"),
        Case::new(
            "hlsl.external_texture_binding_map",
            json!([{
                "group": 0,
                "binding": 0,
                "planes": [
                    { "space": 0, "register": 21 },
                    { "space": 0, "register": 22 },
                    { "space": 0, "register": 23 },
                ],
                "params": { "space": 0, "register": 24 },
            }]),
            shaders::EXTERNAL,
            Hlsl,
            Adds("register(t22"),
        ),
    ]
}

fn code() -> Vec<Case> {
    vec![
        Case::new(
            "hlsl.zero_initialize_workgroup_memory",
            json!(false),
            shaders::WORKGROUP,
            Hlsl,
            Drops("(uint[4])0"),
        ),
        Case::new(
            "hlsl.restrict_indexing",
            json!(false),
            shaders::LOCAL_INDEX,
            Hlsl,
            Drops("min("),
        ),
        Case::new(
            "hlsl.force_loop_bounding",
            json!(false),
            shaders::LOOP,
            Hlsl,
            Drops("loop_bound"),
        ),
        Case::new(
            "hlsl.task_dispatch_limits",
            json!({ "max_mesh_workgroups_per_dim": 11, "max_mesh_workgroups_total": 77 }),
            shaders::TASK,
            Hlsl,
            Adds("77"),
        ),
        Case::inert(
            "hlsl.mesh_shader_primitive_indices_clamp",
            json!(false),
            shaders::MESH,
            Hlsl,
        ),
        Case::new(
            "hlsl.ray_query_initialization_tracking",
            json!(false),
            shaders::RAY_QUERY,
            Hlsl,
            Drops("naga_has_initialized"),
        ),
        Case::new(
            "hlsl.fragment_entry_point",
            json!("fs"),
            TWO_STAGES,
            Hlsl,
            Drops("link.unused"),
        ),
    ]
}
