//! The outer product of two vectors, column by column, where the target has no function for it.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    BinaryOperator, Expression, Handle, MathFunction, Module, Span, Type, TypeInner, UniqueArena,
    VectorSize,
};

use super::copy::{Copy, Edit, copy, each_function};
use super::handles;
use super::offset::type_handle;

/// Whether a function of the module has an outer product.
pub(super) fn has_outer_product(module: &Module) -> bool {
    handles::functions(module).any(|function| {
        function.expressions.iter().any(|(_, expression)| {
            matches!(
                expression,
                Expression::Math {
                    fun: MathFunction::Outer,
                    ..
                }
            )
        })
    })
}

/// Puts the columns in its place: the first vector times each number of the second.
pub(super) fn write_columns(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function, info, types| {
        copy(function, &mut Columns { info, types });
    });
}

struct Columns<'a> {
    info: &'a FunctionInfo,
    types: &'a mut UniqueArena<Type>,
}

impl Columns<'_> {
    /// How many columns the product has; none when naga takes its type for that of the transpose,
    /// as it does with vectors of two sizes.
    fn columns(&self, copy: &Copy, product: Handle<Expression>) -> Option<VectorSize> {
        let Expression::Math {
            arg,
            arg1: Some(arg1),
            ..
        } = copy.old[product]
        else {
            return None;
        };
        let inner =
            |expression: Handle<Expression>| self.info[expression].ty.inner_with(self.types);
        let size = |expression| match *inner(expression) {
            TypeInner::Vector { size, .. } => Some(size),
            _ => None,
        };
        match *inner(product) {
            TypeInner::Matrix { columns, rows, .. }
                if (size(arg), size(arg1)) == (Some(rows), Some(columns)) =>
            {
                Some(columns)
            }
            _ => None,
        }
    }
}

impl Edit for Columns<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Expression::Math {
            fun: MathFunction::Outer,
            arg: left,
            arg1: Some(base),
            ..
        } = expression
        else {
            return copy.append(expression, span);
        };
        let Some(columns) = self.columns(copy, old) else {
            return copy.append(expression, span);
        };
        let ty = type_handle(&self.info[old].ty, self.types);
        let components = (0..columns as u32)
            .map(|index| {
                let right = copy.append(Expression::AccessIndex { base, index }, span);
                let column = Expression::Binary {
                    op: BinaryOperator::Multiply,
                    left,
                    right,
                };
                copy.append(column, span)
            })
            .collect();
        copy.append(Expression::Compose { ty, components }, span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const OUTER: &str = "#version 450
        layout(local_size_x = 1) in;
        layout(binding = 0) buffer Data { mat3 product; vec3 rows; vec3 columns; };
        void main() { product = outerProduct(rows, columns); }";

    #[test]
    fn each_column_is_the_first_vector_times_a_number() {
        let mut module = module("outer.comp", OUTER);
        let info = valid(&module);
        assert!(has_outer_product(&module));
        write_columns(&mut module, &info);
        valid(&module);
        assert!(!has_outer_product(&module));
        for target in [
            TargetLanguage::Msl,
            TargetLanguage::Hlsl,
            TargetLanguage::Wgsl,
        ] {
            let text = emitted("outer.comp", OUTER, target);
            assert_eq!(text.matches(" * ").count(), 3, "{text}");
        }
    }
}
