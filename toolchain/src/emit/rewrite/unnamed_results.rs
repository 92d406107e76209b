//! Results whose types have no name in WGSL: what `frexp`, `modf` and an exchange that compares give can
//! be looked into there, and neither kept nor put together. Where a module keeps one (in a variable, an
//! array, a parameter), it keeps a struct of its own with the same members.

use std::collections::{HashMap, HashSet};

use naga::valid::ModuleInfo;
use naga::{
    Block, Expression, Function, Handle, MathFunction, Module, PredeclaredType, Span, Type,
    TypeInner,
};

use super::Rewrite;
use super::copy::{Copy, Edit, copy, each_function};
use super::handles::{self, Role};
use crate::target::TargetLanguage::Wgsl;

pub(super) const REWRITE: Rewrite = Rewrite {
    step: "naming the types of results that are kept",
    targets: &[Wgsl],
    found: |module, _, _| !kept(module).is_empty(),
    apply: |change| {
        name(change.module, change.info);
        Ok(())
    },
};

/// The types without a name of which the module keeps values.
fn kept(module: &Module) -> Vec<(PredeclaredType, Handle<Type>)> {
    let unnamed = &module.special_types.predeclared_types;
    if unnamed.is_empty() {
        return Vec::new();
    }
    let mut used = HashSet::new();
    for (_, ty) in module.types.iter() {
        match &ty.inner {
            TypeInner::Array { base, .. } | TypeInner::Pointer { base, .. } => {
                used.insert(*base);
            }
            TypeInner::Struct { members, .. } => used.extend(members.iter().map(|each| each.ty)),
            _ => {}
        }
    }
    used.extend(module.global_variables.iter().map(|(_, each)| each.ty));
    used.extend(module.constants.iter().map(|(_, each)| each.ty));
    let put_together = |expression: &Expression| match *expression {
        Expression::Compose { ty, .. } | Expression::ZeroValue(ty) => Some(ty),
        _ => None,
    };
    let constants = module.global_expressions.iter();
    used.extend(constants.filter_map(|(_, each)| put_together(each)));
    for function in handles::functions(module) {
        used.extend(function.arguments.iter().map(|each| each.ty));
        used.extend(function.result.iter().map(|each| each.ty));
        used.extend(function.local_variables.iter().map(|(_, each)| each.ty));
        let expressions = function.expressions.iter();
        used.extend(expressions.filter_map(|(_, each)| put_together(each)));
    }
    unnamed
        .iter()
        .filter(|(_, ty)| used.contains(*ty))
        .map(|(kind, ty)| (kind.clone(), *ty))
        .collect()
}

/// Makes the types of what is kept ordinary structs, and of each result one of them.
fn name(module: &mut Module, info: &ModuleInfo) {
    let mut named = HashMap::new();
    for (kind, ty) in kept(module) {
        let unnamed = module.types[ty].clone();
        let span = module.types.get_span(ty);
        let word = match kind {
            PredeclaredType::AtomicCompareExchangeWeakResult(_) => "Exchanged",
            PredeclaredType::ModfResult { .. } => "Parts",
            PredeclaredType::FrexpResult { .. } => "Fraction",
        };
        let mut ordinary = Type {
            name: Some(word.to_owned()),
            inner: unnamed.inner.clone(),
        };
        // Of the same name and members there may be one, and a type is there once.
        while module.types.get(&ordinary).is_some() {
            ordinary.name.get_or_insert_default().push_str("Again");
        }
        module.types.replace(ty, ordinary);
        let of_result = module.types.insert(unnamed, span);
        let types = &mut module.special_types.predeclared_types;
        types.insert(kind, of_result);
        named.insert(ty, of_result);
    }
    each_function(module, info, |function, info, _| {
        let mut results = Results {
            of: HashMap::new(),
            raw: HashMap::new(),
        };
        for (handle, expression) in function.expressions.iter_mut() {
            if let Expression::AtomicResult { ty, .. } = expression
                && let Some(new) = named.get(ty)
            {
                results.of.insert(handle, *ty);
                *ty = *new;
            }
        }
        for handle in parts_of_floats(function) {
            if let Some(ty) = info[handle].ty.handle()
                && named.contains_key(&ty)
            {
                results.of.insert(handle, ty);
            }
        }
        let whole = used_as_wholes(function);
        results.of.retain(|handle, _| whole.contains(handle));
        if !results.of.is_empty() {
            copy(function, &mut results);
        }
    });
}

fn parts_of_floats(function: &Function) -> Vec<Handle<Expression>> {
    let is_one = |expression: &Expression| {
        matches!(
            expression,
            Expression::Math {
                fun: MathFunction::Modf | MathFunction::Frexp,
                ..
            }
        )
    };
    let all = function.expressions.iter();
    all.filter(|(_, each)| is_one(each))
        .map(|(handle, _)| handle)
        .collect()
}

/// The expressions that something else is done with than to look into them.
fn used_as_wholes(function: &Function) -> HashSet<Handle<Expression>> {
    let mut whole = HashSet::new();
    for (_, expression) in function.expressions.iter() {
        if !matches!(expression, Expression::AccessIndex { .. }) {
            handles::operands(expression, |operand| {
                whole.insert(operand);
            });
        }
    }
    let mut pending = vec![&function.body];
    while let Some(block) = pending.pop() {
        for statement in block {
            handles::statement(statement, |role, handle| {
                if role == Role::Operand {
                    whole.insert(handle);
                }
            });
            pending.extend(handles::blocks(statement));
        }
    }
    whole
}

/// Puts a struct behind each result.
struct Results {
    /// The struct for a result.
    of: HashMap<Handle<Expression>, Handle<Type>>,
    /// The result that a struct was made of, both new: who looks into the one may look into the other.
    raw: HashMap<Handle<Expression>, Handle<Expression>>,
}

impl Results {
    /// The struct that a result becomes.
    fn kept(
        &mut self,
        copy: &mut Copy,
        base: Handle<Expression>,
        ty: Handle<Type>,
        span: Span,
    ) -> Handle<Expression> {
        let components = (0..2)
            .map(|index| copy.append(Expression::AccessIndex { base, index }, span))
            .collect();
        let made = copy.append(Expression::Compose { ty, components }, span);
        self.raw.insert(made, base);
        made
    }
}

impl Edit for Results {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        mut expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        if let Expression::AccessIndex { base, .. } = &mut expression
            && let Some(raw) = self.raw.get(base)
        {
            *base = *raw;
        }
        let new = copy.append(expression, span);
        match self.of.get(&old) {
            Some(&ty) => self.kept(copy, new, ty, span),
            None => new,
        }
    }

    fn after(&mut self, copy: &mut Copy, old: Handle<Expression>, into: &mut Block) {
        // What a statement gives.
        if matches!(copy.old[old], Expression::AtomicResult { .. })
            && let Some(&ty) = self.of.get(&old)
        {
            let span = copy.old.get_span(old);
            let result = copy.get(old);
            let made = self.kept(copy, result, ty, span);
            copy.evaluate(into, span);
            copy.set(old, made);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::emitted;
    use crate::target::TargetLanguage;

    #[test]
    fn what_is_kept_has_a_type_with_a_name() {
        let text = "
            struct Parts { fract: f32, whole: f32 }
            @group(0) @binding(0) var<storage, read_write> count: array<atomic<i32>, 2>;
            @group(0) @binding(1) var<storage, read_write> data: array<f32>;
            @compute @workgroup_size(1) fn main() {
                var held = atomicCompareExchangeWeak(&count[0], 1, 2);
                let seen = atomicCompareExchangeWeak(&count[1], 1, 2);
                let several = array(modf(data[0]), modf(data[1]));
                let plain = frexp(data[2]);
                if seen.exchanged { held = atomicCompareExchangeWeak(&count[0], 2, 3); }
                data[3] = several[u32(held.old_value)].fract + plain.fract;
                let own = Parts(data[4], data[5]);
                data[6] = own.whole;
            }";
        let text = emitted("results.wgsl", text, TargetLanguage::Wgsl);
        for part in [
            "struct Exchanged {",
            "var held: Exchanged;",
            "held = Exchanged(",
            "let plain = frexp(",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("_result"), "{text}");
    }
}
