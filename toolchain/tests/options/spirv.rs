//! Options of the SPIR-V writer.

use naga_toolchain::target::TargetLanguage::SpirvAsm;
use serde_json::json;

use super::{Adds, Case, Drops, shaders};

const ONE_DIMENSION: &str = "
@group(0) @binding(0) var line: texture_1d<f32>;
@group(0) @binding(1) var<storage, read_write> out: u32;
@compute @workgroup_size(1) fn main() { out = textureDimensions(line); }";

const HALF_VARYING: &str = "
enable f16;
@fragment fn main(@location(0) shade: f16) -> @location(0) vec4<f16> { return vec4(shade); }";

const TRACE: &str = "
enable wgpu_ray_tracing_pipeline;
var<ray_payload> payload: u32;
@group(0) @binding(0) var scene: acceleration_structure;
@ray_generation fn main(@builtin(ray_invocation_id) id: vec3<u32>) {
    payload = id.x;
    traceRay(
        scene,
        RayDesc(RAY_FLAG_NONE, 0xFFu, f32(id.x), 1.0, vec3(0.0), vec3(1.0)),
        &payload,
    );
}";

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = module();
    cases.extend(code());
    cases
}

fn module() -> Vec<Case> {
    vec![
        Case::new(
            "spirv.lang_version",
            json!("1.5"),
            shaders::NOTHING,
            SpirvAsm,
            Adds("Version: 1.5"),
        ),
        Case::new(
            "spirv.flags",
            json!(["default", "debug"]),
            shaders::VERTEX,
            SpirvAsm,
            Adds("OpName %color"),
        )
        .text("default,debug"),
        Case::new(
            "spirv.fake_missing_bindings",
            json!(true),
            shaders::BUFFERS,
            SpirvAsm,
            Adds("Binding 3"),
        )
        .base("[transform]\nbindings = \"map\""),
        Case::new(
            "spirv.binding_map",
            json!([{
                "group": 0,
                "binding": 3,
                "descriptor_set": 5,
                "descriptor_binding": 15,
            }]),
            shaders::BUFFERS,
            SpirvAsm,
            Adds("Binding 15"),
        ),
        Case::new(
            "spirv.capabilities",
            json!(["Shader"]),
            ONE_DIMENSION,
            SpirvAsm,
            Adds("error[target-construct]"),
        )
        .text("Shader"),
        Case::new(
            "spirv.use_storage_input_output_16",
            json!(false),
            HALF_VARYING,
            SpirvAsm,
            Drops("StorageInputOutput16"),
        ),
        Case::new(
            "spirv.debug_info",
            json!(true),
            shaders::VERTEX,
            SpirvAsm,
            Adds("OpSource"),
        ),
    ]
}

fn code() -> Vec<Case> {
    vec![
        Case::new(
            "spirv.zero_initialize_workgroup_memory",
            json!("native"),
            shaders::WORKGROUP,
            SpirvAsm,
            Drops("OpSelectionMerge"),
        ),
        Case::new(
            "spirv.force_loop_bounding",
            json!(false),
            shaders::LOOP,
            SpirvAsm,
            Drops("4294967295"),
        ),
        Case::new(
            "spirv.task_dispatch_limits",
            json!({ "max_mesh_workgroups_per_dim": 11, "max_mesh_workgroups_total": 77 }),
            shaders::TASK,
            SpirvAsm,
            Adds("77"),
        ),
        Case::inert(
            "spirv.mesh_shader_primitive_indices_clamp",
            json!(false),
            shaders::MESH,
            SpirvAsm,
        ),
        Case::new(
            "spirv.ray_query_initialization_tracking",
            json!(false),
            shaders::RAY_QUERY,
            SpirvAsm,
            Drops("OpIsNan"),
        ),
        Case::new(
            "spirv.trace_ray_argument_validation",
            json!(false),
            TRACE,
            SpirvAsm,
            Drops("OpSelectionMerge"),
        ),
        Case::new(
            "spirv.emit_int_div_checks",
            json!(false),
            shaders::DIVISION,
            SpirvAsm,
            Drops("OpSelect"),
        ),
    ]
}
