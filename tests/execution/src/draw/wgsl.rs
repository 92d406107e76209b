//! WGSL to SPIR-V, as wgpu does it on Vulkan, with the naga inside wgpu.
//!
//! wgpu holds the stages of a pipeline against each other when it knows them, and of a stage in
//! SPIR-V it knows nothing: one of each does not fit together. So both go in as words.

use wgpu::naga::ShaderStage;
use wgpu::naga::back::{pipeline_constants, spv};
use wgpu::naga::front::wgsl;
use wgpu::naga::proc::{BoundsCheckPolicies, BoundsCheckPolicy};
use wgpu::naga::valid::{Capabilities, ValidationFlags, Validator};

use crate::route::{Code, Program};

/// Makes words of a program that is WGSL; its bindings stay as they are.
///
/// # Errors
///
/// What naga says.
pub fn compile(program: &mut Program, stage: ShaderStage) -> Result<(), String> {
    let Code::Wgsl(text) = &program.code else {
        return Ok(());
    };
    let mut front = wgsl::Frontend::new_with_options(wgsl::Options {
        parse_doc_comments: false,
        capabilities: Capabilities::all(),
    });
    let module = front
        .parse(text)
        .map_err(|error| format!("{}\n{text}", error.emit_to_string(text)))?;
    let info = Validator::new(ValidationFlags::all(), Capabilities::all())
        .subgroup_stages(wgpu::naga::valid::ShaderStages::all())
        .subgroup_operations(wgpu::naga::valid::SubgroupOperationSet::all())
        .validate(&module)
        .map_err(|error| format!("{}\n{text}", error.emit_to_string(text)))?;
    let constants = program
        .constants
        .iter()
        .map(|(key, value)| (key.clone(), *value))
        .collect();
    let entry_point = (stage, program.entry_point.as_str());
    let (module, info) =
        pipeline_constants::process_overrides(&module, &info, Some(entry_point), &constants)
            .map_err(|error| error.to_string())?;
    let options = spv::Options {
        lang_version: (1, 3),
        flags: spv::WriterFlags::LABEL_VARYINGS | spv::WriterFlags::CLAMP_FRAG_DEPTH,
        fake_missing_bindings: true,
        bounds_check_policies: BoundsCheckPolicies {
            index: BoundsCheckPolicy::Restrict,
            buffer: BoundsCheckPolicy::Restrict,
            image_load: BoundsCheckPolicy::Restrict,
            binding_array: BoundsCheckPolicy::Unchecked,
        },
        ..spv::Options::default()
    };
    let pipeline = spv::PipelineOptions {
        shader_stage: stage,
        entry_point: program.entry_point.clone(),
    };
    let words = spv::write_vec(&module, &info, &options, Some(&pipeline))
        .map_err(|error| format!("{error}\n{text}"))?;
    program.code = Code::Spirv(words);
    Ok(())
}
