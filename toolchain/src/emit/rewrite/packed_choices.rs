//! Choices between packed vectors and others in Metal.
//!
//! A member of a struct may be a packed vector there, and `chosen ? value.normal : -value.normal` then has
//! two types, each of which converts to the other: the choice is ambiguous. A conversion to the type that
//! the member has in the module makes them one.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Expression, Function, Handle, Module, Scalar, Span, StructMember, Type, TypeInner, UniqueArena,
    VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a member that may be packed is chosen.
pub(super) fn has_any(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        let types = &module.types;
        let mut all = function.expressions.iter();
        all.any(|(_, each)| choice(function, info, types, each).is_some())
    })
}

/// The numbers that are chosen from, if one of the vectors may be packed, and which of them.
fn choice(
    function: &Function,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
    expression: &Expression,
) -> Option<(Scalar, [bool; 2])> {
    let Expression::Select { accept, reject, .. } = *expression else {
        return None;
    };
    let TypeInner::Vector {
        size: VectorSize::Tri,
        scalar,
    } = *info[accept].ty.inner_with(types)
    else {
        return None;
    };
    let is_packed = |value: Handle<Expression>| {
        let Expression::AccessIndex { base, index } = function.expressions[value] else {
            return false;
        };
        match *info[base].ty.inner_with(types) {
            TypeInner::Struct { ref members, span } => {
                ends_tightly(members, span, index as usize, u32::from(scalar.width) * 3)
            }
            _ => false,
        }
    };
    let packed = [accept, reject].map(is_packed);
    packed.contains(&true).then_some((scalar, packed))
}

/// Whether the next member of a struct, or its end, follows at once: naga packs such a vector.
fn ends_tightly(members: &[StructMember], span: u32, index: usize, size: u32) -> bool {
    let next = members.get(index + 1).map_or(span, |next| next.offset);
    let end = |member: &StructMember| member.offset + size;
    members.get(index).is_some_and(|member| end(member) == next)
}

/// Converts them.
pub(super) fn convert(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        let choices: Vec<_> = function
            .expressions
            .iter()
            .map(|(_, each)| choice(function, info, types, each))
            .collect();
        if choices.iter().any(Option::is_some) {
            copy(function, &mut Convert { choices });
        }
    });
}

struct Convert {
    /// By the number of the expression.
    choices: Vec<Option<(Scalar, [bool; 2])>>,
}

impl Edit for Convert {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let choice = self.choices.get(old.index()).copied().flatten();
        if let Expression::Select { accept, reject, .. } = &mut expression
            && let Some((scalar, packed)) = choice
        {
            for (value, is_packed) in [accept, reject].into_iter().zip(packed) {
                if is_packed {
                    *value = copy.append(
                        Expression::As {
                            expr: *value,
                            kind: scalar.kind,
                            convert: Some(scalar.width),
                        },
                        span,
                    );
                }
            }
        }
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const CHOICE: &str = "struct Hit { normal: vec3f, far: f32 }
        @group(0) @binding(0) var<storage, read_write> hits: array<Hit>;
        @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) {
            let hit = hits[id.x];
            hits[id.y].normal = select(-hit.normal, hit.normal, hit.far > 0.0);
        }";

    #[test]
    fn both_sides_have_one_type() {
        let text = emitted("a.wgsl", CHOICE, TargetLanguage::Msl);
        assert!(text.contains("packed_float3 normal"), "{text}");
        assert!(
            text.contains("? static_cast<metal::float3>(hit.normal) : -(hit.normal)"),
            "{text}"
        );
    }

    #[test]
    fn choices_of_other_values_stay() {
        for (from, to) in [
            ("-hit.normal, hit.normal,", "vec3f(), vec3f(1),"),
            (
                "normal: vec3f, far: f32",
                "normal: vec3f, @align(16) far: f32",
            ),
        ] {
            let module = module("a.wgsl", &CHOICE.replace(from, to));
            assert!(!has_any(&module, &valid(&module)));
        }
    }
}
