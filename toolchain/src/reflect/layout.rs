//! How values lie in memory: sizes, alignments, offsets and strides.
//!
//! Offsets and spans are what the front end put into the module (in WGSL they follow the rules
//! of the language and its `@size` and `@align`; in SPIR-V the module's decorations); sizes and
//! alignments of types come from naga's `Layouter`, which is also what wgpu measures with.

use std::collections::{BTreeMap, BTreeSet};

use naga::proc::Layouter;
use naga::valid::TypeFlags;
use naga::{AddressSpace, ArraySize, Handle, Module, StructMember, Type, TypeInner, VectorSize};

use super::model::{Count, Immediates, Member, RuntimeArray, Shape, StructLayout, TypeLayout};
use super::value::Values;
use crate::check::Checked;
use crate::ir_text::spelling::{Names, scalar_name, space_names};

/// Arrays of arrays are described down to this depth.
const MAX_NESTING: u32 = 32;

/// What measures the types of a module.
pub(super) struct Layouts<'a> {
    checked: &'a Checked,
    module: &'a Module,
    names: &'a Names<'a>,
    values: &'a Values<'a>,
    layouter: Layouter,
}

impl<'a> Layouts<'a> {
    /// None when a type is larger than naga allows, which validation rules out.
    pub(super) fn new(
        checked: &'a Checked,
        names: &'a Names<'a>,
        values: &'a Values<'a>,
    ) -> Result<Self, naga::proc::LayoutError> {
        let module = checked.module();
        let mut layouter = Layouter::default();
        layouter.update(module.to_ctx())?;
        Ok(Self {
            checked,
            module,
            names,
            values,
            layouter,
        })
    }

    /// How a type lies.
    pub(super) fn ty(&self, handle: Handle<Type>) -> TypeLayout {
        self.nested(handle, 0)
    }

    fn nested(&self, handle: Handle<Type>, depth: u32) -> TypeLayout {
        let layout = self.layouter[handle];
        TypeLayout {
            ty: self.names.ty(handle),
            size: layout.size,
            // An alignment times one is its number.
            align: layout.alignment * 1,
            shape: self.shape(handle, depth),
        }
    }

    fn shape(&self, handle: Handle<Type>, depth: u32) -> Shape {
        match &self.module.types[handle].inner {
            TypeInner::Scalar(scalar) => Shape::Scalar {
                scalar: scalar_name(*scalar),
            },
            TypeInner::Atomic(scalar) => Shape::Atomic {
                scalar: scalar_name(*scalar),
            },
            TypeInner::Vector { size, scalar } => Shape::Vector {
                scalar: scalar_name(*scalar),
                components: u32::from(*size),
            },
            TypeInner::Matrix {
                columns,
                rows,
                scalar,
            } => Shape::Matrix {
                scalar: scalar_name(*scalar),
                columns: u32::from(*columns),
                rows: u32::from(*rows),
                column_stride: u32::from(scalar.width)
                    * match rows {
                        VectorSize::Bi => 2,
                        VectorSize::Tri | VectorSize::Quad => 4,
                    },
            },
            TypeInner::Array { base, size, stride } => {
                if depth > MAX_NESTING {
                    return Shape::Opaque;
                }
                Shape::Array {
                    stride: *stride,
                    count: self.values.count(*size),
                    element: Box::new(self.nested(*base, depth + 1)),
                }
            }
            TypeInner::Struct {
                members: _,
                span: _,
            } => match self.names.struct_name(handle) {
                Some(name) => Shape::Struct {
                    name: name.to_owned(),
                },
                None => Shape::Opaque,
            },
            TypeInner::CooperativeMatrix { .. }
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => Shape::Opaque,
        }
    }

    /// The runtime-sized array that a type is, or that its last member is.
    pub(super) fn runtime_array(&self, handle: Handle<Type>) -> Option<RuntimeArray> {
        let mut handle = handle;
        let mut offset = 0;
        loop {
            match &self.module.types[handle].inner {
                TypeInner::Array {
                    base: _,
                    size: ArraySize::Dynamic,
                    stride,
                } => {
                    return Some(RuntimeArray {
                        offset,
                        stride: *stride,
                    });
                }
                TypeInner::Struct { members, span: _ } => {
                    let last = members.last()?;
                    offset += last.offset;
                    handle = last.ty;
                }
                _ => return None,
            }
        }
    }

    /// Size of a variable with override-sized arrays at their defaults, and what decides it.
    pub(super) fn variable_size(&self, handle: Handle<Type>) -> (Option<u64>, Vec<String>) {
        match &self.module.types[handle].inner {
            // The length of only the outermost array can be an override.
            TypeInner::Array {
                base: _,
                size: size @ ArraySize::Pending(_),
                stride,
            } => {
                let Count {
                    count,
                    runtime_sized: _,
                    overrides,
                } = self.values.count(*size);
                let size = count.map(|count| u64::from(count) * u64::from(*stride));
                (size, overrides)
            }
            _ => (Some(self.layouter[handle].size.into()), Vec::new()),
        }
    }

    /// Every struct that a host may have to lay out.
    pub(super) fn structs(&self) -> Vec<StructLayout> {
        let spaces = self.spaces();
        let special = self.special_types();
        self.module
            .types
            .iter()
            .filter_map(|(handle, ty)| {
                let TypeInner::Struct { members, span } = &ty.inner else {
                    return None;
                };
                let spaces = spaces.get(&handle);
                let in_buffer = spaces.is_some_and(|spaces| {
                    spaces
                        .iter()
                        .any(|space| matches!(*space, "uniform" | "storage" | "immediate"))
                });
                let shareable = self.checked.info()[handle].contains(TypeFlags::HOST_SHAREABLE);
                // A struct of inputs or outputs is no layout, unless a buffer holds it too.
                let varyings = members.iter().any(|member| member.binding.is_some());
                if !in_buffer && (!shareable || varyings || special.contains(&handle)) {
                    return None;
                }
                Some(self.struct_layout(handle, ty, members, *span, spaces))
            })
            .collect()
    }

    fn struct_layout(
        &self,
        handle: Handle<Type>,
        ty: &Type,
        members: &[StructMember],
        span: u32,
        spaces: Option<&BTreeSet<&'static str>>,
    ) -> StructLayout {
        let ends = members
            .iter()
            .skip(1)
            .map(|member| member.offset)
            .chain([span]);
        let members = members
            .iter()
            .zip(ends)
            .map(|(member, end)| {
                let StructMember {
                    name,
                    ty,
                    binding: _,
                    offset,
                } = member;
                let layout = self.ty(*ty);
                Member {
                    name: name.clone(),
                    offset: *offset,
                    padding_after: end.saturating_sub(offset.saturating_add(layout.size)),
                    layout,
                }
            })
            .collect();
        let layout = self.layouter[handle];
        StructLayout {
            name: self
                .names
                .struct_name(handle)
                .unwrap_or_default()
                .to_owned(),
            source_name: ty.name.clone(),
            size: layout.size,
            align: layout.alignment * 1,
            runtime_sized: self.runtime_array(handle).is_some(),
            spaces: spaces
                .into_iter()
                .flatten()
                .map(|space| (*space).to_owned())
                .collect(),
            members,
        }
    }

    /// The address spaces of the variables that hold a struct, directly or inside another type.
    fn spaces(&self) -> BTreeMap<Handle<Type>, BTreeSet<&'static str>> {
        let mut spaces: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (_, variable) in self.module.global_variables.iter() {
            let space = space_names(variable.space).0;
            let mut todo = vec![variable.ty];
            let mut seen = BTreeSet::new();
            while let Some(handle) = todo.pop() {
                if !seen.insert(handle) {
                    continue;
                }
                match &self.module.types[handle].inner {
                    TypeInner::Struct { members, span: _ } => {
                        spaces.entry(handle).or_default().insert(space);
                        todo.extend(members.iter().map(|member| member.ty));
                    }
                    TypeInner::Array { base, .. } | TypeInner::BindingArray { base, .. } => {
                        todo.push(*base);
                    }
                    TypeInner::Scalar(_)
                    | TypeInner::Vector { .. }
                    | TypeInner::Matrix { .. }
                    | TypeInner::CooperativeMatrix { .. }
                    | TypeInner::Atomic(_)
                    | TypeInner::Pointer { .. }
                    | TypeInner::ValuePointer { .. }
                    | TypeInner::Image { .. }
                    | TypeInner::Sampler { .. }
                    | TypeInner::AccelerationStructure { .. }
                    | TypeInner::RayQuery { .. } => {}
                }
            }
        }
        spaces
    }

    /// Structs that naga adds for its own built-in functions.
    fn special_types(&self) -> BTreeSet<Handle<Type>> {
        let naga::SpecialTypes {
            ray_desc,
            ray_intersection,
            ray_vertex_return,
            external_texture_params,
            external_texture_transfer_function,
            predeclared_types,
        } = &self.module.special_types;
        [
            ray_desc,
            ray_intersection,
            ray_vertex_return,
            external_texture_params,
            external_texture_transfer_function,
        ]
        .into_iter()
        .copied()
        .flatten()
        .chain(predeclared_types.values().copied())
        .collect()
    }

    /// The immediates of the module; `used_by` is left for who knows the entry points.
    pub(super) fn immediates(&self) -> Vec<(Handle<naga::GlobalVariable>, Immediates)> {
        self.module
            .global_variables
            .iter()
            .filter(|(_, variable)| variable.space == AddressSpace::Immediate)
            .map(|(handle, variable)| {
                let immediates = Immediates {
                    name: variable.name.clone(),
                    layout: self.ty(variable.ty),
                    used_by: Vec::new(),
                };
                (handle, immediates)
            })
            .collect()
    }
}
