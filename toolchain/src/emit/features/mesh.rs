//! How much memory of the workgroup an entry point takes, and a mesh stage may take.

use naga::{
    AddressSpace, ArraySize, GlobalVariable, Handle, Module, Scalar, ScalarKind, Type, TypeInner,
};

/// What Direct3D has for a mesh stage. What the stage gives is kept there until all invocations are
/// through.
pub(super) const MOST: u64 = 28 * 1024;

/// The bytes of workgroup memory that an entry point takes where nothing is padded.
pub(super) fn memory(module: &Module, is_used: impl Fn(Handle<GlobalVariable>) -> bool) -> u64 {
    module
        .global_variables
        .iter()
        .filter(|(handle, variable)| variable.space == AddressSpace::WorkGroup && is_used(*handle))
        .fold(0u64, |sum, (_, variable)| {
            sum.saturating_add(bytes(module, variable.ty))
        })
}

fn bytes(module: &Module, ty: Handle<Type>) -> u64 {
    let of = |scalar: Scalar| match scalar.kind {
        // Truth values are numbers there.
        ScalarKind::Bool => 4,
        ScalarKind::Sint
        | ScalarKind::Uint
        | ScalarKind::Float
        | ScalarKind::AbstractInt
        | ScalarKind::AbstractFloat => u64::from(scalar.width),
    };
    match module.types[ty].inner {
        TypeInner::Scalar(scalar) | TypeInner::Atomic(scalar) => of(scalar),
        TypeInner::Vector { size, scalar } => of(scalar) * size as u64,
        TypeInner::Matrix {
            columns,
            rows,
            scalar,
        } => of(scalar) * columns as u64 * rows as u64,
        TypeInner::Array {
            base,
            size: ArraySize::Constant(count),
            stride: _,
        } => bytes(module, base).saturating_mul(u64::from(count.get())),
        TypeInner::Struct {
            ref members,
            span: _,
        } => members.iter().fold(0u64, |sum, member| {
            sum.saturating_add(bytes(module, member.ty))
        }),
        // None of these lies in such memory, or has a length that is known.
        TypeInner::Array {
            base: _,
            size: ArraySize::Pending(_) | ArraySize::Dynamic,
            stride: _,
        }
        | TypeInner::CooperativeMatrix { .. }
        | TypeInner::Pointer { .. }
        | TypeInner::ValuePointer { .. }
        | TypeInner::Image { .. }
        | TypeInner::Sampler { .. }
        | TypeInner::AccelerationStructure { .. }
        | TypeInner::RayQuery { .. }
        | TypeInner::BindingArray { .. } => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::features::{Feature, Features};
    use crate::emit::rewrite::testing::{module, valid};

    #[test]
    fn memory_is_counted_without_gaps() {
        let module = module(
            "a.wgsl",
            "struct Part { a: vec3<f32>, b: bool, c: mat2x3<f32> }
            var<workgroup> used: array<Part, 10>;
            var<workgroup> count: atomic<u32>;
            var<workgroup> unused: array<Part, 100>;
            @compute @workgroup_size(1)
            fn main() { used[0].b = atomicLoad(&count) == 0; }",
        );
        let info = valid(&module);
        assert_eq!(
            memory(&module, |used| !info.get_entry_point(0)[used].is_empty()),
            10 * (12 + 4 + 24) + 4
        );
    }

    #[test]
    fn more_than_direct3d_has_is_told_of_who_uses_it() {
        let scan = |count: u32| {
            let text = format!(
                "var<workgroup> words: array<u32, {count}>; var<workgroup> unused: array<u32, 9000>;
                @compute @workgroup_size(1) fn main() {{ words[0] = 1u; }}"
            );
            let module = module("a.wgsl", &text);
            let info = valid(&module);
            Features::scan(&module, &info).contains(Feature::WorkgroupMemory)
        };
        assert!(!scan(8192));
        assert!(scan(8193));
    }
}
