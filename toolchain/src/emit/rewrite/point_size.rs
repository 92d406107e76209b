//! The point size of vertex stages: left out where the target has none.

use naga::{Binding, BuiltIn, Expression, Function, Handle, Module, StructMember, Type, TypeInner};

use super::Change;
use super::walk::other_returns;
use crate::codes;
use crate::diagnostic::{Diagnostic, Phase};
use crate::emit::features::Feature;
use crate::emit::prepare::label;
use crate::target::TargetLanguage;

/// Whether a type of the module has a point size; naga writes unused types too.
pub(super) fn has_point_size(module: &Module) -> bool {
    module.types.iter().any(|(_, ty)| point_size_of(ty))
}

fn is_point_size(member: &StructMember) -> bool {
    member.binding == Some(Binding::BuiltIn(BuiltIn::PointSize))
}

fn point_size_of(ty: &Type) -> bool {
    match &ty.inner {
        TypeInner::Struct { members, .. } => members.iter().any(is_point_size),
        _ => false,
    }
}

/// Takes the point size out of what vertex stages return, and out of every other type.
pub(super) fn drop_point_size(module: &mut Module) {
    narrow_results(module);
    let with: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| point_size_of(ty))
        .map(|(handle, _)| handle)
        .collect();
    for handle in with {
        let mut ty = module.types[handle].clone();
        if let TypeInner::Struct { members, .. } = &mut ty.inner {
            // The member stays, for whoever refers to the members by number.
            for member in members.iter_mut().filter(|member| is_point_size(member)) {
                member.binding = None;
            }
        }
        // Replacing by a type that the module has already is not possible.
        while module.types.get(&ty).is_some() {
            ty.name = Some(ty.name.unwrap_or_default() + "_");
        }
        module.types.replace(handle, ty);
    }
}

fn narrow_results(module: &mut Module) {
    for index in 0..module.entry_points.len() {
        let Some(result) = &module.entry_points[index].function.result else {
            continue;
        };
        let old = result.ty;
        let TypeInner::Struct { members, span } = &module.types[old].inner else {
            continue;
        };
        let kept: Vec<usize> = (0..members.len())
            .filter(|&member| !is_point_size(&members[member]))
            .collect();
        if kept.len() == members.len() || kept.is_empty() {
            continue;
        }
        let without = Type {
            name: module.types[old].name.clone(),
            inner: TypeInner::Struct {
                members: kept.iter().map(|&member| members[member].clone()).collect(),
                span: *span,
            },
        };
        let new = module.types.insert(without, module.types.get_span(old));
        let function = &mut module.entry_points[index].function;
        if let Some(result) = &mut function.result {
            result.ty = new;
        }
        let body = std::mem::take(&mut function.body);
        function.body = other_returns(body, &mut |value| narrow(value, function, new, &kept));
    }
}

fn narrow(
    value: Handle<Expression>,
    function: &mut Function,
    new: Handle<Type>,
    kept: &[usize],
) -> (Handle<Expression>, Option<naga::Range<Expression>>) {
    let span = function.expressions.get_span(value);
    let before = function.expressions.len();
    let components = match &function.expressions[value] {
        Expression::Compose { components, .. } => {
            kept.iter().map(|&member| components[member]).collect()
        }
        _ => kept
            .iter()
            .map(|&member| {
                let index = u32::try_from(member).unwrap_or(u32::MAX);
                function
                    .expressions
                    .append(Expression::AccessIndex { base: value, index }, span)
            })
            .collect(),
    };
    let narrowed = function.expressions.append(
        Expression::Compose {
            ty: new,
            components,
        },
        span,
    );
    (narrowed, Some(function.expressions.range_from(before)))
}

/// Says that point sizes are left out.
pub(super) fn tell(change: &mut Change<'_>) {
    use TargetLanguage::{Dot, Glsl, Hlsl, Msl, Spirv, SpirvAsm, Wgsl};

    let span = change.features.span(Feature::PointSize).unwrap_or_default();
    let title = change.language.title();
    let message = match change.language {
        Msl => format!("{title} is written without point sizes: points are one pixel wide"),
        Hlsl | Glsl | Spirv | SpirvAsm | Wgsl | Dot => {
            format!("{title} has no point size: points are one pixel wide")
        }
    };
    let mut warning = Diagnostic::warning(
        codes::POINT_SIZE_DROPPED,
        Phase::Emit,
        change.source,
        message,
    );
    if change.language == Msl {
        let help = "`--msl-allow-and-force-point-size true` writes them";
        warning.help = Some(help.to_owned());
    }
    change.diagnostics.push(label(warning, span, "left out"));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{module, valid};
    use super::*;

    #[test]
    fn no_type_keeps_a_point_size() {
        let mut module = module(
            "a.vert",
            "#version 450
            layout(location = 0) out vec4 colour;
            void set(float size) { gl_PointSize = size; }
            void main() { set(2.0); gl_Position = vec4(gl_PointSize); colour = vec4(1.0); }",
        );
        assert!(has_point_size(&module));
        drop_point_size(&mut module);
        valid(&module);
        assert!(!has_point_size(&module));
        let result = module.entry_points[0].function.result.as_ref();
        let members = result.map(|result| match &module.types[result.ty].inner {
            TypeInner::Struct { members, .. } => members.len(),
            _ => 0,
        });
        assert_eq!(members, Some(2));
    }
}
