//! The inverse of a matrix: a function of our own where the target has none.
//!
//! In a constant expression outside of functions it is left alone.

use std::collections::BTreeMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, MathFunction, Module, Scalar, TypeInner, VectorSize};

use super::import::{Call, Helper, Imported, Importer, call_instead};
use crate::diagnostic::Failure;

const TEXT: &str = include_str!("inverse.wgsl");

/// What distinguishes one inverse from another: rows, and the type of the numbers.
type Shape = (VectorSize, Scalar);

struct Site {
    expression: Handle<Expression>,
    matrix: Handle<Expression>,
    shape: Shape,
}

/// Whether a function of the module inverts a matrix.
pub(super) fn has_inverse(module: &Module) -> bool {
    let functions = module.functions.iter().map(|(_, function)| function);
    let entry_points = module.entry_points.iter().map(|each| &each.function);
    functions.chain(entry_points).any(|function| {
        function.expressions.iter().any(|(_, expression)| {
            matches!(
                expression,
                Expression::Math {
                    fun: MathFunction::Inverse,
                    ..
                }
            )
        })
    })
}

/// Replaces inverses by calls.
///
/// # Errors
///
/// When our own function is at fault.
pub(in crate::emit) fn call_inverse(module: &mut Module, info: &ModuleInfo) -> Result<(), Failure> {
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
    let mut shapes: BTreeMap<Shape, Option<Imported>> = in_functions
        .iter()
        .chain(&in_entry_points)
        .flatten()
        .map(|site| (site.shape, None))
        .collect();

    let mut importer = Importer::new(module);
    for (&(rows, scalar), imported) in &mut shapes {
        let Some(prelude) = prelude(scalar) else {
            continue;
        };
        let helper = Helper::parse("inverse.wgsl", &format!("{prelude}\n{TEXT}"))?;
        let name = match rows {
            VectorSize::Bi => "mat2_inverse",
            VectorSize::Tri => "mat3_inverse",
            VectorSize::Quad => "mat4_inverse",
        };
        *imported = importer.functions(&helper, &[name])?.pop();
    }
    importer.finish();

    let first = module.functions.len() - in_functions.len();
    let own = module.functions.iter_mut().skip(first);
    for ((_, function), sites) in own.zip(in_functions) {
        call_instead(function, calls(sites, &shapes));
    }
    for (entry_point, sites) in module.entry_points.iter_mut().zip(in_entry_points) {
        call_instead(&mut entry_point.function, calls(sites, &shapes));
    }
    Ok(())
}

fn sites(module: &Module, function: &Function, info: &FunctionInfo) -> Vec<Site> {
    function
        .expressions
        .iter()
        .filter_map(|(expression, each)| {
            let Expression::Math {
                fun: MathFunction::Inverse,
                arg: matrix,
                ..
            } = *each
            else {
                return None;
            };
            match *info[matrix].ty.inner_with(&module.types) {
                TypeInner::Matrix { rows, scalar, .. } => Some(Site {
                    expression,
                    matrix,
                    shape: (rows, scalar),
                }),
                _ => None,
            }
        })
        .collect()
}

/// What the text needs before it for numbers of this type.
fn prelude(scalar: Scalar) -> Option<&'static str> {
    match scalar {
        Scalar::F16 => Some("enable f16; alias Real = f16;"),
        Scalar::F32 => Some("alias Real = f32;"),
        Scalar::F64 => Some("alias Real = f64;"),
        _ => None,
    }
}

fn calls(
    sites: Vec<Site>,
    shapes: &BTreeMap<Shape, Option<Imported>>,
) -> BTreeMap<Handle<Expression>, Call> {
    sites
        .into_iter()
        .filter_map(|site| {
            let function = shapes.get(&site.shape).copied().flatten()?;
            let call = Call {
                function,
                arguments: vec![site.matrix],
                emit: None,
            };
            Some((site.expression, call))
        })
        .collect()
}
