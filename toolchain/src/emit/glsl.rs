//! OpenGL Shading Language, desktop and ES.
//!
//! One output holds one entry point; of a shader that has none, all functions are written, and a `main` that does
//! nothing. Units with `auto`: uniform buffers, storage buffers,
//! textures and images are counted apart, each from 0 by group and binding over the whole
//! module, so that the stages of a program agree. A texture and its sampler are one variable,
//! on the texture's unit; which were joined is part of the result. Versions before 4.20 and
//! ES 3.10 write no units: there the host binds by the emitted name. An external texture is three
//! textures and a uniform buffer, an array of bindings a variable for each element, whose units
//! follow each other; places of what is added are numbered as in [`spirv`](super::spirv) before units are given.

mod stand_in;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use naga::back::glsl;
use naga::valid::{Capabilities, ModuleInfo, ValidationFlags};

use self::stand_in::Reading;
use super::features::{Feature, Features};
use super::needs::{self, GLSL_DEFAULT, GlslNeed};
use super::prepare::{Prepared, label};
use super::repair;
use super::resources::{self, Class, Numbers, Resource, first_of_each, missing_slot, out_of_range};
use super::rewrite::BindingArrays;
use super::{Content, EmittedEntryPoint, Output, Slot, TextureSampler, Writing};
use crate::check;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::options::binding::{GlslResource, Resource as Place};
use crate::options::version::{BindingMode, GlslVersion};
use crate::source::{Source, Stage};
use crate::target::{TargetLanguage, TargetVersion};

pub(super) fn version(features: &Features, options: &Options) -> GlslVersion {
    options.glsl.version.unwrap_or_else(|| {
        features
            .iter()
            .filter_map(|(feature, _)| needs::glsl(feature).desktop)
            .fold(GLSL_DEFAULT, Ord::max)
    })
}

/// What the version lacks.
pub(super) fn missing(
    prepared: &Prepared<'_>,
    version: GlslVersion,
    options: &Options,
) -> Vec<Diagnostic> {
    let has_shadow_lod = options
        .glsl
        .writer_flags
        .0
        .contains(glsl::WriterFlags::TEXTURE_SHADOW_LOD);
    prepared
        .features
        .iter()
        .filter_map(|(feature, span)| {
            let need = needs::glsl(feature);
            if feature == Feature::ShadowLod && !has_shadow_lod {
                let diagnostic = Diagnostic::error(
                    codes::TARGET_CONSTRUCT,
                    Phase::Emit,
                    Kind::Unsupported,
                    prepared.source,
                    format!("GLSL cannot express {}", feature.title()),
                )
                .with_note("it takes the extension GL_EXT_texture_shadow_lod")
                .with_help(
                    "if the host has it, say so: `--glsl-writer-flags default,texture-shadow-lod`",
                );
                return Some(label(diagnostic, span, "used here"));
            }
            if need.holds_for(version) {
                return None;
            }
            Some(label(
                lacks(prepared, version, feature.title(), need),
                span,
                "used here",
            ))
        })
        .collect()
}

fn lacks(prepared: &Prepared<'_>, version: GlslVersion, title: &str, need: GlslNeed) -> Diagnostic {
    let elsewhere = match (need.desktop, need.es) {
        (None, None) => None,
        (Some(desktop), None) => Some(format!("GLSL {desktop} has it")),
        (None, Some(es)) => Some(format!("GLSL {es} has it")),
        (Some(desktop), Some(es)) => Some(format!("GLSL {desktop} and {es} have it")),
    };
    let (code, message) = match &elsewhere {
        None => (
            codes::TARGET_CONSTRUCT,
            format!("GLSL cannot express {title}"),
        ),
        Some(_) => (
            codes::TARGET_VERSION,
            format!("GLSL {version} cannot express {title}"),
        ),
    };
    let mut diagnostic = Diagnostic::error(
        code,
        Phase::Emit,
        Kind::Unsupported,
        prepared.source,
        message,
    );
    if !need.why.is_empty() {
        diagnostic = diagnostic.with_note(need.why);
    }
    match elsewhere {
        Some(elsewhere) => diagnostic.with_help(elsewhere),
        None => diagnostic,
    }
}

pub(super) fn write(
    prepared: Prepared<'_>,
    entry_point: usize,
    version: GlslVersion,
    units: &Units,
    options: &Options,
) -> Result<Output, Failure> {
    let module = &*prepared.module;
    let Some(selected) = module.entry_points.get(entry_point) else {
        return Err(super::no_entry_point(prepared.source, TargetLanguage::Glsl).into());
    };
    let naga_options = glsl::Options {
        version: version.to_naga(),
        writer_flags: options.glsl.writer_flags.0,
        binding_map: units.map.clone(),
        zero_initialize_workgroup_memory: options.glsl.zero_initialize_workgroup_memory,
    };
    let pipeline_options = glsl::PipelineOptions {
        shader_stage: selected.stage,
        entry_point: selected.name.clone(),
        multiview: options.glsl.multiview,
    };
    single_samplers(&prepared, entry_point)?;
    // Those of texels stand in the module.
    let policies = naga::proc::BoundsCheckPolicies {
        image_load: naga::proc::BoundsCheckPolicy::Unchecked,
        ..super::bounds_check_policies(options)
    };
    let writing = Writing {
        prepared: &prepared,
        language: TargetLanguage::Glsl,
    };
    let write = |module: &naga::Module, info: &ModuleInfo, naga_options: &glsl::Options| {
        writing.text(options, |text| {
            glsl::Writer::new(
                text,
                module,
                info,
                naga_options,
                &pipeline_options,
                policies,
            )?
            .write()
        })
    };
    let readings = Reading::needed(module, &prepared.features);
    let (text, info) = match readings.as_slice() {
        [] => write(module, &prepared.info, &naga_options)?,
        [first, others @ ..] => {
            let written = |reading: Reading| {
                let sets = naga_options.zero_initialize_workgroup_memory;
                let workgroup = sets.then_some(entry_point);
                let stand_in = stand_in::make(module, &prepared.info, reading, workgroup)
                    .map_err(|construct| unsupported(prepared.source, &construct))?;
                let info = stand_in_info(&stand_in.module, prepared.source)?;
                let mut naga_options = Cow::Borrowed(&naga_options);
                if stand_in.sets_workgroup {
                    naga_options.to_mut().zero_initialize_workgroup_memory = false;
                }
                let (text, info) = write(&stand_in.module, &info, &naga_options)?;
                Ok::<_, Failure>((stand_in, text, info))
            };
            let (stand_in, text, mut info) = written(*first)?;
            let other = match others.first() {
                Some(&reading) => Some(written(reading)?.1),
                None => None,
            };
            let text = stand_in::finish(&text, &stand_in, other.as_deref()).ok_or_else(|| {
                let construct = "this mixture of numbers of 16, 32 and 64 bits";
                unsupported(prepared.source, construct)
            })?;
            for (item, offset) in info
                .immediates_items
                .iter_mut()
                .zip(stand_in::offsets(module))
            {
                item.offset = offset;
            }
            (text, info)
        }
    };
    let text = repair::mend_glsl(text, &prepared.features);
    let mut slots = slots(&prepared, entry_point, units, &info);
    if text.contains("uniform uint naga_vs_first_instance;") {
        slots.push(Slot {
            name: "first instance".to_owned(),
            group: None,
            binding: None,
            entry_point: None,
            class: "uniform".to_owned(),
            space: None,
            index: 0,
            emitted_name: Some("naga_vs_first_instance".to_owned()),
        });
    }
    let texture_samplers = texture_samplers(&prepared, &info);
    let entry_points = vec![EmittedEntryPoint {
        name: selected.name.clone(),
        stage: Stage::from(selected.stage),
        emitted_name: "main".to_owned(),
    }];
    Ok(Output {
        language: TargetLanguage::Glsl,
        version: Some(TargetVersion::Glsl(version)),
        content: Content::Text(text),
        entry_points,
        slots,
        texture_samplers,
        diagnostics: prepared.diagnostics,
    })
}

/// What the writer asks of a module that only it sees, and that nobody else would call valid.
fn stand_in_info(module: &naga::Module, source: &Source) -> Result<ModuleInfo, Failure> {
    check::revalidate(
        module,
        source,
        ValidationFlags::empty(),
        Capabilities::all(),
    )
    .map_err(|refusal| {
        let mut diagnostic = refusal.diagnostic;
        diagnostic.kind = Kind::Internal;
        diagnostic.phase = Phase::Emit;
        diagnostic
            .with_note("found after numbers got the types of others: please report it")
            .into()
    })
}

fn unsupported(source: &Source, construct: &str) -> Failure {
    Diagnostic::error(
        codes::TARGET_CONSTRUCT,
        Phase::Emit,
        Kind::Unsupported,
        source,
        format!("GLSL cannot express {construct}"),
    )
    .into()
}

/// Says which texture is read with more than one sampler: GLSL has one sampler a texture.
fn single_samplers(prepared: &Prepared<'_>, entry_point: usize) -> Result<(), Failure> {
    let module = &*prepared.module;
    let name = |handle: naga::Handle<naga::GlobalVariable>| {
        let part = prepared.external.part(handle).map(|part| &part.texture);
        let element = prepared.arrays.element(handle).map(|each| &each.name);
        let own = module.global_variables[handle].name.as_ref();
        part.or(element)
            .or(own)
            .cloned()
            .unwrap_or_else(|| "an unnamed resource".to_owned())
    };
    let mut samplers: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for pair in &prepared.info.get_entry_point(entry_point).sampling_set {
        // The planes of an external texture are read with the same samplers: one message.
        let part = prepared.external.part(pair.image);
        if part.is_some_and(|part| part.number > 0) {
            continue;
        }
        samplers
            .entry(pair.image.index())
            .or_default()
            .push((pair.image, pair.sampler));
    }
    let problems = samplers
        .into_values()
        .filter(|pairs| pairs.len() > 1)
        .filter_map(|pairs| {
            let &(image, _) = pairs.first()?;
            let mut names: Vec<_> = pairs
                .iter()
                .map(|&(_, sampler)| format!("`{}`", name(sampler)))
                .collect();
            names.sort();
            let diagnostic = Diagnostic::error(
                codes::TARGET_CONSTRUCT,
                Phase::Emit,
                Kind::Unsupported,
                prepared.source,
                format!(
                    "GLSL cannot read texture `{}` with several samplers ({})",
                    name(image),
                    names.join(", ")
                ),
            )
            .with_note("in GLSL a texture and its sampler are one variable")
            .with_help("declare the texture once for each sampler");
            Some(label(
                diagnostic,
                module.global_variables.get_span(image),
                "read with several samplers",
            ))
        })
        .collect();
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// The units of a module.
#[derive(Debug, Default)]
pub(super) struct Units {
    map: glsl::BindingMap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum UnitKind {
    UniformBuffer,
    StorageBuffer,
    Texture,
    Image,
}

impl UnitKind {
    const fn name(self) -> &'static str {
        match self {
            Self::UniformBuffer => "uniform-buffer",
            Self::StorageBuffer => "storage-buffer",
            Self::Texture => "texture-unit",
            Self::Image => "image-unit",
        }
    }
}

/// Samplers have no unit of their own.
fn kind_of(resource: &Resource) -> Option<UnitKind> {
    match resource.class {
        Class::UniformBuffer => Some(UnitKind::UniformBuffer),
        Class::StorageBuffer { .. } => Some(UnitKind::StorageBuffer),
        Class::Texture | Class::ExternalTexture => Some(UnitKind::Texture),
        Class::StorageTexture { .. } => Some(UnitKind::Image),
        Class::Sampler | Class::AccelerationStructure => None,
    }
}

/// Assigns the units of a whole module.
pub(super) fn assign(
    source: &crate::source::Source,
    resources: &[Resource],
    arrays: &BindingArrays,
    options: &Options,
) -> Result<Units, Failure> {
    let count = |resource: &Resource| arrays.places(resource.binding).len().max(1) as u32;
    let mut numbers: BTreeMap<UnitKind, Numbers> = BTreeMap::new();
    let pins = first_of_each(options.glsl.binding_map.iter().map(|pin| {
        let GlslResource { group, binding, .. } = *pin;
        (Place { group, binding }, pin)
    }));
    for resource in resources {
        let pin = pins.get(&resource.binding);
        if let (Some(pin), Some(kind)) = (pin, kind_of(resource)) {
            numbers
                .entry(kind)
                .or_default()
                .reserve(pin.unit.into(), count(resource));
        }
    }
    let mut units = Units::default();
    let mut owners: BTreeMap<(UnitKind, u32), &Resource> = BTreeMap::new();
    let mut problems = Vec::new();
    for resource in resources {
        let Some(kind) = kind_of(resource) else {
            continue;
        };
        let binding = resource.binding.to_naga();
        if units.map.contains_key(&binding) {
            continue;
        }
        let pin = pins.get(&resource.binding);
        let unit = match (pin, options.transform.bindings) {
            (Some(pin), _) => u32::from(pin.unit),
            (None, BindingMode::Map) => {
                problems.push(missing_slot(source, "GLSL", resource));
                continue;
            }
            (None, BindingMode::Auto) => numbers.entry(kind).or_default().take(count(resource)),
            (None, BindingMode::Keep) => {
                let unit = resource.binding.binding;
                let units = unit..=unit.saturating_add(count(resource) - 1);
                let other = units
                    .filter_map(|unit| owners.insert((kind, unit), resource))
                    .next();
                if let Some(other) = other {
                    problems.push(
                        Diagnostic::error(
                            codes::BINDING_SLOT_CLASH,
                            Phase::Transform,
                            Kind::Usage,
                            source,
                            format!(
                                "{} and {} cannot both keep unit {unit}",
                                other.describe(),
                                resource.describe()
                            ),
                        )
                        .with_note(
                            "GLSL has no groups: the units of all groups share one row of numbers",
                        )
                        .with_help("use `--bindings auto`, or a map"),
                    );
                }
                unit
            }
        };
        let last = unit.saturating_add(count(resource) - 1);
        match (u8::try_from(unit), u8::try_from(last)) {
            (Ok(unit), Ok(last)) => {
                units.map.insert(binding, unit);
                for (element, unit) in arrays.places(resource.binding).iter().zip(unit..=last) {
                    units.map.insert(element.to_naga(), unit);
                }
            }
            _ => problems.push(out_of_range(
                source,
                &resource.describe(),
                last,
                u8::MAX.into(),
                "use `--bindings auto`, or a map",
            )),
        }
    }
    match Failure::from_all(problems) {
        Some(failure) => Err(failure),
        None => Ok(units),
    }
}

fn slots(
    prepared: &Prepared<'_>,
    entry_point: usize,
    units: &Units,
    info: &glsl::ReflectionInfo,
) -> Vec<Slot> {
    let resources = resources::collect(&prepared.module);
    let is_used = |each: &&Resource| each.is_used_by(&prepared.info, entry_point);
    let mut textures: HashMap<_, Vec<&String>> = HashMap::new();
    for (name, mapping) in &info.texture_mapping {
        textures.entry(mapping.texture).or_default().push(name);
    }
    let mut slots = Vec::new();
    for resource in resources.iter().filter(is_used) {
        let unit = units.map.get(&resource.binding.to_naga());
        let (Some(kind), Some(&unit)) = (kind_of(resource), unit) else {
            continue;
        };
        let mut names: Vec<String> = textures
            .get(&resource.handle)
            .into_iter()
            .flatten()
            .copied()
            .chain(info.uniforms.get(&resource.handle))
            .cloned()
            .collect();
        names.sort();
        let (name, place) = prepared.in_source(resource);
        slots.push(Slot {
            name,
            group: Some(place.group),
            binding: Some(place.binding),
            entry_point: None,
            class: kind.name().to_owned(),
            space: None,
            index: unit.into(),
            emitted_name: names.into_iter().next(),
        });
    }
    for item in &info.immediates_items {
        slots.push(Slot {
            name: "immediates".to_owned(),
            group: None,
            binding: None,
            entry_point: None,
            class: "uniform".to_owned(),
            space: None,
            index: item.offset,
            emitted_name: Some(item.access_path.clone()),
        });
    }
    slots
}

fn texture_samplers(prepared: &Prepared<'_>, info: &glsl::ReflectionInfo) -> Vec<TextureSampler> {
    let name = |handle| {
        let part = prepared.external.part(handle).map(|part| &part.name);
        let element = prepared.arrays.element(handle).map(|each| &each.name);
        let own = prepared.module.global_variables[handle].name.as_ref();
        part.or(element).or(own).cloned().unwrap_or_default()
    };
    let is_storage = |handle: naga::Handle<naga::GlobalVariable>| {
        matches!(
            prepared.module.types[prepared.module.global_variables[handle].ty].inner,
            naga::TypeInner::Image {
                class: naga::ImageClass::Storage { .. },
                ..
            }
        )
    };
    let mut joined: Vec<_> = info
        .texture_mapping
        .iter()
        .filter(|(_, mapping)| !is_storage(mapping.texture))
        .map(|(emitted_name, mapping)| TextureSampler {
            emitted_name: emitted_name.clone(),
            texture: name(mapping.texture),
            sampler: mapping.sampler.map(name),
        })
        .collect();
    joined.sort_by(|a, b| a.emitted_name.cmp(&b.emitted_name));
    joined
}
