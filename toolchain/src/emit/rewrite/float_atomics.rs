//! Atomic operations on floats, for languages that have them on integers alone: the memory holds the
//! bits, an exchange exchanges these, and a sum is a loop that tries until nobody came between.

use std::collections::{BTreeSet, HashSet};

use naga::valid::ModuleInfo;
use naga::{
    AtomicFunction, BinaryOperator, Block, Expression, Handle, LocalVariable, Module,
    PredeclaredType, Scalar, ScalarKind, Span, Statement, Type, TypeInner,
};

use super::Rewrite;
use super::copy::{Copy, Edit, copy, each_function};
use crate::target::TargetLanguage::{Glsl, Hlsl};

pub(super) const REWRITE: Rewrite = Rewrite {
    step: "adding floats bit by bit",
    targets: &[Hlsl, Glsl],
    found: |module, _, _| !float_atomics(module).is_empty(),
    apply: |change| {
        on_bits(change.module, change.info);
        Ok(())
    },
};

const FLOAT: TypeInner = TypeInner::Atomic(Scalar::F32);

/// In the order of the module: they get numbers.
fn float_atomics(module: &Module) -> BTreeSet<Handle<Type>> {
    module
        .types
        .iter()
        .filter(|(_, ty)| ty.inner == FLOAT)
        .map(|(handle, _)| handle)
        .collect()
}

fn on_bits(module: &mut Module, info: &ModuleInfo) {
    let atomics = float_atomics(module);
    for (number, &handle) in atomics.iter().enumerate() {
        // The name keeps it apart from an atomic integer that the module has already.
        let bits = Type {
            name: Some(format!("FloatBits{number}")),
            inner: TypeInner::Atomic(Scalar::U32),
        };
        module.types.replace(handle, bits);
    }
    let exchanged = module.generate_predeclared_type(
        PredeclaredType::AtomicCompareExchangeWeakResult(Scalar::U32),
    );
    let word = module.types.insert(
        Type {
            name: None,
            inner: TypeInner::Scalar(Scalar::U32),
        },
        Span::UNDEFINED,
    );
    each_function(module, info, |function, info, types| {
        // Types that were replaced are told by their handles, which stay.
        let is_float = |pointer: Handle<Expression>| {
            matches!(
                *info[pointer].ty.inner_with(types),
                TypeInner::Pointer { base, space: _ } if atomics.contains(&base)
            )
        };
        if function.expressions.iter().any(|(each, _)| is_float(each)) {
            let edit = &mut OnBits {
                pointers: function
                    .expressions
                    .iter()
                    .map(|(each, _)| each)
                    .filter(|&each| is_float(each))
                    .collect(),
                exchanged,
                word,
            };
            copy(function, edit);
        }
    });
}

struct OnBits {
    /// Expressions of the function before that point to atomic floats.
    pointers: HashSet<Handle<Expression>>,
    /// What an exchange that compares gives.
    exchanged: Handle<Type>,
    word: Handle<Type>,
}

impl OnBits {
    /// A loop that adds; what was there before.
    fn add(
        &self,
        copy: &mut Copy,
        operator: BinaryOperator,
        (pointer, value): (Handle<Expression>, Handle<Expression>),
        into: &mut Block,
        span: Span,
    ) -> Handle<Expression> {
        let seen = copy.locals.append(
            LocalVariable {
                name: Some("seen".to_owned()),
                ty: self.word,
                init: None,
            },
            Span::UNDEFINED,
        );
        let seen = copy.append(Expression::LocalVariable(seen), span);
        let value_now = copy.append(Expression::Load { pointer }, span);
        copy.evaluate(into, span);
        let store = |value| Statement::Store {
            pointer: seen,
            value,
        };
        into.push(store(value_now), span);

        let mut body = Block::new();
        let before = copy.append(Expression::Load { pointer: seen }, span);
        let left = read_as(copy, before, ScalarKind::Float, span);
        let sum = Expression::Binary {
            op: operator,
            left,
            right: value,
        };
        let sum = copy.append(sum, span);
        let bits = read_as(copy, sum, ScalarKind::Uint, span);
        copy.evaluate(&mut body, span);
        let result = copy.append_result(
            Expression::AtomicResult {
                ty: self.exchanged,
                comparison: true,
            },
            span,
        );
        body.push(
            Statement::Atomic {
                pointer,
                fun: AtomicFunction::Exchange {
                    compare: Some(before),
                },
                value: bits,
                result: Some(result),
            },
            span,
        );
        let part = |index| Expression::AccessIndex {
            base: result,
            index,
        };
        let found = copy.append(part(0), span);
        let is_done = copy.append(part(1), span);
        copy.evaluate(&mut body, span);
        let leave = Statement::If {
            condition: is_done,
            accept: Block::from_vec(vec![Statement::Break]),
            reject: Block::new(),
        };
        body.push(leave, span);
        body.push(store(found), span);
        let again = Statement::Loop {
            body,
            continuing: Block::new(),
            break_if: None,
        };
        into.push(again, span);
        copy.append(Expression::Load { pointer: seen }, span)
    }
}

/// The same bits as a number of another kind.
fn read_as(
    copy: &mut Copy,
    expr: Handle<Expression>,
    kind: ScalarKind,
    span: Span,
) -> Handle<Expression> {
    let cast = Expression::As {
        expr,
        kind,
        convert: None,
    };
    copy.append(cast, span)
}

impl Edit for OnBits {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let is_float = match copy.old[old] {
            Expression::Load { pointer } => self.pointers.contains(&pointer),
            _ => false,
        };
        let new = copy.append(expression, span);
        match is_float {
            true => read_as(copy, new, ScalarKind::Float, span),
            false => new,
        }
    }

    fn store(
        &mut self,
        copy: &mut Copy,
        pointer: Handle<Expression>,
        value: Handle<Expression>,
        into: &mut Block,
        span: Span,
    ) -> bool {
        if !self.pointers.contains(&pointer) {
            return false;
        }
        let pointer = copy.get(pointer);
        let value = read_as(copy, value, ScalarKind::Uint, span);
        copy.evaluate(into, span);
        into.push(Statement::Store { pointer, value }, span);
        true
    }

    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Statement::Atomic {
            pointer,
            fun,
            value,
            result,
        } = *statement
        else {
            return false;
        };
        if !self.pointers.contains(&pointer) {
            return false;
        }
        let pointer = copy.get(pointer);
        let value = copy.get(value);
        let operator = match fun {
            AtomicFunction::Add => BinaryOperator::Add,
            AtomicFunction::Subtract => BinaryOperator::Subtract,
            AtomicFunction::Exchange { compare: None } => {
                let value = read_as(copy, value, ScalarKind::Uint, span);
                copy.evaluate(into, span);
                let bits = Expression::AtomicResult {
                    ty: self.word,
                    comparison: false,
                };
                let bits = copy.append_result(bits, span);
                let exchange = Statement::Atomic {
                    pointer,
                    fun,
                    value,
                    result: Some(bits),
                };
                into.push(exchange, span);
                give(copy, result, bits, into, span);
                return true;
            }
            // The validator knows no others of floats.
            AtomicFunction::And
            | AtomicFunction::ExclusiveOr
            | AtomicFunction::InclusiveOr
            | AtomicFunction::Min
            | AtomicFunction::Max
            | AtomicFunction::Exchange { compare: Some(_) } => return false,
        };
        let bits = self.add(copy, operator, (pointer, value), into, span);
        give(copy, result, bits, into, span);
        true
    }
}

/// Lets bits be the result of what they come from.
fn give(
    copy: &mut Copy,
    result: Option<Handle<Expression>>,
    bits: Handle<Expression>,
    into: &mut Block,
    span: Span,
) {
    let number = read_as(copy, bits, ScalarKind::Float, span);
    copy.evaluate(into, span);
    if let Some(result) = result {
        copy.found(result, number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    const SUMS: &str = "
        struct Sums { count: atomic<u32>, total: atomic<f32>, each: array<atomic<f32>> }
        @group(0) @binding(0) var<storage, read_write> sums: Sums;
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
            atomicAdd(&sums.count, 1u);
            let before = atomicAdd(&sums.total, 0.5);
            atomicSub(&sums.each[id.x], before);
            let swapped = atomicExchange(&sums.each[0], atomicLoad(&sums.total));
            atomicStore(&sums.each[1], swapped);
        }";

    #[test]
    fn sums_of_floats_are_loops() {
        let text = emitted("a.wgsl", SUMS, TargetLanguage::Hlsl);
        assert_eq!(
            text.matches("InterlockedCompareExchange(").count(),
            2,
            "{text}"
        );
        assert_eq!(text.matches("InterlockedExchange(").count(), 2, "{text}");
        let text = emitted("a.wgsl", SUMS, TargetLanguage::Glsl);
        assert_eq!(text.matches("atomicCompSwap(").count(), 2, "{text}");
        assert_eq!(text.matches("atomicExchange(").count(), 2, "{text}");
        // That of an integer stays.
        assert_eq!(text.matches("atomicAdd(").count(), 1, "{text}");
    }

    #[test]
    fn languages_that_have_them_keep_them() {
        for language in [TargetLanguage::Msl, TargetLanguage::SpirvAsm] {
            let text = emitted("a.wgsl", SUMS, language);
            assert!(
                text.contains("atomic_float") || text.contains("OpAtomicFAddEXT"),
                "{text}"
            );
        }
    }
}
