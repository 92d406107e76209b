//! Expressions that become calls of functions of our own, one function for each kind of them.

use std::collections::BTreeMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, Module};

use super::import::{Call, Helper, Imported, Importer, call_instead};
use crate::diagnostic::Failure;

/// An expression that becomes a call.
pub(super) struct Site<Shape> {
    pub(super) expression: Handle<Expression>,
    pub(super) operands: Vec<Handle<Expression>>,
    /// What distinguishes the functions from each other.
    pub(super) shape: Shape,
}

/// A function of our own: its name, and the text in which it stands.
pub(super) struct Source {
    pub(super) file: &'static str,
    pub(super) name: String,
    pub(super) text: String,
}

/// Replaces the expressions of every function by calls.
///
/// # Errors
///
/// When our own function is at fault.
pub(super) fn call_helpers<Shape: Copy + Ord>(
    module: &mut Module,
    info: &ModuleInfo,
    sites: impl Fn(&Module, &Function, &FunctionInfo) -> Vec<Site<Shape>>,
    source: fn(Shape) -> Option<Source>,
) -> Result<(), Failure> {
    let in_functions: Vec<_> = module
        .functions
        .iter()
        .map(|(handle, function)| sites(module, function, &info[handle]))
        .collect();
    let in_entry_points: Vec<_> = module
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| sites(module, &each.function, info.get_entry_point(index)))
        .collect();
    let mut helpers: BTreeMap<Shape, Option<Imported>> = in_functions
        .iter()
        .chain(&in_entry_points)
        .flatten()
        .map(|site| (site.shape, None))
        .collect();

    let mut importer = Importer::new(module);
    for (&shape, imported) in &mut helpers {
        let Some(source) = source(shape) else {
            continue;
        };
        let helper = Helper::parse(source.file, &source.text)?;
        *imported = importer.functions(&helper, &[&source.name])?.pop();
    }
    importer.finish();

    let first = module.functions.len() - in_functions.len();
    let own = module.functions.iter_mut().skip(first);
    for ((_, function), sites) in own.zip(in_functions) {
        call_instead(function, calls(sites, &helpers));
    }
    for (entry_point, sites) in module.entry_points.iter_mut().zip(in_entry_points) {
        call_instead(&mut entry_point.function, calls(sites, &helpers));
    }
    Ok(())
}

fn calls<Shape: Ord>(
    sites: Vec<Site<Shape>>,
    helpers: &BTreeMap<Shape, Option<Imported>>,
) -> BTreeMap<Handle<Expression>, Call> {
    sites
        .into_iter()
        .filter_map(|site| {
            let function = helpers.get(&site.shape).copied().flatten()?;
            let call = Call {
                function,
                arguments: site.operands,
                emit: None,
            };
            Some((site.expression, call))
        })
        .collect()
}
