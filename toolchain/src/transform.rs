//! Checked module to checked module: what the caller wants of the module as a whole.
//!
//! Entry points are selected and renamed, what no entry point reaches is dropped, and arrays of
//! bindings get lengths. Overrides
//! are only looked up here; they become constants when a target is written, because a
//! reflection still shows them.

pub(crate) mod lengths;
pub mod values;

use std::collections::BTreeMap;

use naga::compact::{KeepUnused, compact};
use naga::{Handle, Type};

use crate::check::{self, Checked};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::emit;
use crate::guard;
use crate::ir_text::spelling::scalar_name;
use crate::options::{Options, override_key};
use crate::source::{Source, Stage};

/// Applies the options of the section `transform`.
///
/// # Errors
///
/// A name that the module does not have, or two entry points that would share one.
pub fn transform(checked: Checked, options: &Options) -> Result<Checked, Failure> {
    transform_module(checked, options).map_err(Failure::in_files)
}

fn transform_module(checked: Checked, options: &Options) -> Result<Checked, Failure> {
    let own = &options.transform;
    let mut problems = Vec::new();
    for (name, &value) in &own.overrides {
        let name = override_key(name);
        let known = checked.module().overrides.iter().find(|(_, each)| {
            each.name.as_deref() == Some(name) || each.id.is_some_and(|id| id.to_string() == name)
        });
        let is_fixed = checked
            .fixed(name)
            .is_some_and(|constant| constant.has(value));
        match known {
            Some((_, constant)) => problems.extend(unfit(&checked, name, constant.ty, value)),
            None if is_fixed => {}
            None => problems.push(emit::unknown_override(&checked, name)),
        }
    }
    let selected = match &own.entry_point {
        None => None,
        Some(name) => {
            let indices = find_entry_points(&checked, name);
            if indices.is_empty() {
                problems.push(unknown_entry_point(&checked, name));
            }
            Some(indices)
        }
    };
    problems.extend(
        own.rename
            .keys()
            .filter(|name| find_entry_points(&checked, name).is_empty())
            .map(|name| unknown_entry_point(&checked, name)),
    );
    problems.extend(clashing_names(&checked, &own.rename));
    if let Some(failure) = Failure::from_all(problems) {
        return Err(failure);
    }
    let selects = selected
        .as_ref()
        .is_some_and(|indices| indices.len() < checked.module().entry_points.len());
    let lengths = &own.binding_array_lengths;
    if !selects && own.rename.is_empty() && !own.compact && lengths.is_empty() {
        return Ok(checked);
    }

    let mut module = checked.module().clone();
    lengths::give(&mut module, lengths, checked.source())?;
    if let Some(indices) = &selected {
        let mut index = 0;
        module.entry_points.retain(|_| {
            index += 1;
            indices.contains(&(index - 1))
        });
    }
    for entry_point in &mut module.entry_points {
        if let Some(new) = own.rename.get(&entry_point.name) {
            entry_point.name.clone_from(new);
        }
    }
    if own.compact || selects {
        module = guard::call(
            Phase::Transform,
            "compacting",
            checked.source(),
            move || {
                compact(&mut module, KeepUnused::No);
                module
            },
        )?;
    }
    let info = check::revalidate(
        &module,
        checked.source(),
        options.validate.flags.0,
        checked.capabilities(),
    )
    .map_err(|refusal| Failure::new(refusal.diagnostic))?;
    Ok(checked.replaced(module, info))
}

/// The error for a value that an override does not take.
fn unfit(checked: &Checked, name: &str, ty: Handle<Type>, value: f64) -> Option<Diagnostic> {
    let scalar = checked.module().types.get_handle(ty).ok()?.inner.scalar()?;
    let expected = values::expected(scalar, value)?;
    let type_name = scalar_name(scalar);
    Some(Diagnostic::error(
        codes::OVERRIDE_VALUE_INVALID,
        Phase::Transform,
        Kind::Usage,
        checked.source(),
        format!("the override `{name}` of type {type_name} takes {expected}, not {value}"),
    ))
}

/// Drops types without a name, and expressions, that nothing refers to.
///
/// # Errors
///
/// A fault of the library.
pub(crate) fn drop_unused(module: &mut naga::Module, source: &Source) -> Result<(), Failure> {
    guard::call(Phase::Transform, "compacting", source, || {
        compact(module, KeepUnused::Yes);
    })
}

/// The entry points of this name, or of a stage when written `stage:name`.
fn find_entry_points(checked: &Checked, name: &str) -> Vec<usize> {
    let entry_points = &checked.module().entry_points;
    let called = |wanted: &str, stage: Option<Stage>| -> Vec<usize> {
        (0..entry_points.len())
            .filter(|&index| {
                let each = &entry_points[index];
                each.name == wanted && stage.is_none_or(|stage| Stage::from(each.stage) == stage)
            })
            .collect()
    };
    let exact = called(name, None);
    if !exact.is_empty() {
        return exact;
    }
    match name.split_once(':') {
        Some((stage, name)) => match Stage::from_name(stage) {
            Some(stage) => called(name, Some(stage)),
            None => Vec::new(),
        },
        None => Vec::new(),
    }
}

fn unknown_entry_point(checked: &Checked, name: &str) -> Diagnostic {
    let known: Vec<_> = checked
        .module()
        .entry_points
        .iter()
        .map(|each| format!("{} ({})", each.name, Stage::from(each.stage)))
        .collect();
    let diagnostic = Diagnostic::error(
        codes::ENTRY_POINT_NOT_FOUND,
        Phase::Transform,
        Kind::Usage,
        checked.source(),
        format!("there is no entry point `{name}`"),
    );
    if known.is_empty() {
        diagnostic.with_help("the shader has no entry points")
    } else {
        diagnostic.with_help(format!("there are: {}", known.join(", ")))
    }
}

fn clashing_names(checked: &Checked, rename: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let mut seen = BTreeMap::new();
    let mut problems = Vec::new();
    for each in &checked.module().entry_points {
        let name = rename.get(&each.name).unwrap_or(&each.name);
        if let Some(other) = seen.insert((Stage::from(each.stage), name), &each.name) {
            problems.push(Diagnostic::error(
                codes::ENTRY_POINT_NAME_TAKEN,
                Phase::Transform,
                Kind::Usage,
                checked.source(),
                format!(
                    "entry points `{other}` and `{}` would both be called `{name}`",
                    each.name
                ),
            ));
        }
    }
    problems
}
