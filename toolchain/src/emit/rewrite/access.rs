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
        let mut module = module("a.vert", text);
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
            "#version 450
            layout(std430, binding = 0) buffer A { mat4 model[]; } a;
            layout(std430, binding = 1) buffer B { uint count; uint list[]; } b;
            layout(std430, binding = 2) buffer C { vec4 unused; } c;
            mat4 model(int i) { return a.model[i]; }
            void count(uint i) { b.list[i] += 1u; }
            void main() {
                count(uint(gl_VertexIndex));
                gl_Position = model(gl_InstanceIndex) * vec4(0.0, 0.0, float(b.count), 1.0);
            }",
        );
        assert_eq!(narrowed, [true, false, false]);
    }
}
