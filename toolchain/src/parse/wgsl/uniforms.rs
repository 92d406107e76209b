//! Uniform buffers that are laid out as storage buffers are.
//!
//! `uniform_buffer_standard_layout` drops the rules that elements of arrays, and structs in structs, lie 16
//! bytes apart. naga has them still. Such a buffer is read as four words at a time, which keep its bytes
//! where they are.

use std::collections::HashSet;

use naga::{AddressSpace, GlobalVariable, Handle, Module, Type, TypeInner, UniqueArena};

use crate::edit::words;

/// What naga aligns arrays and structs to in uniform buffers.
const ALIGNMENT: u32 = 16;

/// Reads them as words; gives the names of the variables. Nothing is done where a number is neither of
/// 32 bits nor a half.
pub(super) fn read_words(module: &mut Module) -> Vec<String> {
    let variables = module.global_variables.iter();
    let names: Vec<String> = variables
        .filter(|(_, variable)| is_packed(&module.types, variable))
        .map(|(_, variable)| variable.name.clone().unwrap_or_default())
        .collect();
    if names.is_empty() {
        return names;
    }
    let mut read = module.clone();
    if words::read(&mut read, "Words", is_packed).is_err() {
        return Vec::new();
    }
    *module = read;
    names
}

fn is_packed(types: &UniqueArena<Type>, variable: &GlobalVariable) -> bool {
    variable.space == AddressSpace::Uniform && breaks_rules(types, variable.ty, &mut HashSet::new())
}

/// Whether a type lies as naga does not have it in uniform buffers.
///
/// `seen` holds the types that were looked at: one may be in many places of another.
fn breaks_rules(
    types: &UniqueArena<Type>,
    ty: Handle<Type>,
    seen: &mut HashSet<Handle<Type>>,
) -> bool {
    if !seen.insert(ty) {
        return false;
    }
    let TypeInner::Struct { members, span: _ } = &types[ty].inner else {
        return match types[ty].inner {
            TypeInner::Array { base, stride, .. } => {
                !stride.is_multiple_of(ALIGNMENT) || breaks_rules(types, base, seen)
            }
            _ => false,
        };
    };
    let is_aligned = |offset: u32| offset.is_multiple_of(ALIGNMENT);
    let mut free = 0;
    members.iter().any(|member| {
        let starts_in_struct = member.offset < free;
        let is_at_odds = match types[member.ty].inner {
            TypeInner::Struct { span, .. } => {
                free = member.offset + span.next_multiple_of(ALIGNMENT);
                !is_aligned(member.offset)
            }
            TypeInner::Array { .. } => !is_aligned(member.offset),
            _ => false,
        };
        starts_in_struct || is_at_odds || breaks_rules(types, member.ty, seen)
    })
}
