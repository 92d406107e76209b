//! Inputs and outputs of entry points.

use naga::common::wgsl::ToWgsl;
use naga::{BuiltIn, Function, FunctionArgument, Handle, Module, StructMember, Type, TypeInner};

use super::model::Varying;
use crate::ir_text::spelling::{Names, builtin_name, scalar_name};
use crate::source::Stage;

/// What flattens the inputs and outputs of a module.
pub(super) struct Interface<'a> {
    pub(super) module: &'a Module,
    pub(super) names: &'a Names<'a>,
    pub(super) stage: Stage,
}

impl Interface<'_> {
    /// Inputs: arguments with a binding, and the members of those that are structs.
    pub(super) fn inputs(&self, function: &Function) -> Vec<Varying> {
        let mut varyings = Vec::new();
        for FunctionArgument { name, ty, binding } in &function.arguments {
            match binding {
                Some(binding) => varyings.push(self.varying(name.clone(), None, *ty, binding)),
                None => varyings.extend(self.members(*ty)),
            }
        }
        if self.stage == Stage::Vertex {
            forget_interpolation(&mut varyings);
        }
        varyings
    }

    /// Outputs: the result, or its members.
    pub(super) fn outputs(&self, function: &Function) -> Vec<Varying> {
        let mut varyings = match &function.result {
            None => Vec::new(),
            Some(naga::FunctionResult {
                ty,
                binding: Some(binding),
            }) => vec![self.varying(None, None, *ty, binding)],
            Some(naga::FunctionResult { ty, binding: None }) => self.members(*ty),
        };
        if self.stage == Stage::Fragment {
            forget_interpolation(&mut varyings);
        }
        varyings
    }

    /// The members of a struct that have a binding; a struct in a struct cannot have one.
    pub(super) fn members(&self, ty: Handle<Type>) -> Vec<Varying> {
        let TypeInner::Struct { members, span: _ } = &self.module.types[ty].inner else {
            return Vec::new();
        };
        members
            .iter()
            .filter_map(
                |StructMember {
                     name,
                     ty: member,
                     binding,
                     offset: _,
                 }| {
                    Some(self.varying(name.clone(), Some(ty), *member, binding.as_ref()?))
                },
            )
            .collect()
    }

    fn varying(
        &self,
        name: Option<String>,
        in_struct: Option<Handle<Type>>,
        ty: Handle<Type>,
        binding: &naga::Binding,
    ) -> Varying {
        let (components, scalar) = match &self.module.types[ty].inner {
            TypeInner::Scalar(scalar) => (Some(1), Some(scalar_name(*scalar))),
            TypeInner::Vector { size, scalar } => {
                (Some(u32::from(*size)), Some(scalar_name(*scalar)))
            }
            _ => (None, None),
        };
        let plain = Varying {
            name,
            in_struct: in_struct
                .and_then(|handle| self.names.struct_name(handle))
                .map(str::to_owned),
            location: None,
            builtin: None,
            ty: self.names.ty(ty),
            scalar,
            components,
            interpolation: None,
            sampling: None,
            blend_src: None,
            per_primitive: false,
            invariant: false,
        };
        match binding {
            naga::Binding::BuiltIn(builtin) => Varying {
                builtin: Some(builtin_name(*builtin).to_owned()),
                invariant: matches!(builtin, BuiltIn::Position { invariant: true }),
                ..plain
            },
            naga::Binding::Location {
                location,
                interpolation,
                sampling,
                blend_src,
                per_primitive,
            } => Varying {
                location: Some(*location),
                interpolation: interpolation.map(|it| it.to_wgsl().to_owned()),
                sampling: sampling.map(|it| it.to_wgsl().to_owned()),
                blend_src: *blend_src,
                per_primitive: *per_primitive,
                ..plain
            },
        }
    }
}

/// Vertex attributes and colour targets are not interpolated; naga's front ends still give them
/// the default.
fn forget_interpolation(varyings: &mut [Varying]) {
    for varying in varyings {
        varying.interpolation = None;
        varying.sampling = None;
    }
}
