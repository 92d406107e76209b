//! What a host program must know of a shader, as plain data.
//!
//! [`reflect`] reads a checked module; what comes out ([`model`]) has a version and a JSON
//! schema and is the same for each source language. It imports `check`, `source`, and the
//! spellings of `ir_text`; it changes nothing and judges nothing. [`table()`] shows a reflection
//! in a terminal.

mod entry_point;
mod interface;
mod layout;
pub mod model;
mod outline;
mod resource;
mod table;
mod value;

#[cfg(test)]
mod tests;

pub use model::{Reflection, SCHEMA_VERSION};
pub use outline::{
    BindingOutline, EntryPointOutline, MemberOutline, Outline, OverrideOutline, StructOutline,
    outline,
};
pub use table::{MOST_WIDTH, table};

use std::collections::BTreeMap;

use naga::valid::Capabilities;
use naga::{GlobalVariable, Handle};

use crate::check::{self, Checked};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::ir_text::spelling::Names;
use crate::options::set::flag_name;
use entry_point::EntryPoints;
use layout::Layouts;
use model::{EntryPoint, Generator, Override, SourceInfo};
use value::{Values, key, scalar_value};

/// Reflects a module, with sizes as they are when all overrides have their defaults.
///
/// # Errors
///
/// Only faults of this program or of naga.
pub fn reflect(checked: &Checked) -> Result<Reflection, Failure> {
    reflect_with(checked, &BTreeMap::new())
}

/// Reflects a module with the sizes that it has when overrides are given values, each by its id as text, or
/// by its name where it has none.
///
/// # Errors
///
/// As those of [`reflect`].
pub fn reflect_with(
    checked: &Checked,
    overrides: &BTreeMap<String, f64>,
) -> Result<Reflection, Failure> {
    let capabilities = check::required_capabilities(checked)?;
    guard::call(Phase::Emit, "reflecting", checked.source(), || {
        build(checked, capabilities, overrides)
    })?
}

/// The JSON schema of [`Reflection`].
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Reflection).to_value()
}

fn build(
    checked: &Checked,
    capabilities: Capabilities,
    given: &BTreeMap<String, f64>,
) -> Result<Reflection, Failure> {
    let module = checked.module();
    let names = Names::new(module);
    let values = Values::new(module, given);
    let layouts = Layouts::new(checked, &names, &values).map_err(|error| {
        Diagnostic::error(
            codes::INTERNAL_ERROR,
            Phase::Emit,
            Kind::Internal,
            checked.source(),
            format!(
                "the types of the shader cannot be measured: {}",
                error.inner
            ),
        )
    })?;
    let reader = EntryPoints {
        module,
        names: &names,
        values: &values,
        layouts: &layouts,
    };
    let infos: Vec<_> = (0..module.entry_points.len())
        .map(|index| checked.info().get_entry_point(index))
        .collect();
    let entry_points: Vec<EntryPoint> = module
        .entry_points
        .iter()
        .zip(&infos)
        .map(|(entry_point, info)| reader.reflect(entry_point, info))
        .collect();
    let users = |handle: Handle<GlobalVariable>| {
        infos
            .iter()
            .zip(&entry_points)
            .filter(move |(info, _)| !info[handle].is_empty())
            .map(|(_, entry_point)| entry_point)
    };
    let user_names = |handle: Handle<GlobalVariable>| -> Vec<String> {
        users(handle).map(|it| it.name.clone()).collect()
    };

    let mut bindings = Vec::new();
    let mut globals = Vec::new();
    for (handle, variable) in module.global_variables.iter() {
        if let Some(mut binding) = resource::binding(module, &names, &values, &layouts, variable) {
            binding.stages = users(handle).map(|it| it.stage).collect();
            binding.stages.sort();
            binding.stages.dedup();
            binding.used_by = user_names(handle);
            bindings.push(binding);
        }
        if let Some(mut global) = resource::global(&names, &layouts, handle, variable) {
            global.used_by = user_names(handle);
            globals.push(global);
        }
    }
    bindings.sort_by_key(|it| (it.group, it.binding));
    let immediates = layouts
        .immediates()
        .into_iter()
        .map(|(handle, mut immediates)| {
            immediates.used_by = user_names(handle);
            immediates
        })
        .collect();

    Ok(Reflection {
        schema_version: SCHEMA_VERSION,
        generator: Generator {
            toolchain: crate::VERSION.to_owned(),
            naga: crate::NAGA_VERSION.to_owned(),
        },
        source: SourceInfo {
            name: checked.source().name().to_owned(),
            language: checked.source().language(),
        },
        capabilities: capabilities
            .iter_names()
            .map(|(name, _)| flag_name(name))
            .collect(),
        entry_points,
        bindings,
        immediates,
        overrides: overrides(module, &names, &values),
        globals,
        structs: layouts.structs(),
    })
}

fn overrides(module: &naga::Module, names: &Names<'_>, values: &Values<'_>) -> Vec<Override> {
    module
        .overrides
        .iter()
        .filter_map(|(_, it)| {
            let key = key(it)?;
            let naga::Override { name, id, ty, init } = it;
            Some(Override {
                key,
                name: name.clone(),
                id: *id,
                ty: names.ty(*ty),
                default: init.and_then(|init| values.get(init)).map(scalar_value),
                default_expression: init.map(|init| names.constant(init)),
                depends_on: init
                    .map(|init| values.keys(&[init], &[]))
                    .unwrap_or_default(),
                required: init.is_none(),
            })
        })
        .collect()
}
