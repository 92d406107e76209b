//! Conversions of 64-bit constants to 32 or 16 bits, for WGSL: naga's front end takes them for constants, and
//! does not evaluate them. They become the constants that they are.

use naga::valid::ModuleInfo;
use naga::{
    Arena, Constant, Expression, Function, Handle, Literal, Module, Scalar, ScalarKind, Span, Type,
    TypeInner, UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};

/// Whether a function converts such constants.
pub(super) fn has_conversions(module: &Module, info: &ModuleInfo) -> bool {
    let values = Values::of(module);
    any_function(module, info, |function, _| {
        let mut expressions = function.expressions.iter();
        expressions.any(|(_, each)| values.converted(function, each).is_some())
    })
}

/// Writes what such conversions make.
pub(super) fn evaluate(module: &mut Module, info: &ModuleInfo) {
    // Where they are vectors, their types are there.
    let values = Values::of(module);
    let functions = module.functions.iter().map(|(_, function)| function);
    let entries = module.entry_points.iter().map(|each| &each.function);
    let vectors: Vec<Type> = functions
        .chain(entries)
        .flat_map(|function| {
            function
                .expressions
                .iter()
                .map(move |each| (function, each.1))
        })
        .filter_map(|(function, each)| vector_type(&values.converted(function, each)?))
        .collect();
    for ty in vectors {
        module.types.insert(ty, Span::UNDEFINED);
    }
    let constants = module.constants.clone();
    let globals = module.global_expressions.clone();
    each_function(module, info, |function, _, types| {
        let values = Values {
            constants: &constants,
            globals: &globals,
            types,
        };
        let converted: Vec<_> = function
            .expressions
            .iter()
            .map(|(_, each)| values.converted(function, each))
            .collect();
        if converted.iter().any(Option::is_some) {
            copy(function, &mut Evaluate { converted, types });
        }
    });
}

struct Values<'a> {
    constants: &'a Arena<Constant>,
    globals: &'a Arena<Expression>,
    types: &'a UniqueArena<Type>,
}

impl<'a> Values<'a> {
    const fn of(module: &'a Module) -> Self {
        Self {
            constants: &module.constants,
            globals: &module.global_expressions,
            types: &module.types,
        }
    }

    /// The components of what a conversion makes of a constant of 64 bits.
    fn converted(&self, function: &Function, conversion: &Expression) -> Option<Vec<Literal>> {
        let Expression::As {
            expr,
            kind,
            convert: Some(width @ (2 | 4)),
        } = *conversion
        else {
            return None;
        };
        let components = self.components(&function.expressions, expr)?;
        let converted = components
            .into_iter()
            .map(|literal| convert(literal, kind, width));
        converted.collect()
    }

    /// The components of a constant.
    fn components(
        &self,
        expressions: &Arena<Expression>,
        value: Handle<Expression>,
    ) -> Option<Vec<Literal>> {
        match expressions[value] {
            Expression::Literal(literal) => Some(vec![literal]),
            Expression::Constant(constant) => {
                self.components(self.globals, self.constants[constant].init)
            }
            Expression::ZeroValue(ty) => {
                let inner = &self.types[ty].inner;
                let (size, scalar) = inner.vector_size_and_scalar()?;
                let zero = Literal::zero(scalar)?;
                Some(vec![zero; size.map_or(1, |size| size as usize)])
            }
            Expression::Splat { size, value } => {
                let parts = self.components(expressions, value)?;
                Some(parts.repeat(size as usize))
            }
            Expression::Compose { ty, ref components } => {
                self.types[ty].inner.vector_size_and_scalar()?;
                let mut all = Vec::new();
                for &component in components {
                    all.extend(self.components(expressions, component)?);
                }
                Some(all)
            }
            _ => None,
        }
    }
}

/// A constant of 64 bits as a narrower one; none for other constants, and for numbers that no literal has.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "that is what such a conversion does"
)]
fn convert(literal: Literal, kind: ScalarKind, width: u8) -> Option<Literal> {
    macro_rules! number {
        ($of:ident) => {
            match literal {
                Literal::I64(value) => value as $of,
                Literal::U64(value) => value as $of,
                Literal::F64(value) => value as $of,
                _ => return None,
            }
        };
    }
    Some(match (kind, width) {
        (ScalarKind::Sint, 2) => Literal::I16(number!(i16)),
        (ScalarKind::Uint, 2) => Literal::U16(number!(u16)),
        (ScalarKind::Sint, 4) => Literal::I32(number!(i32)),
        (ScalarKind::Uint, 4) => Literal::U32(number!(u32)),
        (ScalarKind::Float, 4) => {
            let value = number!(f32);
            return value.is_finite().then_some(Literal::F32(value));
        }
        _ => return None,
    })
}

fn vector_type(components: &[Literal]) -> Option<Type> {
    let size = match components.len() {
        2 => VectorSize::Bi,
        3 => VectorSize::Tri,
        4 => VectorSize::Quad,
        _ => return None,
    };
    let scalar: Scalar = components.first()?.scalar();
    let inner = TypeInner::Vector { size, scalar };
    Some(Type { name: None, inner })
}

struct Evaluate<'a> {
    /// By the number of the expression.
    converted: Vec<Option<Vec<Literal>>>,
    types: &'a UniqueArena<Type>,
}

impl Edit for Evaluate<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let Some(Some(components)) = self.converted.get(old.index()) else {
            return copy.append(expression, span);
        };
        let ty = vector_type(components).and_then(|ty| self.types.get(&ty));
        let literals = components.iter();
        let mut literals: Vec<_> = literals
            .map(|literal| copy.append(Expression::Literal(*literal), span))
            .collect();
        match (ty, literals.as_slice()) {
            (Some(ty), _) => {
                let components = std::mem::take(&mut literals);
                copy.append(Expression::Compose { ty, components }, span)
            }
            (None, [only]) => *only,
            (None, _) => copy.append(expression, span),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::super::testing::{module, valid};
    use super::*;

    #[test]
    fn conversions_of_constants_become_constants() {
        let text =
            "fn f() -> vec2<i32> { let x = vec2<i64>(-5li, 7li); var y = x; return vec2<i32>(y); }";
        let mut module = module("wide.wgsl", text);
        assert!(!has_conversions(&module, &valid(&module)));
        // What SPIR-V and hosts may hand over, and WGSL may not.
        let (_, function) = module.functions.iter_mut().next().unwrap();
        let find = |is: fn(&Expression) -> bool| {
            let mut expressions = function.expressions.iter();
            expressions.find(|(_, each)| is(each)).unwrap().0
        };
        let constant = find(|each| matches!(each, Expression::Compose { .. }));
        let conversion = find(|each| matches!(each, Expression::As { .. }));
        if let Expression::As { expr, .. } = &mut function.expressions[conversion] {
            *expr = constant;
        }
        let info = valid(&module);
        assert!(has_conversions(&module, &info));
        evaluate(&mut module, &info);
        assert!(!has_conversions(&module, &valid(&module)));
        let (_, function) = module.functions.iter().next().unwrap();
        for number in [-5, 7] {
            let literal = Expression::Literal(Literal::I32(number));
            assert!(
                function
                    .expressions
                    .iter()
                    .any(|(_, each)| *each == literal)
            );
        }
    }

    #[test]
    fn numbers_are_converted_as_when_a_shader_runs() {
        let sint = |literal, width| convert(literal, ScalarKind::Sint, width);
        let uint = |literal, width| convert(literal, ScalarKind::Uint, width);
        let float = |literal| convert(literal, ScalarKind::Float, 4);
        assert_eq!(sint(Literal::I64(-5), 4), Some(Literal::I32(-5)));
        assert_eq!(uint(Literal::I64(-1), 2), Some(Literal::U16(0xffff)));
        assert_eq!(sint(Literal::U64(1 << 31), 4), Some(Literal::I32(i32::MIN)));
        assert_eq!(uint(Literal::F64(-2.5), 4), Some(Literal::U32(0)));
        assert_eq!(float(Literal::F64(0.1)), Some(Literal::F32(0.1)));
        assert_eq!(float(Literal::F64(1e300)), None);
        assert_eq!(sint(Literal::I32(1), 2), None);
    }
}
