//! Two-row matrices out of arrays of struct values, for HLSL.
//!
//! In a struct naga writes an array of them as one of structs, and casts an element where it is loaded
//! from a variable. An element of a value it leaves as it is, which no function takes. Columns of such
//! an element it writes rightly, so the matrix is put together from them.

use std::collections::HashMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    Arena, Expression, Function, Handle, Module, Span, Type, TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, copy, each_function};

/// Whether the module takes such a matrix.
pub(super) fn has_matrix_elements(module: &Module, info: &ModuleInfo) -> bool {
    let functions = module.functions.iter();
    let entry_points = module.entry_points.iter().enumerate();
    functions
        .map(|(handle, function)| (function, &info[handle]))
        .chain(entry_points.map(|(index, each)| (&each.function, info.get_entry_point(index))))
        .any(|(function, info)| takes_elements(function, info, &module.types))
}

fn takes_elements(function: &Function, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let mut expressions = function.expressions.iter();
    expressions
        .any(|(handle, _)| matrix_element(&function.expressions, handle, info, types).is_some())
}

/// The type of the matrix and the number of its columns.
fn matrix_element(
    expressions: &Arena<Expression>,
    handle: Handle<Expression>,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<(Handle<Type>, u32)> {
    let base = base(&expressions[handle])?;
    let TypeInner::Array { base: ty, .. } = *info[base].ty.inner_with(types) else {
        return None;
    };
    let TypeInner::Matrix {
        columns,
        rows: VectorSize::Bi,
        ..
    } = types[ty].inner
    else {
        return None;
    };
    let mut outer = base;
    loop {
        outer = self::base(&expressions[outer])?;
        match *info[outer].ty.inner_with(types) {
            TypeInner::Array { .. } => {}
            TypeInner::Struct { .. } => return Some((ty, columns as u32)),
            _ => return None,
        }
    }
}

fn base(expression: &Expression) -> Option<Handle<Expression>> {
    match *expression {
        Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => Some(base),
        _ => None,
    }
}

/// Puts them together from their columns.
pub(super) fn compose_elements(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        if takes_elements(function, info, types) {
            let elements = HashMap::new();
            copy(
                function,
                &mut FromColumns {
                    info,
                    types,
                    elements,
                },
            );
        }
    });
}

struct FromColumns<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    /// What stands for an element where a column of it is taken.
    elements: HashMap<Handle<Expression>, Handle<Expression>>,
}

impl Edit for FromColumns<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let of = self::base(&copy.old[old]).and_then(|base| self.elements.get(&base));
        if let (
            Some(&element),
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. },
        ) = (of, &mut expression)
        {
            *base = element;
        }
        let element = matrix_element(&copy.old, old, self.info, self.types);
        let base = copy.append(expression, span);
        let Some((ty, columns)) = element else {
            return base;
        };
        self.elements.insert(old, base);
        let components = (0..columns)
            .map(|index| copy.append(Expression::AccessIndex { base, index }, span))
            .collect();
        copy.append(Expression::Compose { ty, components }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const ELEMENTS: &str = "struct Data { m: array<mat3x2<f32>, 2>, v: vec2<f32> }
@group(0) @binding(0) var<storage, read_write> data: array<Data>;
@compute @workgroup_size(1) fn main() {
    let one = data[1];
    data[0].v = transpose(one.m[1]) [0].xy + one.m[0][1];
}";

    #[test]
    fn elements_are_put_together_from_columns() {
        let mut module = module("a.wgsl", ELEMENTS);
        let info = valid(&module);
        assert!(has_matrix_elements(&module, &info));
        compose_elements(&mut module, &info);
        let _ = valid(&module);
        let text = emitted("a.wgsl", ELEMENTS, TargetLanguage::Hlsl);
        assert!(text.contains("m[1]._0, "), "{text}");
        assert!(!text.contains("transpose(one.m[1])"), "{text}");
        assert!(text.contains("+ one.m[0]._1)"), "{text}");
    }
}
