//! Constructors whose components do not fit.

use naga::valid::ComposeError;
use naga::{Expression, Handle, Type, TypeInner};

use super::report::Report;
use super::scene::{Body, Scene};
use super::spell;
use crate::codes;

/// A constructor outside of functions, or whose components cannot be named.
pub(super) fn explain(scene: &Scene<'_>, ty: Option<Handle<Type>>, error: &ComposeError) -> Report {
    let name = ty.map_or_else(|| "a value".to_owned(), |ty| format!("`{}`", scene.ty(ty)));
    match *error {
        ComposeError::Type(_) => Report::new(
            codes::CONSTRUCTOR_TYPE,
            format!("{name} cannot be constructed"),
        ),
        ComposeError::ComponentCount { given, expected } => Report::new(
            codes::CONSTRUCTOR_COUNT,
            format!(
                "{name} is made of {}, but {given} {} given",
                spell::count(expected as usize, "component"),
                if given == 1 { "is" } else { "are" }
            ),
        ),
        ComposeError::ComponentType { index } => {
            let wanted = ty.and_then(|ty| wanted(scene, ty, index));
            let member = ty
                .filter(|ty| matches!(scene.inner_of(*ty), Some(TypeInner::Struct { .. })))
                .map(|ty| scene.member_name(ty, index));
            let part = member.unwrap_or_else(|| format!("component {}", index + 1));
            Report::new(
                codes::CONSTRUCTOR_COMPONENT,
                match wanted {
                    Some(wanted) => format!("{part} of {name} must be {wanted}"),
                    None => format!("{part} of {name} has the wrong type"),
                },
            )
        }
    }
}

/// A constructor in a function.
pub(super) fn in_body(
    body: &Body<'_>,
    expression: Handle<Expression>,
    error: &ComposeError,
) -> Report {
    let (ty, components) = match body.expression(expression) {
        Some(Expression::Compose { ty, components }) => (Some(*ty), components.as_slice()),
        _ => (None, [].as_slice()),
    };
    let report = explain(body.scene, ty, error);
    let ComposeError::ComponentType { index } = *error else {
        return report;
    };
    match components.get(index as usize) {
        Some(&component) => {
            let mut report = report.at(body.span(component), body.this_is(component));
            if let Some(found) = body.bare_ty(component) {
                report.message =
                    format!("{}; {} is `{found}`", report.message, body.quote(component));
            }
            report.near(body.span(expression), "in this constructor")
        }
        None => report,
    }
}

fn wanted(scene: &Scene<'_>, ty: Handle<Type>, index: u32) -> Option<String> {
    Some(match scene.inner_of(ty)? {
        TypeInner::Vector { size: _, scalar } => {
            format!("`{0}` or a vector of `{0}`", spell::scalar_name(*scalar))
        }
        TypeInner::Matrix {
            columns: _,
            rows,
            scalar,
        } => format!(
            "`vec{}<{}>`",
            spell::digit(*rows),
            spell::scalar_name(*scalar)
        ),
        TypeInner::Array {
            base,
            size: _,
            stride: _,
        } => format!("`{}`", scene.ty(*base)),
        TypeInner::Struct { members, span: _ } => {
            format!("`{}`", scene.ty(members.get(index as usize)?.ty))
        }
        _ => return None,
    })
}
