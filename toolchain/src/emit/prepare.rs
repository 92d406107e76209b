//! Makes a module fit for a writer, or says why it cannot be.
//!
//! Overrides become constants, constructs with a stand-in are rewritten, and the rest is held
//! against what the target has: first by the tables in [`needs`](super::needs), which know
//! versions and places, then by validating with the back end's own capabilities. A module that
//! comes out of here does not make a writer panic.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

use naga::back::PipelineConstants;
use naga::back::pipeline_constants::{PipelineConstantError, process_overrides};
use naga::proc::IndexableLength;
use naga::valid::{Capabilities, ModuleInfo};
use naga::{ArraySize, Module, Span, Type, TypeInner};

use super::features::Features;
use super::resources::{self, Resource};
use super::rewrite::{self, BindingArrays, ExternalTextures, InText, Rewrite};
use super::sizes;
use crate::check::{self, Checked};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::options::binding::Resource as Place;
use crate::options::version::BoundsCheck;
use crate::options::{Options, override_key};
use crate::source::Source;
use crate::target::TargetLanguage;

/// A module ready to be written.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    pub(super) module: Cow<'a, Module>,
    pub(super) info: Cow<'a, ModuleInfo>,
    pub(super) source: &'a Source,
    pub(super) features: Features,
    /// Where external textures went, for the targets that have none.
    pub(super) external: ExternalTextures,
    /// Where the elements of arrays of bindings went, for the targets that have none.
    pub(super) arrays: BindingArrays,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Entry points, by index, whose early depth test is to be put into the text.
    pub(super) early_depth_tests: Vec<usize>,
    pub(super) in_text: InText,
}

impl Prepared<'_> {
    /// What a report calls a resource of the prepared module, and its place in the source.
    pub(super) fn in_source(&self, resource: &Resource) -> (String, Place) {
        let part = self.external.part(resource.handle);
        let element = self.arrays.element(resource.handle);
        match (part, element) {
            (Some(part), _) => (part.name.clone(), part.place),
            (None, Some(element)) => (element.name.clone(), element.place),
            (None, None) => (resource.name.clone(), resource.binding),
        }
    }
}

/// Resolves overrides, keeps `entry_point` only, and rewrites what the target has a stand-in for.
pub(super) fn prepare<'a>(
    checked: &'a Checked,
    language: TargetLanguage,
    entry_point: Option<usize>,
    options: &Options,
) -> Result<Prepared<'a>, Failure> {
    let mut diagnostics = Vec::new();
    let (module, info) = resolve(checked, language, entry_point, options, &mut diagnostics)?;
    let features = Features::scan(&module, &info);
    // Of the whole module, so that all its entry points agree.
    let in_wgsl = language == TargetLanguage::Wgsl && rewrite::are_split_in_wgsl(checked, options);
    let resources = if adds_resources(language, in_wgsl) {
        resources::collect(checked.module())
    } else {
        Vec::new()
    };
    let external = if lacks_external_textures(language) {
        ExternalTextures::plan(&resources, checked.source())?
    } else {
        ExternalTextures::default()
    };
    let mut arrays = BindingArrays::plan(language, &resources, external.places(), in_wgsl);
    if language == TargetLanguage::Glsl {
        arrays.give_pairs(checked.module(), &resources);
    }
    let mut prepared = Prepared {
        module,
        info,
        source: checked.source(),
        features,
        external,
        arrays,
        diagnostics,
        early_depth_tests: Vec::new(),
        in_text: InText::default(),
    };
    if in_wgsl && options.wgsl.split_binding_arrays.is_none() {
        let notes = prepared.arrays.notes(&prepared.module, checked.source());
        prepared.diagnostics.extend(notes);
    }
    let mut changed = false;
    if language != TargetLanguage::Wgsl || in_wgsl {
        changed |= apply_rewrite(&mut prepared, &rewrite::ARRAYS, language, options)?;
    }
    changed |= apply_rewrites(&mut prepared, language, options)?;
    if changed {
        prepared.features = Features::scan(&prepared.module, &prepared.info);
    }
    Ok(prepared)
}

/// A module without open overrides, and what validation found out about it.
type Resolved<'a> = (Cow<'a, Module>, Cow<'a, ModuleInfo>);

fn resolve<'a>(
    checked: &'a Checked,
    language: TargetLanguage,
    entry_point: Option<usize>,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Resolved<'a>, Failure> {
    let module = checked.module();
    let selected = entry_point
        .and_then(|index| module.entry_points.get(index))
        .map(|entry_point| (entry_point.stage, entry_point.name.as_str()));
    let nothing_to_do = module.overrides.is_empty()
        && (selected.is_none() || module.entry_points.len() <= 1)
        || language == TargetLanguage::Dot;
    if nothing_to_do {
        return Ok((Cow::Borrowed(module), Cow::Borrowed(checked.info())));
    }
    let mut constants = pipeline_constants(checked, &options.transform.overrides);
    diagnostics.extend(assume_missing(checked, &mut constants, options)?);
    let resolved = guard::call(
        Phase::Transform,
        "resolving overrides",
        checked.source(),
        || match sizes::named(module) {
            Cow::Borrowed(module) => {
                process_overrides(module, checked.info(), selected, &constants)
            }
            Cow::Owned(named) => process_overrides(&named, checked.info(), selected, &constants)
                .map(|(module, info)| {
                    let mut module = module.into_owned();
                    sizes::unname(&mut module);
                    (Cow::Owned(module), Cow::Owned(info.into_owned()))
                }),
        },
    )?;
    let resolved = match resolved {
        Err(PipelineConstantError::ValidationError(error)) => {
            // The module is valid before, so this may be naga's doing.
            resolve_fenced(checked, selected, &constants, options)?
                .ok_or(PipelineConstantError::ValidationError(error))
        }
        other => other,
    };
    resolved
        .map_err(|error| explain_override(checked, &constants, error))
        .map(|(mut module, info)| {
            // naga leaves the declarations in; only WGSL would show them, and they have no effect.
            if language == TargetLanguage::Wgsl && !module.overrides.is_empty() {
                drop_declarations(module.to_mut());
            }
            (module, info)
        })
}

/// Gives overrides their values with fences around what is evaluated; none where that does not help.
fn resolve_fenced(
    checked: &Checked,
    selected: Option<(naga::ShaderStage, &str)>,
    constants: &PipelineConstants,
    options: &Options,
) -> Result<Option<Resolved<'static>>, Failure> {
    let resolve = || {
        let mut fenced = sizes::named(checked.module()).into_owned();
        rewrite::fence(&mut fenced);
        let resolved = process_overrides(&fenced, checked.info(), selected, constants);
        let mut module = resolved.ok()?.0.into_owned();
        sizes::unname(&mut module);
        rewrite::unfence(&mut module);
        Some(module)
    };
    let step = "resolving overrides once more";
    let Some(module) = guard::call(Phase::Transform, step, checked.source(), resolve)? else {
        return Ok(None);
    };
    let flags = options.validate.flags.0;
    let info = check::revalidate(&module, checked.source(), flags, Capabilities::all()).ok();
    Ok(info.map(|info| (Cow::Owned(module), Cow::Owned(info))))
}

/// Takes out overrides that nothing refers to any more: array sizes get their numbers first.
fn drop_declarations(module: &mut Module) {
    let sized: Vec<_> = module
        .types
        .iter()
        .filter_map(|(handle, ty)| {
            let TypeInner::Array {
                base,
                size: size @ ArraySize::Pending(_),
                stride,
            } = ty.inner
            else {
                return None;
            };
            let Ok(IndexableLength::Known(count)) = size.resolve(module.to_ctx()) else {
                return None;
            };
            let inner = TypeInner::Array {
                base,
                size: ArraySize::Constant(NonZeroU32::new(count)?),
                stride,
            };
            let name = ty.name.clone();
            Some((handle, Type { name, inner }))
        })
        .collect();
    for (handle, ty) in sized {
        // Replacing by a type that the module has already is not possible; a name tells them apart.
        let mut ty = ty;
        while module.types.get(&ty).is_some() {
            ty.name = Some(ty.name.unwrap_or_default() + "_");
        }
        module.types.replace(handle, ty);
    }
    let pending = module.types.iter().any(|(_, ty)| {
        matches!(
            ty.inner,
            TypeInner::Array {
                size: ArraySize::Pending(_),
                ..
            } | TypeInner::BindingArray {
                size: ArraySize::Pending(_),
                ..
            }
        )
    });
    if !pending {
        module.overrides = naga::Arena::new();
    }
}
/// The given values under the keys that naga looks for: the id where there is one.
fn pipeline_constants(checked: &Checked, given: &BTreeMap<String, f64>) -> PipelineConstants {
    let module = checked.module();
    given
        .iter()
        .map(|(key, value)| (override_key(key), value))
        // It has the value already.
        .filter(|(key, value)| {
            checked
                .fixed(key)
                .is_none_or(|constant| !constant.has(**value))
        })
        .map(|(key, &value)| {
            let id = module
                .overrides
                .iter()
                .find(|(_, each)| each.name.as_deref() == Some(key))
                .and_then(|(_, each)| each.id);
            (
                id.map_or_else(|| key.to_owned(), |id| id.to_string()),
                value,
            )
        })
        .collect()
}

/// How an override is spoken of: `scale`, or `@id(3)`.
pub(crate) fn override_name(each: &naga::Override) -> String {
    match (&each.name, each.id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => format!("@id({id})"),
        (None, None) => "an unnamed override".to_owned(),
    }
}

/// The value that stands for an override nobody gave one: valid as a size and as a divisor.
const ASSUMED_VALUE: f64 = 1.0;

/// Fills in overrides without default and value, each with a warning, or refuses them.
fn assume_missing(
    checked: &Checked,
    constants: &mut PipelineConstants,
    options: &Options,
) -> Result<Vec<Diagnostic>, Failure> {
    let mut said = Vec::new();
    for (handle, each) in checked.module().overrides.iter() {
        let key = match (each.id, &each.name) {
            (Some(id), _) => id.to_string(),
            (None, Some(name)) => name.clone(),
            (None, None) => continue,
        };
        if each.init.is_some() || constants.contains_key(&key) {
            continue;
        }
        let name = override_name(each);
        let source = checked.source();
        let message = format!("override `{name}` has no default and was given no value");
        let diagnostic = if options.transform.require_override_values {
            Diagnostic::error(
                codes::OVERRIDE_VALUE_NEEDED,
                Phase::Transform,
                Kind::Usage,
                source,
                message,
            )
        } else {
            constants.insert(key, ASSUMED_VALUE);
            Diagnostic::warning(
                codes::OVERRIDE_VALUE_ASSUMED,
                Phase::Transform,
                source,
                format!("{message}: written as {ASSUMED_VALUE}"),
            )
        };
        let diagnostic = diagnostic.with_help(format!("give it one: `--override {name}=…`"));
        let span = checked.module().overrides.get_span(handle);
        said.push(label(diagnostic, span, "needs a value"));
    }
    match Failure::from_all(said.clone()) {
        Some(failure) => Err(failure),
        None => Ok(said),
    }
}

fn explain_override(
    checked: &Checked,
    constants: &PipelineConstants,
    error: PipelineConstantError,
) -> Failure {
    let module = checked.module();
    let source = checked.source();
    let fail = |code, kind, message: String| {
        Diagnostic::error(code, Phase::Transform, kind, source, message)
    };
    match error {
        PipelineConstantError::MissingValue(name) => fail(
            codes::OVERRIDE_VALUE_NEEDED,
            Kind::Usage,
            format!("override `{name}` has no default and was given no value"),
        )
        .into(),
        PipelineConstantError::NotFound(name) => unknown_override(checked, &name).into(),
        PipelineConstantError::SrcNeedsToBeFinite => fail(
            codes::OVERRIDE_VALUE_INVALID,
            Kind::Usage,
            "the value of a numeric override must be finite".to_owned(),
        )
        .into(),
        PipelineConstantError::DstRangeTooSmall => {
            let given: Vec<_> = constants
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            fail(
                codes::OVERRIDE_VALUE_INVALID,
                Kind::Usage,
                format!(
                    "a value does not fit the type of its override ({})",
                    given.join(", ")
                ),
            )
            .into()
        }
        PipelineConstantError::NegativeWorkgroupSize => fail(
            codes::OVERRIDE_UNRESOLVED,
            Kind::Usage,
            "with these overrides a workgroup size is not positive".to_owned(),
        )
        .into(),
        PipelineConstantError::NegativeMeshOutputMax => fail(
            codes::OVERRIDE_UNRESOLVED,
            Kind::Usage,
            "with these overrides the number of mesh vertices or primitives is not positive"
                .to_owned(),
        )
        .into(),
        PipelineConstantError::ConstantEvaluatorError(error) => fail(
            codes::OVERRIDE_UNRESOLVED,
            Kind::Usage,
            format!("with these overrides a constant cannot be evaluated: {error}"),
        )
        .into(),
        PipelineConstantError::ValidationError(error) => {
            let mut diagnostic = check::explain(module, source, &error);
            diagnostic.phase = Phase::Transform;
            diagnostic
                .with_note("found after overrides were given their values")
                .into()
        }
    }
}

/// The error for an override that the module does not have.
pub(crate) fn unknown_override(checked: &Checked, name: &str) -> Diagnostic {
    if let Some(constant) = checked.fixed(name) {
        return Diagnostic::error(
            codes::OVERRIDE_NOT_FOUND,
            Phase::Transform,
            Kind::Usage,
            checked.source(),
            format!(
                "the specialisation constant `{name}` is fixed at {}",
                constant.value
            ),
        )
        .with_help("give it its value when the source is read, and one that its type has");
    }
    let known: Vec<_> = checked
        .module()
        .overrides
        .iter()
        .map(|(_, each)| override_name(each))
        .collect();
    let diagnostic = Diagnostic::error(
        codes::OVERRIDE_NOT_FOUND,
        Phase::Transform,
        Kind::Usage,
        checked.source(),
        format!("there is no override `{name}`"),
    );
    if known.is_empty() {
        diagnostic.with_help("the shader declares no overrides")
    } else {
        diagnostic.with_help(format!("there are: {}", known.join(", ")))
    }
}

/// Whether rewrites for a language may need places for more resources than the source has.
const fn adds_resources(language: TargetLanguage, in_wgsl: bool) -> bool {
    match language {
        TargetLanguage::Wgsl => in_wgsl,
        TargetLanguage::Glsl
        | TargetLanguage::Hlsl
        | TargetLanguage::Spirv
        | TargetLanguage::SpirvAsm => true,
        TargetLanguage::Msl | TargetLanguage::Dot => false,
    }
}

const fn lacks_external_textures(language: TargetLanguage) -> bool {
    match language {
        TargetLanguage::Glsl | TargetLanguage::Spirv | TargetLanguage::SpirvAsm => true,
        TargetLanguage::Msl | TargetLanguage::Hlsl | TargetLanguage::Wgsl | TargetLanguage::Dot => {
            false
        }
    }
}

/// Applies what there is something for; tells whether there was.
fn apply_rewrites(
    prepared: &mut Prepared<'_>,
    language: TargetLanguage,
    options: &Options,
) -> Result<bool, Failure> {
    let mut changed = false;
    if !prepared.arrays.pairs().is_empty() {
        changed |= apply_rewrite(prepared, &rewrite::SAMPLER_PAIRS, language, options)?;
    }
    if !options.msl.allow_and_force_point_size {
        changed |= apply_rewrite(prepared, &rewrite::MESH_POINT_SIZE, language, options)?;
    }
    for rewrite in rewrite::ALL {
        changed |= apply_rewrite(prepared, rewrite, language, options)?;
    }
    if options.bounds_check.image_load != BoundsCheck::Unchecked {
        changed |= apply_rewrite(prepared, &rewrite::CHECKED_LOADS, language, options)?;
    }
    if let Some(version) = options.glsl.version {
        for older in rewrite::OLDER {
            if !older.since.holds_for(version) {
                changed |= apply_rewrite(prepared, &older.rewrite, language, options)?;
            }
        }
    }
    changed |= apply_rewrite(prepared, &rewrite::CONTINUING, language, options)?;
    Ok(changed)
}

/// Applies a rewrite if there is something for it; tells whether there was.
fn apply_rewrite(
    prepared: &mut Prepared<'_>,
    rewrite: &Rewrite,
    language: TargetLanguage,
    options: &Options,
) -> Result<bool, Failure> {
    let found = || rewrite.is_needed(&prepared.module, &prepared.info, prepared.source);
    if !rewrite.targets.contains(&language) || !found() {
        return Ok(false);
    }
    let mut module = prepared.module.clone().into_owned();
    let mut change = rewrite::Change {
        module: &mut module,
        info: &prepared.info,
        source: prepared.source,
        language,
        features: &prepared.features,
        diagnostics: &mut prepared.diagnostics,
        loads: rewrite::Loads::of(options),
        early_depth_tests: &mut prepared.early_depth_tests,
        external: &mut prepared.external,
        arrays: &mut prepared.arrays,
        in_text: &mut prepared.in_text,
    };
    let apply = move || (rewrite.apply)(&mut change);
    guard::call(Phase::Emit, rewrite.step, prepared.source, apply)??;
    let info = check::revalidate(
        &module,
        prepared.source,
        options.validate.flags.0,
        Capabilities::all(),
    )
    .map_err(|refusal| internal_rewrite(refusal.diagnostic))?;
    prepared.module = Cow::Owned(module);
    prepared.info = Cow::Owned(info);
    Ok(true)
}

fn internal_rewrite(mut diagnostic: Diagnostic) -> Failure {
    diagnostic.kind = Kind::Internal;
    diagnostic.phase = Phase::Emit;
    diagnostic
        .with_note("found after a construct was rewritten for the target: please report it")
        .into()
}

/// Validates again with what the back end can do.
pub(super) fn check_capabilities(
    prepared: &Prepared<'_>,
    checked: &Checked,
    language: TargetLanguage,
    options: &Options,
) -> Result<(), Failure> {
    let supported = language.capabilities();
    if supported.contains(checked.capabilities()) {
        return Ok(());
    }
    let Err(refusal) = check::revalidate(
        &prepared.module,
        prepared.source,
        options.validate.flags.0,
        supported,
    ) else {
        return Ok(());
    };
    let mut diagnostic = refusal.diagnostic;
    diagnostic.phase = Phase::Emit;
    diagnostic.kind = Kind::Unsupported;
    let names: Vec<_> = refusal
        .missing
        .iter_names()
        .map(|(name, _)| format!("`{}`", crate::options::set::flag_name(name)))
        .collect();
    if names.is_empty() {
        diagnostic.message = format!(
            "{} cannot express this: {}",
            language.title(),
            diagnostic.message
        );
    } else {
        diagnostic.message = format!(
            "{} cannot express what needs {}",
            language.title(),
            names.join(" and ")
        );
    }
    diagnostic.code = codes::TARGET_CAPABILITY;
    diagnostic.help = None;
    let buffers = Capabilities::BUFFER_BINDING_ARRAY | Capabilities::STORAGE_BUFFER_BINDING_ARRAY;
    if refusal.missing.intersects(buffers) {
        diagnostic = diagnostic.with_note(
            "an array of up to 64 buffers is written as a variable for each; \
             `--transform-binding-array-lengths` gives a length to one without",
        );
    }
    Err(diagnostic.into())
}

/// Adds a label when there is a place to point at.
pub(crate) fn label(diagnostic: Diagnostic, span: Span, message: &str) -> Diagnostic {
    match span.to_range() {
        Some(range) if diagnostic.source.has_places() => diagnostic.with_primary(range, message),
        _ => diagnostic,
    }
}
