//! Atomic subtractions of what has a sign, for GLSL: naga writes them as additions of `-` and the value
//! as it stands, so that of `-5` comes `--5`. They become additions of a negation, which has parentheses.

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AtomicFunction, Block, Expression, Function, Module, ScalarKind, Span, Statement, Type,
    UnaryOperator, UniqueArena,
};

use super::copy::{Copy, Edit, any_function, copy, each_function};
use super::handles::blocks;

/// Whether something signed is subtracted.
pub(super) fn has_signed_subtractions(module: &Module, info: &ModuleInfo) -> bool {
    any_function(module, info, |function, info| {
        subtracts(&function.body, info, &module.types)
    })
}

fn subtracts(block: &Block, info: &FunctionInfo, types: &UniqueArena<Type>) -> bool {
    block.iter().any(|statement| {
        is_signed_subtraction(statement, info, types)
            || blocks(statement).any(|inner| subtracts(inner, info, types))
    })
}

fn is_signed_subtraction(
    statement: &Statement,
    info: &FunctionInfo,
    types: &UniqueArena<Type>,
) -> bool {
    let Statement::Atomic {
        pointer: _,
        fun: AtomicFunction::Subtract,
        value,
        result: _,
    } = *statement
    else {
        return false;
    };
    info[value].ty.inner_with(types).scalar_kind() == Some(ScalarKind::Sint)
}

/// Adds the negation instead.
pub(super) fn add_negations(module: &mut Module, info: &ModuleInfo) {
    each_function(module, info, |function: &mut Function, info, types| {
        if subtracts(&function.body, info, types) {
            copy(function, &mut Negate { info, types });
        }
    });
}

struct Negate<'a> {
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
}

impl Edit for Negate<'_> {
    fn statement(
        &mut self,
        copy: &mut Copy,
        statement: &Statement,
        into: &mut Block,
        span: Span,
    ) -> bool {
        let Statement::Atomic {
            pointer,
            fun: AtomicFunction::Subtract,
            value,
            result,
        } = *statement
        else {
            return false;
        };
        if !is_signed_subtraction(statement, self.info, self.types) {
            return false;
        }
        let negation = Expression::Unary {
            op: UnaryOperator::Negate,
            expr: copy.get(value),
        };
        let value = copy.append(negation, span);
        copy.evaluate(into, span);
        let addition = Statement::Atomic {
            pointer: copy.get(pointer),
            fun: AtomicFunction::Add,
            value,
            result: result.map(|old| {
                let new = copy.result(old);
                copy.found(old, new);
                new
            }),
        };
        into.push(addition, span);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const SUBTRACTIONS: &str = "var<workgroup> shared_one: atomic<i32>;
        @group(0) @binding(0) var<storage, read_write> data: array<atomic<i32>, 4>;
        @group(0) @binding(1) var<storage, read_write> whole: atomic<u32>;
        @compute @workgroup_size(1) fn main(@builtin(local_invocation_index) i: u32) {
            atomicSub(&data[0], -5i);
            let old = atomicSub(&shared_one, -(i32(i) + 1i));
            if old < 3i { atomicSub(&data[1], old); }
            atomicSub(&whole, i);
        }";

    #[test]
    fn what_is_subtracted_has_one_sign_before_it() {
        let mut module = module("subtractions.wgsl", SUBTRACTIONS);
        let info = valid(&module);
        assert!(has_signed_subtractions(&module, &info));
        add_negations(&mut module, &info);
        assert!(!has_signed_subtractions(&module, &valid(&module)));
        let text = emitted("subtractions.wgsl", SUBTRACTIONS, TargetLanguage::Glsl);
        assert!(!text.contains("--"), "{text}");
        assert_eq!(text.matches("atomicAdd(").count(), 4, "{text}");
        assert!(text.contains(", -(-5));"), "{text}");
    }
}
