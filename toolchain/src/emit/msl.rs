//! Metal Shading Language.
//!
//! Slots with `auto`: buffers, textures and samplers are counted apart, each from 0, by group
//! and binding, for the module as a whole, so that a resource has one slot in every entry
//! point. A binding array takes a buffer slot (its argument buffer), an external texture three
//! textures and a buffer. Immediates take the buffer slot after the last, the sizes of
//! runtime-sized arrays the one after that. When the module needs more slots than Metal has,
//! each entry point is counted for itself. Vertex buffers are best bound from slot 30 down.

use std::collections::{BTreeMap, HashSet};

use naga::back::msl;

use super::features::{Feature, Features};
use super::lengths;
use super::needs::{self, MSL_DEFAULT};
use super::prepare::Prepared;
use super::repair;
use super::resources::{
    self, Class, Count, Numbers, Resource, first_of_each, missing_slot, out_of_range,
};
use super::rewrite::early_depth;
use super::{Content, Output, Slot, Writing, bounds_check_policies, emitted_names};
use crate::check::Checked;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::options::binding::{MslEntryPoint, MslResource, Resource as Place};
use crate::options::version::{BindingMode, MslVersion};
use crate::target::{TargetLanguage, TargetVersion};

/// First buffer slot that Metal does not have.
const BUFFERS: u32 = 31;
/// First texture slot that Metal does not have.
const TEXTURES: u32 = 128;
/// First sampler slot that Metal does not have.
const SAMPLERS: u32 = 16;

pub(super) fn version(features: &Features, options: &Options) -> MslVersion {
    options
        .msl
        .lang_version
        .unwrap_or_else(|| needs::version_for(features, MSL_DEFAULT, needs::msl))
}

pub(super) fn write(
    prepared: Prepared<'_>,
    whole: &Checked,
    entry_point: Option<usize>,
    version: MslVersion,
    options: &Options,
) -> Result<Output, Failure> {
    // Counted over the whole module, so that entry points written apart agree.
    let resources = resources::collect(whole.module());
    let assigned = assign(whole, entry_point, &resources, options)?;
    let own = &options.msl;
    let naga_options = msl::Options {
        lang_version: version.numbers(),
        per_entry_point_map: assigned.map,
        inline_samplers: own
            .inline_samplers
            .iter()
            .map(super::super::options::binding::InlineSampler::to_naga)
            .collect(),
        spirv_cross_compatibility: own.spirv_cross_compatibility,
        fake_missing_bindings: own.fake_missing_bindings,
        bounds_check_policies: bounds_check_policies(options),
        zero_initialize_workgroup_memory: own.zero_initialize_workgroup_memory,
        force_loop_bounding: own.force_loop_bounding,
        task_dispatch_limits: own
            .task_dispatch_limits
            .map(super::super::options::binding::TaskDispatchLimits::to_naga),
        mesh_shader_primitive_indices_clamp: own.mesh_shader_primitive_indices_clamp,
        emit_int_div_checks: own.emit_int_div_checks,
        ray_query_initialization_tracking: own.ray_query_initialization_tracking,
    };
    let pipeline_options = msl::PipelineOptions {
        entry_point: None,
        allow_and_force_point_size: own.allow_and_force_point_size,
        vertex_pulling_transform: own.vertex_pulling_transform,
        vertex_buffer_mappings: own
            .vertex_buffer_mappings
            .iter()
            .map(vertex_buffer)
            .collect(),
        binding_array_length_map: own
            .binding_array_length_map
            .iter()
            .map(|each| {
                let resource = naga::ResourceBinding {
                    group: each.group,
                    binding: each.binding,
                };
                (resource, each.count)
            })
            .collect(),
    };
    let writing = Writing {
        prepared: &prepared,
        language: TargetLanguage::Msl,
    };
    lengths::check_in_metal(&prepared, options)?;
    let (text, info) = writing.text(options, |text| {
        msl::Writer::new(text).write(
            &prepared.module,
            &prepared.info,
            &naga_options,
            &pipeline_options,
        )
    })?;
    let names = writing.names(info.entry_point_names)?;
    let forced = &prepared.early_depth_tests;
    let text = early_depth::insert(
        text,
        "[[early_fragment_tests]]",
        forced,
        &names,
        prepared.source,
    )?;
    let mut slots = assigned.slots;
    resources::retain_written(&mut slots, &prepared.module);
    let has_sizes =
        prepared.features.contains(Feature::RuntimeArray) && text.contains("_mslBufferSizes&");
    if !has_sizes {
        slots.retain(|slot| slot.name != SIZES);
    }
    Ok(Output {
        language: TargetLanguage::Msl,
        version: Some(TargetVersion::Msl(version)),
        entry_points: emitted_names(&prepared.module, names),
        content: Content::Text(repair::mend_msl(text, &prepared.features)),
        slots,
        texture_samplers: Vec::new(),
        diagnostics: prepared.diagnostics,
    })
}

fn vertex_buffer(buffer: &crate::options::binding::VertexBuffer) -> msl::VertexBufferMapping {
    use crate::options::binding::StepMode;
    msl::VertexBufferMapping {
        id: buffer.id,
        stride: buffer.stride,
        step_mode: match buffer.step_mode {
            StepMode::Constant => msl::VertexBufferStepMode::Constant,
            StepMode::Vertex => msl::VertexBufferStepMode::ByVertex,
            StepMode::Instance => msl::VertexBufferStepMode::ByInstance,
        },
        attributes: buffer
            .attributes
            .iter()
            .map(|attribute| msl::AttributeMapping {
                shader_location: attribute.shader_location,
                offset: attribute.offset,
                format: attribute.format.to_naga(),
            })
            .collect(),
    }
}

/// Name of the slot of the sizes of runtime-sized arrays.
const SIZES: &str = "sizes of runtime-sized arrays";
const IMMEDIATES: &str = "immediates";

struct Assigned {
    map: msl::EntryPointResourceMap,
    slots: Vec<Slot>,
}

/// One counter a kind of slot.
#[derive(Clone, Default)]
struct Counters {
    buffer: Numbers,
    texture: Numbers,
    sampler: Numbers,
}

/// The slots of the resources of one scope: the module, or one entry point.
#[derive(Default)]
struct Table {
    targets: Vec<(usize, msl::BindTarget)>,
    immediates: Option<u8>,
    sizes: Option<u8>,
}

/// Gives slots to the resources of the entry point that is written, or of all.
fn assign(
    whole: &Checked,
    written: Option<usize>,
    resources: &[Resource],
    options: &Options,
) -> Result<Assigned, Failure> {
    let module = whole.module();
    let shared = pinned_for(&options.msl.per_entry_point_map, None);
    let per_entry_point = options
        .msl
        .per_entry_point_map
        .iter()
        .any(|each| each.entry_point.is_some());
    let used: Vec<usize> = (0..resources.len())
        .filter(|&index| resources[index].is_used(whole))
        .collect();
    let whole_table = if per_entry_point {
        None
    } else {
        match table(whole, resources, &used, &shared, Problems::First, options) {
            Ok(table) => Some(table),
            // Too many for one numbering: each entry point gets its own.
            Err(failure) if failure.kind() == Kind::Unsupported => None,
            Err(failure) => return Err(failure),
        }
    };
    let mut map = msl::EntryPointResourceMap::default();
    let mut slots = Vec::new();
    let entry_points = match written {
        Some(index) => index..index + 1,
        None => 0..module.entry_points.len(),
    };
    for index in entry_points {
        let Some(entry_point) = module.entry_points.get(index) else {
            continue;
        };
        let is_used = |resource: usize| resources[resource].is_used_by(whole.info(), index);
        let own_table;
        let table = if let Some(table) = &whole_table {
            table
        } else {
            let pinned = pinned_for(&options.msl.per_entry_point_map, Some(&entry_point.name));
            let used: Vec<usize> = (0..resources.len()).filter(|&it| is_used(it)).collect();
            own_table = table(whole, resources, &used, &pinned, Problems::All, options)?;
            report(&own_table, resources, Some(&entry_point.name), &mut slots);
            &own_table
        };
        let targets = table
            .targets
            .iter()
            .filter(|(resource, _)| is_used(*resource))
            .map(|(resource, target)| (resources[*resource].binding.to_naga(), target.clone()))
            .collect();
        map.insert(
            entry_point.name.clone(),
            msl::EntryPointResources {
                resources: targets,
                immediates_buffer: table.immediates,
                sizes_buffer: table.sizes,
            },
        );
    }
    if let Some(table) = &whole_table {
        report(table, resources, None, &mut slots);
    }
    Ok(Assigned { map, slots })
}

/// What the caller's map says for an entry point: its own entries before the general ones.
fn pinned_for(map: &[MslEntryPoint], entry_point: Option<&str>) -> MslEntryPoint {
    let mut merged = MslEntryPoint::default();
    let mut known = HashSet::new();
    let own = map
        .iter()
        .filter(|each| entry_point.is_some() && each.entry_point.as_deref() == entry_point);
    let general = map.iter().filter(|each| each.entry_point.is_none());
    for each in own.chain(general) {
        for resource in &each.resources {
            if known.insert((resource.group, resource.binding)) {
                merged.resources.push(resource.clone());
            }
        }
        merged.immediates_buffer = merged.immediates_buffer.or(each.immediates_buffer);
        merged.sizes_buffer = merged.sizes_buffer.or(each.sizes_buffer);
    }
    merged
}

/// How many problems are looked for where slots do not suffice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Problems {
    /// One too many is enough: nobody is told.
    First,
    All,
}

fn table(
    whole: &Checked,
    resources: &[Resource],
    scope: &[usize],
    pinned: &MslEntryPoint,
    wanted: Problems,
    options: &Options,
) -> Result<Table, Failure> {
    let mut counters = Counters::default();
    reserve(&mut counters, pinned, options);
    let mut table = Table::default();
    // Two resources of one kind on one binding are never used together and share a slot.
    let mut known: BTreeMap<_, msl::BindTarget> = BTreeMap::new();
    let mut problems = Vec::new();
    if options.transform.bindings == BindingMode::Keep {
        problems = reserve_kept(resources, scope, &mut counters, whole);
    }
    let pins = first_of_each(pinned.resources.iter().map(|pin| {
        let MslResource { group, binding, .. } = *pin;
        (Place { group, binding }, pin)
    }));
    for &index in scope {
        let resource = &resources[index];
        let key = (resource.binding, kind_of(resource));
        if let Some(target) = known.get(&key) {
            table.targets.push((index, target.clone()));
            continue;
        }
        let pin = pins.get(&resource.binding).copied();
        let target = match (pin, options.transform.bindings) {
            (Some(pin), _) => Ok(pinned_target(pin)),
            (None, BindingMode::Map) => {
                if options.msl.fake_missing_bindings {
                    continue;
                }
                Err(missing_slot(whole.source(), "MSL", resource))
            }
            (None, BindingMode::Auto) => automatic(resource, &mut counters, whole),
            (None, BindingMode::Keep) => keep(resource, &mut counters, whole),
        };
        match target {
            Ok(target) => {
                known.insert(key, target.clone());
                table.targets.push((index, target));
            }
            Err(problem) => {
                let is_enough = wanted == Problems::First
                    && problems.is_empty()
                    && problem.kind == Kind::Unsupported;
                problems.push(problem);
                if is_enough {
                    break;
                }
            }
        }
    }
    if let Some(failure) = Failure::from_all(problems) {
        return Err(failure);
    }
    let next =
        |counters: &mut Counters, what: &str| slot(counters.buffer.take(1), BUFFERS, what, whole);
    let fill = options.transform.bindings != BindingMode::Map;
    table.immediates = pinned.immediates_buffer;
    if resources::immediates(whole.module()).is_some() && table.immediates.is_none() && fill {
        table.immediates = Some(next(&mut counters, "the immediates")?);
    }
    table.sizes = pinned.sizes_buffer;
    if table.sizes.is_none() && fill {
        // Only used with runtime-sized arrays: no failure when none is left and none is needed.
        table.sizes = next(&mut counters, SIZES).ok();
    }
    Ok(table)
}

fn reserve(counters: &mut Counters, pinned: &MslEntryPoint, options: &Options) {
    for resource in &pinned.resources {
        if let Some(buffer) = resource.buffer {
            counters.buffer.reserve(buffer.into(), 1);
        }
        if let Some(texture) = resource.texture {
            counters.texture.reserve(texture.into(), 1);
        }
        if let Some(sampler) = resource.sampler {
            counters.sampler.reserve(sampler.into(), 1);
        }
        if let Some(external) = resource.external_texture {
            for plane in external.planes {
                counters.texture.reserve(plane.into(), 1);
            }
            counters.buffer.reserve(external.params.into(), 1);
        }
    }
    for buffer in [pinned.immediates_buffer, pinned.sizes_buffer]
        .into_iter()
        .flatten()
    {
        counters.buffer.reserve(buffer.into(), 1);
    }
    if options.msl.vertex_pulling_transform {
        for buffer in &options.msl.vertex_buffer_mappings {
            counters.buffer.reserve(buffer.id, 1);
        }
    }
}

/// The kinds of slot in Metal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SlotKind {
    Buffer,
    Texture,
    Sampler,
    External,
}

fn kind_of(resource: &Resource) -> SlotKind {
    if resource.count != Count::One {
        return SlotKind::Buffer;
    }
    match resource.class {
        Class::UniformBuffer | Class::StorageBuffer { .. } | Class::AccelerationStructure => {
            SlotKind::Buffer
        }
        Class::Texture | Class::StorageTexture { .. } => SlotKind::Texture,
        Class::Sampler => SlotKind::Sampler,
        Class::ExternalTexture => SlotKind::External,
    }
}

fn is_mutable(resource: &Resource) -> bool {
    matches!(
        resource.class,
        Class::StorageBuffer { writable: true } | Class::StorageTexture { writable: true }
    )
}

fn pinned_target(pin: &MslResource) -> msl::BindTarget {
    msl::BindTarget {
        buffer: pin.buffer,
        texture: pin.texture,
        sampler: match (pin.sampler, pin.inline_sampler) {
            (_, Some(index)) => Some(msl::BindSamplerTarget::Inline(index)),
            (Some(slot), None) => Some(msl::BindSamplerTarget::Resource(slot)),
            (None, None) => None,
        },
        external_texture: pin
            .external_texture
            .map(|external| msl::BindExternalTextureTarget {
                planes: external.planes,
                params: external.params,
            }),
        mutable: pin.mutable.unwrap_or(false),
    }
}

fn slot(number: u32, limit: u32, what: &str, whole: &Checked) -> Result<u8, Diagnostic> {
    u8::try_from(number)
        .ok()
        .filter(|_| number < limit)
        .ok_or_else(|| {
            out_of_range(
                whole.source(),
                what,
                number,
                limit - 1,
                "keep fewer entry points with `--entry-point`, or put resources into a binding array",
            )
        })
}

fn automatic(
    resource: &Resource,
    counters: &mut Counters,
    whole: &Checked,
) -> Result<msl::BindTarget, Diagnostic> {
    let what = resource.describe();
    let mut target = msl::BindTarget {
        mutable: is_mutable(resource),
        ..msl::BindTarget::default()
    };
    match kind_of(resource) {
        SlotKind::Buffer => {
            target.buffer = Some(slot(counters.buffer.take(1), BUFFERS, &what, whole)?);
        }
        SlotKind::Texture => {
            target.texture = Some(slot(counters.texture.take(1), TEXTURES, &what, whole)?);
        }
        SlotKind::Sampler => {
            let number = slot(counters.sampler.take(1), SAMPLERS, &what, whole)?;
            target.sampler = Some(msl::BindSamplerTarget::Resource(number));
        }
        SlotKind::External => {
            let first = counters.texture.take(3);
            slot(first + 2, TEXTURES, &what, whole)?;
            let planes =
                [first, first + 1, first + 2].map(|plane| u8::try_from(plane).unwrap_or(u8::MAX));
            let params = slot(counters.buffer.take(1), BUFFERS, &what, whole)?;
            target.external_texture = Some(msl::BindExternalTextureTarget { planes, params });
        }
    }
    Ok(target)
}

/// Marks the numbers that `keep` gives out, so that what is added goes around them.
fn reserve_kept(
    resources: &[Resource],
    scope: &[usize],
    counters: &mut Counters,
    whole: &Checked,
) -> Vec<Diagnostic> {
    let mut owners: BTreeMap<(SlotKind, u32), &Resource> = BTreeMap::new();
    let mut problems = Vec::new();
    for resource in scope.iter().map(|&index| &resources[index]) {
        let number = resource.binding.binding;
        let (kind, counter) = match kind_of(resource) {
            SlotKind::Buffer => (SlotKind::Buffer, &mut counters.buffer),
            SlotKind::Texture | SlotKind::External => (SlotKind::Texture, &mut counters.texture),
            SlotKind::Sampler => (SlotKind::Sampler, &mut counters.sampler),
        };
        counter.reserve(number, 1);
        match owners.insert((kind, number), resource) {
            Some(other) if other.binding != resource.binding => problems.push(
                Diagnostic::error(
                    codes::BINDING_SLOT_CLASH,
                    Phase::Transform,
                    Kind::Usage,
                    whole.source(),
                    format!(
                        "{} and {} cannot both keep slot {number}",
                        other.describe(),
                        resource.describe()
                    ),
                )
                .with_note("Metal has no groups: the slots of all groups share one row of numbers")
                .with_help("use `--bindings auto`, or a map"),
            ),
            Some(_) | None => {}
        }
    }
    problems
}

fn keep(
    resource: &Resource,
    counters: &mut Counters,
    whole: &Checked,
) -> Result<msl::BindTarget, Diagnostic> {
    let what = resource.describe();
    let number = resource.binding.binding;
    let mut target = msl::BindTarget {
        mutable: is_mutable(resource),
        ..msl::BindTarget::default()
    };
    match kind_of(resource) {
        SlotKind::Buffer => target.buffer = Some(slot(number, BUFFERS, &what, whole)?),
        SlotKind::Texture => target.texture = Some(slot(number, TEXTURES, &what, whole)?),
        SlotKind::Sampler => {
            let number = slot(number, SAMPLERS, &what, whole)?;
            target.sampler = Some(msl::BindSamplerTarget::Resource(number));
        }
        SlotKind::External => {
            let plane = |number| slot(number, TEXTURES, &what, whole);
            target.external_texture = Some(msl::BindExternalTextureTarget {
                planes: [
                    plane(number)?,
                    plane(counters.texture.take(1))?,
                    plane(counters.texture.take(1))?,
                ],
                params: slot(counters.buffer.take(1), BUFFERS, &what, whole)?,
            });
        }
    }
    Ok(target)
}

fn report(table: &Table, resources: &[Resource], entry_point: Option<&str>, slots: &mut Vec<Slot>) {
    let new = |name: &str, class: &str, index: u8| Slot {
        name: name.to_owned(),
        group: None,
        binding: None,
        entry_point: entry_point.map(ToOwned::to_owned),
        class: class.to_owned(),
        space: None,
        index: index.into(),
        emitted_name: None,
    };
    for (index, target) in &table.targets {
        let resource = &resources[*index];
        let mut add = |name: &str, class: &str, index: u8| {
            slots.push(Slot {
                group: Some(resource.binding.group),
                binding: Some(resource.binding.binding),
                ..new(name, class, index)
            });
        };
        if let Some(buffer) = target.buffer {
            add(&resource.name, "buffer", buffer);
        }
        if let Some(texture) = target.texture {
            add(&resource.name, "texture", texture);
        }
        if let Some(msl::BindSamplerTarget::Resource(sampler)) = target.sampler {
            add(&resource.name, "sampler", sampler);
        }
        if let Some(external) = &target.external_texture {
            for (plane, number) in external.planes.into_iter().enumerate() {
                add(
                    &format!("{} plane {plane}", resource.name),
                    "texture",
                    number,
                );
            }
            add(
                &format!("{} parameters", resource.name),
                "buffer",
                external.params,
            );
        }
    }
    if let Some(buffer) = table.immediates {
        slots.push(new(IMMEDIATES, "buffer", buffer));
    }
    if let Some(buffer) = table.sizes {
        slots.push(new(SIZES, "buffer", buffer));
    }
}
