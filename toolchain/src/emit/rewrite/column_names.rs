//! Names for members beside two-row matrices, for HLSL.
//!
//! naga writes such a matrix as a member for each column, `name_0`, `name_1` and on. Members without a
//! name get one from it that ends so, too.

use naga::{Handle, Module, Type, TypeInner, VectorSize};

/// Whether a struct has a two-row matrix and a member without a name.
pub(super) fn has_nameless_members(module: &Module) -> bool {
    module.types.iter().any(|(_, ty)| is_nameless(module, ty))
}

fn is_nameless(module: &Module, ty: &Type) -> bool {
    let TypeInner::Struct { members, .. } = &ty.inner else {
        return false;
    };
    members.iter().any(|member| member.name.is_none())
        && members.iter().any(|member| {
            matches!(
                module.types[member.ty].inner,
                TypeInner::Matrix {
                    rows: VectorSize::Bi,
                    ..
                }
            )
        })
}

/// Gives them names, which end in a number: naga puts something behind it.
pub(super) fn name_members(module: &mut Module) {
    let nameless: Vec<Handle<Type>> = module
        .types
        .iter()
        .filter(|(_, ty)| is_nameless(module, ty))
        .map(|(handle, _)| handle)
        .collect();
    for handle in nameless {
        let mut ty = module.types[handle].clone();
        if let TypeInner::Struct { members, .. } = &mut ty.inner {
            for (number, member) in members.iter_mut().enumerate() {
                member.name.get_or_insert_with(|| format!("member{number}"));
            }
        }
        // Replacing by a type that the module has already is not possible.
        while module.types.get(&ty).is_some() {
            ty.name = Some(ty.name.unwrap_or_default() + "_");
        }
        module.types.replace(handle, ty);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const MATRICES: &str = "OpCapability Shader
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"
OpExecutionMode %main LocalSize 1 1 1
OpDecorate %block Block
OpMemberDecorate %block 0 ColMajor
OpMemberDecorate %block 0 Offset 0
OpMemberDecorate %block 0 MatrixStride 8
OpMemberDecorate %block 1 Offset 16
OpDecorate %data DescriptorSet 0
OpDecorate %data Binding 0
%void = OpTypeVoid
%nothing = OpTypeFunction %void
%f32 = OpTypeFloat 32
%vec2 = OpTypeVector %f32 2
%mat2 = OpTypeMatrix %vec2 2
%block = OpTypeStruct %mat2 %f32
%to_block = OpTypePointer StorageBuffer %block
%data = OpVariable %to_block StorageBuffer
%main = OpFunction %void None %nothing
%start = OpLabel
%value = OpLoad %block %data
OpStore %data %value
OpReturn
OpFunctionEnd
";

    #[test]
    fn members_have_names_of_their_own() {
        let mut named = module("matrices.spvasm", MATRICES);
        assert!(has_nameless_members(&named));
        name_members(&mut named);
        valid(&named);
        assert!(!has_nameless_members(&named));
        let text = emitted("matrices.spvasm", MATRICES, TargetLanguage::Hlsl);
        assert!(
            text.contains("float2 member0__0; float2 member0__1;"),
            "{text}"
        );
        assert!(text.contains("float member1_;"), "{text}");
    }
}
