//! The inverse of a matrix: a function of our own where the target has none.
//!
//! In a constant expression outside of functions it is left alone.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, MathFunction, Module, Scalar, TypeInner, VectorSize};

use super::helper_calls::{Site, Source, call_helpers};
use crate::diagnostic::Failure;

const TEXT: &str = include_str!("inverse.wgsl");

/// What distinguishes one inverse from another: rows, and the type of the numbers.
type Shape = (VectorSize, Scalar);

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
    call_helpers(module, info, sites, function)
}

/// The function for an inverse.
fn function((rows, scalar): Shape) -> Option<Source> {
    let name = match rows {
        VectorSize::Bi => "mat2_inverse",
        VectorSize::Tri => "mat3_inverse",
        VectorSize::Quad => "mat4_inverse",
    };
    Some(Source {
        file: "inverse.wgsl",
        name: name.to_owned(),
        text: format!("{}\n{TEXT}", prelude(scalar)?),
    })
}

fn sites(module: &Module, function: &Function, info: &FunctionInfo) -> Vec<Site<Shape>> {
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
                    operands: vec![matrix],
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
