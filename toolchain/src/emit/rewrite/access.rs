//! Storage buffers that nothing writes, for targets where a vertex stage may only read.

use naga::valid::{GlobalUse, ModuleInfo};
use naga::{
    AddressSpace, GlobalVariable, Handle, Module, ShaderStage, StorageAccess, Type, TypeInner,
};

use super::handles;

/// Whether a vertex stage has a writable storage buffer that nothing writes.
pub(super) fn has_unwritten_buffer(module: &Module, info: &ModuleInfo) -> bool {
    !unwritten(module, info).is_empty()
}

fn unwritten(module: &Module, info: &ModuleInfo) -> Vec<Handle<GlobalVariable>> {
    // A pointer handed to a function has the access in its type.
    let passes_pointers = handles::functions(module).any(|function| {
        function.arguments.iter().any(|argument| {
            matches!(
                module.types[argument.ty].inner.pointer_space(),
                Some(AddressSpace::Storage { .. })
            )
        })
    });
    if passes_pointers {
        return Vec::new();
    }
    module
        .global_variables
        .iter()
        .filter(|(_, global)| match global.space {
            AddressSpace::Storage { access } => {
                access.contains(StorageAccess::STORE) && !has_atomic(module, global.ty)
            }
            _ => false,
        })
        .map(|(handle, _)| handle)
        .filter(|&handle| {
            let mut in_vertex = false;
            let mut uses = GlobalUse::empty();
            for (index, entry_point) in module.entry_points.iter().enumerate() {
                let own = info.get_entry_point(index)[handle];
                in_vertex |= entry_point.stage == ShaderStage::Vertex && !own.is_empty();
                uses |= own;
            }
            for (function, _) in module.functions.iter() {
                uses |= info[function][handle];
            }
            in_vertex && !uses.intersects(GlobalUse::WRITE | GlobalUse::ATOMIC)
        })
        .collect()
}

fn has_atomic(module: &Module, ty: Handle<Type>) -> bool {
    match &module.types[ty].inner {
        TypeInner::Atomic(_) => true,
        TypeInner::Array { base, .. } | TypeInner::BindingArray { base, .. } => {
            has_atomic(module, *base)
        }
        TypeInner::Struct { members, .. } => {
            members.iter().any(|member| has_atomic(module, member.ty))
        }
        _ => false,
    }
}

/// Makes writable storage buffers of vertex stages that nothing writes read-only.
pub(super) fn narrow_access(module: &mut Module, info: &ModuleInfo) {
    for handle in unwritten(module, info) {
        module.global_variables.get_mut(handle).space = AddressSpace::Storage {
            access: StorageAccess::LOAD,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{module, valid};
    use super::*;

    fn narrowed(text: &str) -> Vec<bool> {
        let mut module = module("a.wgsl", text);
        let info = valid(&module);
        narrow_access(&mut module, &info);
        valid(&module);
        module
            .global_variables
            .iter()
            .filter_map(|(_, global)| match global.space {
                AddressSpace::Storage { access } => Some(access == StorageAccess::LOAD),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn only_what_nothing_writes_is_narrowed() {
        let narrowed = narrowed(
            "
            struct Lists { count: u32, list: array<u32> }
            @group(0) @binding(0) var<storage, read_write> model: array<mat4x4f>;
            @group(0) @binding(1) var<storage, read_write> lists: Lists;
            @group(0) @binding(2) var<storage, read_write> unused: vec4f;
            @group(0) @binding(3) var<storage, read_write> counter: array<atomic<u32>, 4>;
            fn at(i: u32) -> mat4x4f { return model[i]; }
            fn count(i: u32) { lists.list[i] += 1u; }
            @vertex fn main(@builtin(vertex_index) v: u32) -> @builtin(position) vec4f {
                count(v);
                return at(v) * vec4f(0, 0, f32(lists.count), f32(atomicLoad(&counter[1])));
            }",
        );
        assert_eq!(narrowed, [true, false, false, false]);
    }
}
