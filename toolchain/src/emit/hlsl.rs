//! High-level shading language of Direct3D.
//!
//! Registers with `auto`: a group is a register space, and in each space `b`, `t` and `u`
//! registers are counted apart from 0 by binding. Samplers are numbered from 0 in each group:
//! naga looks them up in a sampler heap (`s0` of space 0, comparison samplers `s0` of space 1)
//! through one index buffer a group, `t<group>` of space 255. An external texture takes three
//! `t` registers and a `b` register, an array of buffers one for each element, one after another; an
//! unbounded binding array is declared with 65,536 elements in a space of its own from 128 up.
//! What the writer adds as constant buffers is in space 254: `b0` immediates, `b1` first vertex,
//! first instance and workgroup counts, `b<2 + group>` dynamic offsets.

mod slots;

use naga::back::hlsl;
use naga::{Binding, BuiltIn, TypeInner};

use self::slots::{Assigned, added, added_slot, assign};
use super::features::Features;
use super::needs::{self, HLSL_DEFAULT};
use super::prepare::Prepared;
use super::repair;
use super::resources;
use super::rewrite::first_numbers::{self, FirstNumber};
use super::rewrite::{InText, distances, early_depth};
use super::{Content, Output, Writing, emitted_names};
use crate::check::Checked;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::options::binding::HlslTarget;
use crate::options::version::{BindingMode, ShaderModel};
use crate::source::Source;
use crate::target::{TargetLanguage, TargetVersion};

pub(super) fn version(features: &Features, options: &Options) -> ShaderModel {
    options
        .hlsl
        .shader_model
        .unwrap_or_else(|| needs::version_for(features, HLSL_DEFAULT, needs::hlsl))
}

pub(super) fn write(
    mut prepared: Prepared<'_>,
    whole: &Checked,
    version: ShaderModel,
    options: &Options,
) -> Result<Output, Failure> {
    let own = &options.hlsl;
    let mut diagnostics = std::mem::take(&mut prepared.diagnostics);
    let module = &*prepared.module;
    // Counted over the whole module, so that entry points written apart agree.
    let resources = resources::collect(whole.module());
    let mut assigned = assign(whole.source(), &resources, options)?;
    assigned.split(&prepared.arrays);
    resources::retain_written(&mut assigned.slots, module);
    let in_text = &prepared.in_text;
    let special = special_constants(module, in_text, options, &mut assigned);
    if let (None, [number, ..]) = (special, in_text.first_numbers.as_slice()) {
        diagnostics.push(no_first_number(prepared.source, number));
    }
    if own.fragment_entry_point.is_some() && !in_text.semantics.is_empty() {
        return Err(pruned_distances(prepared.source).into());
    }
    let immediates = own
        .immediates_target
        .or_else(|| (resources::immediates(module).is_some() && fills(options)).then(|| added(0)));
    if let (Some(target), Some(_)) = (immediates, resources::immediates(module)) {
        assigned.slots.push(added_slot("immediates", "b", target));
    }
    if resources::immediates(module).is_some() && immediates.is_none() {
        return Err(Diagnostic::error(
            codes::BINDING_SLOT_MISSING,
            Phase::Transform,
            Kind::Usage,
            prepared.source,
            "the binding map of HLSL has no register for immediates",
        )
        .with_help("set `immediates_target` in the section `hlsl` of the map")
        .into());
    }
    let naga_options = hlsl::Options {
        shader_model: version.to_naga(),
        binding_map: assigned.map,
        fake_missing_bindings: own.fake_missing_bindings,
        special_constants_binding: special.map(HlslTarget::to_naga),
        immediates_target: immediates.map(HlslTarget::to_naga),
        sampler_heap_target: own.sampler_heap_target.map_or_else(
            hlsl::SamplerHeapBindTargets::default,
            |heap| hlsl::SamplerHeapBindTargets {
                standard_samplers: heap.standard_samplers.to_naga(),
                comparison_samplers: heap.comparison_samplers.to_naga(),
            },
        ),
        sampler_buffer_binding_map: assigned.sampler_buffers,
        dynamic_storage_buffer_offsets_targets: assigned.offsets,
        external_texture_binding_map: assigned.external,
        zero_initialize_workgroup_memory: own.zero_initialize_workgroup_memory,
        restrict_indexing: own.restrict_indexing,
        force_loop_bounding: own.force_loop_bounding,
        task_dispatch_limits: own
            .task_dispatch_limits
            .map(super::super::options::binding::TaskDispatchLimits::to_naga),
        mesh_shader_primitive_indices_clamp: own.mesh_shader_primitive_indices_clamp,
        ray_query_initialization_tracking: own.ray_query_initialization_tracking,
    };
    let pipeline_options = hlsl::PipelineOptions { entry_point: None };
    let fragment = match &own.fragment_entry_point {
        None => None,
        Some(name) => Some(hlsl::FragmentEntryPoint::new(module, name).ok_or_else(|| {
            Diagnostic::error(
                codes::ENTRY_POINT_NOT_FOUND,
                Phase::Emit,
                Kind::Usage,
                prepared.source,
                format!("there is no fragment entry point `{name}` in what is written"),
            )
            .with_help("`fragment_entry_point` names an entry point of the same output")
        })?),
    };
    let writing = Writing {
        prepared: &prepared,
        language: TargetLanguage::Hlsl,
    };
    let (text, info) = writing.text(options, |text| {
        hlsl::Writer::new(text, &naga_options, &pipeline_options).write(
            module,
            &prepared.info,
            fragment.as_ref(),
        )
    })?;
    let names = writing.names(info.entry_point_names)?;
    let forced = &prepared.early_depth_tests;
    let text = early_depth::insert(text, "[earlydepthstencil]", forced, &names, prepared.source)?;
    let mut text = distances::write_semantics(text, &in_text.semantics);
    if special.is_some() {
        text = first_numbers::write_numbers(text, &in_text.first_numbers);
    }
    Ok(Output {
        language: TargetLanguage::Hlsl,
        version: Some(TargetVersion::Hlsl(version)),
        entry_points: emitted_names(module, names),
        content: Content::Text(repair::mend_hlsl(text)),
        slots: assigned.slots,
        texture_samplers: Vec::new(),
        diagnostics,
    })
}

/// The warning for numbers that the host has no place to give.
fn no_first_number(source: &Source, number: &FirstNumber) -> Diagnostic {
    let what = match number.built_in {
        BuiltIn::BaseVertex => "vertex",
        _ => "instance",
    };
    Diagnostic::warning(
        codes::BASE_LEFT_OUT,
        Phase::Emit,
        source,
        format!("the binding map of HLSL has no register for the first {what} of a draw: it is 0"),
    )
    .with_note("without it HLSL numbers vertices and instances from the start of each draw")
    .with_help("set `special_constants_binding` in the section `hlsl` of the map")
}

/// naga leaves out what a fragment stage does not read, and knows these by locations.
fn pruned_distances(source: &Source) -> Diagnostic {
    Diagnostic::error(
        codes::TARGET_CONSTRUCT,
        Phase::Emit,
        Kind::Unsupported,
        source,
        "HLSL cannot express clip and cull distances of a vertex stage that is written for one fragment stage",
    )
    .with_help("leave out `fragment_entry_point`")
}

fn fills(options: &Options) -> bool {
    options.transform.bindings != BindingMode::Map
}

/// Direct3D counts vertices and instances from 0 and tells no workgroup counts: the host does.
fn special_constants(
    module: &naga::Module,
    in_text: &InText,
    options: &Options,
    assigned: &mut Assigned,
) -> Option<HlslTarget> {
    let needed = || {
        if !in_text.first_numbers.is_empty() {
            return true;
        }
        let is_special = |binding: &Binding| {
            matches!(
                binding,
                Binding::BuiltIn(
                    BuiltIn::VertexIndex | BuiltIn::InstanceIndex | BuiltIn::NumWorkGroups
                )
            )
        };
        module.entry_points.iter().any(|entry_point| {
            entry_point.function.arguments.iter().any(|argument| {
                match (&argument.binding, &module.types[argument.ty].inner) {
                    (Some(binding), _) => is_special(binding),
                    (None, TypeInner::Struct { members, .. }) => members
                        .iter()
                        .any(|member| member.binding.as_ref().is_some_and(is_special)),
                    (None, _) => false,
                }
            })
        })
    };
    let target = options
        .hlsl
        .special_constants_binding
        .or_else(|| (fills(options) && needed()).then(|| added(1)))?;
    assigned.slots.push(added_slot(
        "first vertex, first instance, workgroup counts",
        "b",
        target,
    ));
    Some(target)
}
