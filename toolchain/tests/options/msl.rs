//! Options of the MSL writer.

use naga_toolchain::target::TargetLanguage::Msl;
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

const BUFFER_ARRAY: &str = "
enable wgpu_binding_array;
struct Buffer { count: u32, items: array<f32> }
@group(0) @binding(0) var<storage, read_write> buffers: binding_array<Buffer>;
@compute @workgroup_size(1) fn main(@builtin(local_invocation_index) index: u32) {
    buffers[index].items[index] = 1.0;
}";

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = slots();
    cases.extend(code());
    cases.extend(vertices());
    cases
}

fn slots() -> Vec<Case> {
    vec![
        Case::new(
            "msl.lang_version",
            json!("3.1"),
            shaders::NOTHING,
            Msl,
            Adds("language: metal3.1"),
        ),
        Case::new(
            "msl.per_entry_point_map",
            json!([{
                "entry_point": "main",
                "resources": [{ "group": 0, "binding": 3, "buffer": 9, "mutable": true }],
                "sizes_buffer": 20,
            }]),
            shaders::BUFFERS,
            Msl,
            Adds("[[buffer(9)]]"),
        ),
        Case::new(
            "msl.inline_samplers",
            json!([{
                "address": ["repeat", "mirrored-repeat", "clamp-to-zero"],
                "mag_filter": "linear",
                "min_filter": "linear",
                "mip_filter": "linear",
                "lod_clamp": [0.5, 4.5],
                "max_anisotropy": 8,
                "compare": "less-equal",
            }]),
            shaders::SAMPLED,
            Msl,
            Adds("constexpr metal::sampler"),
        )
        .base(
            "[[msl.per_entry_point_map]]
             resources = [
                 { group = 0, binding = 0, texture = 0 },
                 { group = 0, binding = 1, inline_sampler = 0 },
             ]",
        ),
        Case::new(
            "msl.fake_missing_bindings",
            json!(true),
            shaders::BUFFERS,
            Msl,
            Adds("[[user(fake0)]]"),
        )
        .base("[transform]\nbindings = \"map\""),
        Case::new(
            "msl.binding_array_length_map",
            json!([{ "group": 0, "binding": 0, "count": 12 }]),
            BUFFER_ARRAY,
            Msl,
            Adds("size0[12]"),
        ),
    ]
}

fn code() -> Vec<Case> {
    vec![
        Case::new(
            "msl.zero_initialize_workgroup_memory",
            json!(false),
            shaders::WORKGROUP,
            Msl,
            Drops("= {};"),
        ),
        Case::new(
            "msl.force_loop_bounding",
            json!(false),
            shaders::LOOP,
            Msl,
            Drops("loop_bound"),
        ),
        Case::new(
            "msl.task_dispatch_limits",
            json!({ "max_mesh_workgroups_per_dim": 11, "max_mesh_workgroups_total": 77 }),
            shaders::TASK,
            Msl,
            Adds("77"),
        ),
        Case::inert(
            "msl.mesh_shader_primitive_indices_clamp",
            json!(false),
            shaders::MESH,
            Msl,
        ),
        Case::new(
            "msl.emit_int_div_checks",
            json!(false),
            shaders::DIVISION,
            Msl,
            Drops("naga_div"),
        ),
        Case::new(
            "msl.ray_query_initialization_tracking",
            json!(false),
            shaders::RAY_QUERY,
            Msl,
            Drops("naga_query_init_tracker"),
        ),
    ]
}

fn vertices() -> Vec<Case> {
    vec![
        Case::new(
            "msl.spirv_cross_compatibility",
            json!(true),
            shaders::VERTEX,
            Msl,
            Adds("user(locn0)"),
        ),
        Case::new(
            "msl.allow_and_force_point_size",
            json!(true),
            shaders::VERTEX,
            Msl,
            Adds("[[point_size]]"),
        ),
        Case::new(
            "msl.vertex_pulling_transform",
            json!(true),
            shaders::VERTEX,
            Msl,
            Drops("[[stage_in]]"),
        )
        .base(
            "[[msl.vertex_buffer_mappings]]
             id = 4
             stride = 12
             attributes = [{ shader_location = 0, offset = 0, format = \"float32x3\" }]",
        ),
        Case::new(
            "msl.vertex_buffer_mappings",
            json!([{
                "id": 4,
                "stride": 12,
                "step_mode": "instance",
                "attributes": [{ "shader_location": 0, "offset": 0, "format": "unorm8x4" }],
            }]),
            shaders::VERTEX,
            Msl,
            Adds("[[buffer(4)]]"),
        )
        .base("[msl]\nvertex_pulling_transform = true"),
    ]
}
