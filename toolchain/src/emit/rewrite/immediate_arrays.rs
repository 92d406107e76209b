//! Arrays in immediates, which WebGPU does not allow: structs of as many members.
//!
//! Members and constant elements are reached alike in the IR, so only the type changes; an
//! array that is indexed by a variable anywhere stays one.

use std::collections::BTreeSet;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, ArraySize, Expression, Function, Handle, Literal, Module, StructMember, Type,
    TypeInner,
};

/// The longest array that is written out.
const LONGEST: u32 = 64;

/// Whether immediates hold arrays.
pub(super) fn has_immediate_array(module: &Module) -> bool {
    !arrays(module).is_empty()
}

/// The array types in immediates, inner ones first.
fn arrays(module: &Module) -> BTreeSet<Handle<Type>> {
    let mut found = BTreeSet::new();
    let mut pending: Vec<_> = module
        .global_variables
        .iter()
        .filter(|(_, global)| global.space == AddressSpace::Immediate)
        .map(|(_, global)| global.ty)
        .collect();
    while let Some(ty) = pending.pop() {
        match &module.types[ty].inner {
            TypeInner::Array { base, .. } => {
                found.insert(ty);
                pending.push(*base);
            }
            TypeInner::Struct { members, .. } => {
                pending.extend(members.iter().map(|member| member.ty));
            }
            _ => {}
        }
    }
    found
}

/// Turns the arrays that can be into structs.
pub(super) fn spell_out_arrays(module: &mut Module, info: &ModuleInfo) {
    let mut candidates = arrays(module);
    make_direct(module, info, &candidates);
    let functions = module
        .functions
        .iter()
        .map(|(handle, function)| (function, &info[handle]));
    let entry_points = module
        .entry_points
        .iter()
        .enumerate()
        .map(|(index, each)| (&each.function, info.get_entry_point(index)));
    for (function, info) in functions.chain(entry_points) {
        keep_indexed(module, function, info, &mut candidates);
    }
    for handle in candidates {
        let TypeInner::Array {
            base,
            size: ArraySize::Constant(count),
            stride,
        } = module.types[handle].inner
        else {
            continue;
        };
        if count.get() > LONGEST {
            continue;
        }
        let members = (0..count.get())
            .map(|index| StructMember {
                name: Some(format!("element{index}")),
                ty: base,
                binding: None,
                offset: index * stride,
            })
            .collect();
        let mut ty = Type {
            name: Some("Elements".to_owned()),
            inner: TypeInner::Struct {
                members,
                span: count.get() * stride,
            },
        };
        while module.types.get(&ty).is_some() {
            ty.name = ty.name.map(|name| name + "_");
        }
        module.types.replace(handle, ty);
    }
}

/// Indexes by numbers what is indexed by constants: SPIR-V knows no difference, members do.
fn make_direct(module: &mut Module, info: &ModuleInfo, candidates: &BTreeSet<Handle<Type>>) {
    let direct = |function: &Function, info: &FunctionInfo, module: &Module| -> Vec<_> {
        let expressions = function.expressions.iter();
        let of_candidates = expressions.filter_map(|(handle, expression)| {
            let &Expression::Access { base, index } = expression else {
                return None;
            };
            let array = indexed(module, info, base)?;
            let index = constant(module, function, index)?;
            let is_inside = matches!(
                module.types[array].inner,
                TypeInner::Array { size: ArraySize::Constant(count), .. } if index < count.get()
            );
            (candidates.contains(&array) && is_inside)
                .then_some((handle, Expression::AccessIndex { base, index }))
        });
        of_candidates.collect()
    };
    let of_functions: Vec<_> = module
        .functions
        .iter()
        .map(|(handle, function)| (handle, direct(function, &info[handle], module)))
        .collect();
    let of_entry_points: Vec<_> = module
        .entry_points
        .iter()
        .enumerate()
        .map(|(at, each)| direct(&each.function, info.get_entry_point(at), module))
        .collect();
    for (function, direct) in of_functions {
        for (handle, expression) in direct {
            module.functions[function].expressions[handle] = expression;
        }
    }
    for (entry_point, direct) in module.entry_points.iter_mut().zip(of_entry_points) {
        for (handle, expression) in direct {
            entry_point.function.expressions[handle] = expression;
        }
    }
}

/// The type of what is indexed.
fn indexed(module: &Module, info: &FunctionInfo, base: Handle<Expression>) -> Option<Handle<Type>> {
    let resolution = &info[base].ty;
    match *resolution.inner_with(&module.types) {
        TypeInner::Pointer { base, .. } => Some(base),
        _ => resolution.handle(),
    }
}

/// The number that an index always is.
fn constant(module: &Module, function: &Function, index: Handle<Expression>) -> Option<u32> {
    let literal = match function.expressions[index] {
        Expression::Literal(literal) => literal,
        Expression::Constant(constant) => {
            match module.global_expressions[module.constants[constant].init] {
                Expression::Literal(literal) => literal,
                _ => return None,
            }
        }
        _ => return None,
    };
    match literal {
        Literal::U32(index) => Some(index),
        Literal::I32(index) => u32::try_from(index).ok(),
        _ => None,
    }
}

/// Takes out the types that a function indexes by a variable.
fn keep_indexed(
    module: &Module,
    function: &Function,
    info: &FunctionInfo,
    candidates: &mut BTreeSet<Handle<Type>>,
) {
    for (_, expression) in function.expressions.iter() {
        let Expression::Access { base, .. } = expression else {
            continue;
        };
        if let Some(ty) = indexed(module, info, *base) {
            candidates.remove(&ty);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;
    use naga::valid::{Capabilities, ValidationFlags, Validator};

    #[test]
    fn constant_elements_become_members() {
        let mut module = naga::front::wgsl::parse_str(
            "struct Push { m: array<vec4<f32>, 4>, s: f32 }
             var<immediate> push: Push;
             @fragment fn main() -> @location(0) vec4<f32> {
                 let all = push.m;
                 return push.m[2] * push.s + all[1];
             }",
        )
        .unwrap();
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::all());
        let info = validator.validate(&module).unwrap();
        assert!(has_immediate_array(&module));
        spell_out_arrays(&mut module, &info);
        assert!(!has_immediate_array(&module));
        validator.validate(&module).unwrap();
    }

    #[test]
    fn arrays_indexed_by_a_variable_stay() {
        let mut module = naga::front::wgsl::parse_str(
            "struct Push { m: array<vec4<f32>, 4>, at: u32 }
             var<immediate> push: Push;
             @fragment fn main() -> @location(0) vec4<f32> { return push.m[push.at]; }",
        )
        .unwrap();
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::all());
        let info = validator.validate(&module).unwrap();
        spell_out_arrays(&mut module, &info);
        assert!(has_immediate_array(&module));
        validator.validate(&module).unwrap();
    }
}
