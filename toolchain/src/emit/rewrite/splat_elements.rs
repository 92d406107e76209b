//! Elements of matrices that become vectors, for HLSL: DXC dies on `m[0][0].xx`, which is how naga writes
//! them, wherever the matrix is no buffer. A conversion to the type that the element has is in between.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{Expression, Function, Handle, Module, Scalar, Span, Type, TypeInner, UniqueArena};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether an element of a matrix becomes a vector.
pub(super) fn has_splat_elements(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        splats_elements(function, info, &module.types)
    })
}

fn splats_elements(function: &Function, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    let mut expressions = function.expressions.iter();
    expressions.any(|(handle, _)| element(function, handle, info, types).is_some())
}

/// The type of the element of a matrix that the expression makes a vector of.
fn element(
    function: &Function,
    splat: Handle<Expression>,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> Option<Scalar> {
    let Expression::Splat { size: _, value } = function.expressions[splat] else {
        return None;
    };
    // What has a name is a variable.
    if function.named_expressions.contains_key(&value) {
        return None;
    }
    let mut part = value;
    loop {
        part = match function.expressions[part] {
            Expression::Access { base, index: _ } | Expression::AccessIndex { base, index: _ } => {
                base
            }
            Expression::Swizzle {
                size: _,
                vector,
                pattern: _,
            } => vector,
            _ => return None,
        };
        if let TypeInner::Matrix { scalar, .. } = *info[part].ty.inner_with(types) {
            return Some(scalar);
        }
    }
}

/// Converts such elements to what they are.
pub(super) fn convert_elements(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        let handles = function.expressions.iter().map(|(handle, _)| handle);
        let elements: Vec<_> = handles
            .map(|handle| element(function, handle, info, types))
            .collect();
        if elements.iter().any(Option::is_some) {
            copy(function, &mut Convert { elements });
        }
    });
}

struct Convert {
    /// By the number of the expression.
    elements: Vec<Option<Scalar>>,
}

impl Edit for Convert {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        if let (Some(Some(scalar)), Expression::Splat { size: _, value }) =
            (self.elements.get(old.index()), &mut expression)
        {
            let same = Expression::As {
                expr: *value,
                kind: scalar.kind,
                convert: Some(scalar.width),
            };
            *value = copy.append(same, span);
        }
        copy.append(expression, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const SPLATS: &str = "@group(0) @binding(0) var<storage, read_write> data: array<vec2f>;
        @group(0) @binding(1) var<uniform> given: mat2x4f;
        fn first(m: mat2x4f, i: u32) -> vec2f { return m[0].xyz[1] + vec2f(m[i][1]) * 2.0; }
        @compute @workgroup_size(1) fn main() {
            let row = given[1];
            let named = given[0][0];
            data[0] = first(given, 1) + vec2f(row.x) + vec2f(named) + vec2f(data[1].x);
        }";

    #[test]
    fn elements_of_matrices_are_converted_before_they_become_vectors() {
        let mut module = module("splats.wgsl", SPLATS);
        let info = valid(&module);
        assert!(has_splat_elements(&module, &info));
        convert_elements(&mut module, &info);
        let info = valid(&module);
        assert!(!has_splat_elements(&module, &info));
        let text = emitted("splats.wgsl", SPLATS, TargetLanguage::Hlsl);
        assert_eq!(text.matches("(float(m[").count(), 2, "{text}");
        // Named values and what is loaded are variables, of which DXC makes vectors.
        for plain in ["(row.x).xx", "(named).xx"] {
            assert!(text.contains(plain), "{text}");
        }
    }
}
