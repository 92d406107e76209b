//! Arrays in immediates, which WebGPU does not allow: structs of as many members.
//!
//! Members and constant elements are reached alike in the IR, so only the type changes; an
//! array that is indexed by a variable anywhere stays one.

use std::collections::BTreeSet;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, ArraySize, Expression, Function, Handle, Module, StructMember, Type, TypeInner,
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
        let resolution = &info[*base].ty;
        match *resolution.inner_with(&module.types) {
            TypeInner::Pointer { base, .. } => {
                candidates.remove(&base);
            }
            _ => {
                if let Some(ty) = resolution.handle() {
                    candidates.remove(&ty);
                }
            }
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
