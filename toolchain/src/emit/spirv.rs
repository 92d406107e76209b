//! SPIR-V, as words and as assembly.
//!
//! Group and binding become descriptor set and binding as they are, unless a map says
//! otherwise: Vulkan has the same model as the source. An external texture becomes three textures
//! and a uniform buffer: plane 0 keeps its binding, plane 1, plane 2 and the parameters follow
//! the highest binding of the group; a map names them by these numbers.

use naga::back::spv;

use super::features::Features;
use super::needs::{self, SPIRV_DEFAULT};
use super::prepare::Prepared;
use super::repair;
use super::resources::{self, first_of_each, missing_slot};
use super::{Content, Output, Slot, Writing, emitted_names};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::limits;
use crate::options::Options;
use crate::options::binding::{Resource as Place, SpirvResource};
use crate::options::version::{BindingMode, SpirvVersion};
use crate::source::{Language, Source};
use crate::spirv_text;
use crate::target::{TargetLanguage, TargetVersion};

pub(super) fn version(features: &Features, options: &Options) -> SpirvVersion {
    options
        .spirv
        .lang_version
        .unwrap_or_else(|| needs::version_for(features, SPIRV_DEFAULT, needs::spirv))
}

pub(super) fn write(
    prepared: Prepared<'_>,
    language: TargetLanguage,
    version: SpirvVersion,
    options: &Options,
) -> Result<Output, Failure> {
    let own = &options.spirv;
    let (binding_map, slots) = assign(&prepared, options)?;
    let mut flags = own.flags.0;
    if own.debug_info {
        limits::check_lines(&prepared.module, prepared.source, options)?;
        flags |= spv::WriterFlags::DEBUG;
    }
    let naga_options = spv::Options {
        lang_version: version.numbers(),
        flags,
        fake_missing_bindings: own.fake_missing_bindings,
        binding_map,
        capabilities: own.capabilities.as_ref().map(|names| {
            names
                .iter()
                .map(super::super::options::binding::SpirvCapability::to_naga)
                .collect()
        }),
        bounds_check_policies: super::bounds_check_policies(options),
        zero_initialize_workgroup_memory: own.zero_initialize_workgroup_memory.to_naga(),
        force_loop_bounding: own.force_loop_bounding,
        ray_query_initialization_tracking: own.ray_query_initialization_tracking,
        trace_ray_argument_validation: own.trace_ray_argument_validation,
        use_storage_input_output_16: own.use_storage_input_output_16,
        debug_info: own
            .debug_info
            .then(|| debug_info(prepared.source))
            .flatten(),
        task_dispatch_limits: own
            .task_dispatch_limits
            .map(super::super::options::binding::TaskDispatchLimits::to_naga),
        mesh_shader_primitive_indices_clamp: own.mesh_shader_primitive_indices_clamp,
        emit_int_div_checks: own.emit_int_div_checks,
    };
    let writing = Writing {
        prepared: &prepared,
        language,
    };
    let words =
        writing.run(|| spv::write_vec(&prepared.module, &prepared.info, &naga_options, None))?;
    let words = repair::mend_spirv(words);
    let content = if language == TargetLanguage::SpirvAsm {
        Content::Text(disassemble(&words, prepared.source)?)
    } else {
        Content::Words(words)
    };
    let names = prepared
        .module
        .entry_points
        .iter()
        .map(|entry_point| entry_point.name.clone())
        .collect();
    Ok(Output {
        language,
        version: Some(TargetVersion::Spirv(version)),
        entry_points: emitted_names(&prepared.module, names),
        content,
        slots,
        texture_samplers: Vec::new(),
        diagnostics: prepared.diagnostics,
    })
}

fn debug_info(source: &Source) -> Option<spv::DebugInfo<'_>> {
    // Offsets that mean nothing in the text would become wrong lines.
    if !source.has_places() {
        return None;
    }
    let language = match source.language() {
        Language::Wgsl => spv::SourceLanguage::WGSL,
        Language::Glsl => spv::SourceLanguage::GLSL,
        Language::Hlsl => spv::SourceLanguage::HLSL,
        Language::Spirv | Language::SpirvAssembly => return None,
    };
    Some(spv::DebugInfo {
        source_code: source.as_text(),
        file_name: source.name(),
        language,
    })
}

fn disassemble(words: &[u32], source: &Source) -> Result<String, Failure> {
    let options = spirv_text::DisassembleOptions {
        friendly_names: true,
        indent: true,
        header: true,
        offsets: false,
    };
    spirv_text::disassemble(words, &options).map_err(|error| {
        Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Emit,
            Kind::Internal,
            source,
            format!(
                "the SPIR-V that was written cannot be shown as text: {}",
                error.message
            ),
        )
        .into()
    })
}

fn assign(
    prepared: &Prepared<'_>,
    options: &Options,
) -> Result<(spv::BindingMap, Vec<Slot>), Failure> {
    let mut map = spv::BindingMap::default();
    let mut slots = Vec::new();
    let mut problems = Vec::new();
    let pins = first_of_each(options.spirv.binding_map.iter().map(|pin| {
        let SpirvResource { group, binding, .. } = *pin;
        (Place { group, binding }, pin)
    }));
    for resource in resources::collect(&prepared.module) {
        let binding = resource.binding.to_naga();
        let pin = pins.get(&resource.binding);
        let info = match (pin, options.transform.bindings) {
            (Some(pin), _) => spv::BindingInfo {
                descriptor_set: pin.descriptor_set,
                binding: pin.descriptor_binding,
                binding_array_size: pin.binding_array_size,
            },
            (None, BindingMode::Map) if options.spirv.fake_missing_bindings => continue,
            (None, BindingMode::Map) => {
                problems.push(missing_slot(prepared.source, "SPIR-V", &resource));
                continue;
            }
            (None, BindingMode::Auto | BindingMode::Keep) => spv::BindingInfo {
                descriptor_set: binding.group,
                binding: binding.binding,
                binding_array_size: None,
            },
        };
        map.insert(binding, info);
        let (name, place) = prepared.in_source(&resource);
        slots.push(Slot {
            name,
            group: Some(place.group),
            binding: Some(place.binding),
            entry_point: None,
            class: "descriptor".to_owned(),
            space: Some(info.descriptor_set),
            index: info.binding,
            emitted_name: None,
        });
    }
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => Ok((map, slots)),
    }
}
