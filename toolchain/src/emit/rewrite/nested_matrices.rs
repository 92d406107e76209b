//! Structs with two-row matrices inside other structs of a uniform buffer, for SPIR-V.
//!
//! A uniform buffer of Vulkan cannot hold such matrices; naga splits them into columns, but
//! forgets the structs that are direct members of another struct. Those in arrays it knows, so
//! each such member becomes an array of one element. Only the types of uniform variables change:
//! their values are taken apart and put together as the types that the functions know.

use std::collections::HashMap;

use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, ArraySize, Expression, Handle, Module, Span, StructMember, Type, TypeInner,
    UniqueArena, VectorSize,
};

use super::copy::{Copy, Edit, copy};

/// What uniform buffers align the elements of arrays to.
const UNIFORM_ALIGNMENT: u32 = 16;

/// More parts are not put together one by one.
const MAX_PARTS: usize = 4096;

/// Whether a uniform variable has such a struct inside a struct.
pub(super) fn has_nested_matrices(module: &Module) -> bool {
    let mut plan = Plan::default();
    uniform_types(module)
        .any(|ty| plan.changes(&module.types, ty) || plan.has_matrix_in_bindings(&module.types, ty))
}

fn uniform_types(module: &Module) -> impl Iterator<Item = Handle<Type>> {
    module
        .global_variables
        .iter()
        .filter(|(_, variable)| variable.space == AddressSpace::Uniform)
        .map(|(_, variable)| variable.ty)
}

/// Puts them into arrays.
///
/// # Errors
///
/// What cannot be put right, as words to follow "cannot express": a value that has too many
/// parts, an array of bindings.
pub(super) fn wrap_nested_matrices(module: &mut Module, info: &ModuleInfo) -> Result<(), String> {
    let mut plan = Plan::default();
    let mut changed = HashMap::new();
    let globals: Vec<_> = module
        .global_variables
        .iter()
        .filter(|(_, variable)| variable.space == AddressSpace::Uniform)
        .map(|(handle, variable)| (handle, variable.ty))
        .collect();
    for (global, ty) in globals {
        if plan.has_matrix_in_bindings(&module.types, ty) {
            let name = module.global_variables[global].name.as_deref();
            return Err(format!(
                "two-row matrices in an array of uniform buffers (`{}`)",
                name.unwrap_or("without a name")
            ));
        }
        let ty = plan.change(&mut module.types, &mut changed, ty);
        module.global_variables.get_mut(global).ty = ty;
    }
    let Module {
        types,
        functions,
        entry_points,
        ..
    } = module;
    let mut edit = |function: &mut naga::Function, info: &FunctionInfo| {
        let mut wrap = Wrap {
            info,
            types,
            plan: &mut plan,
            too_many: false,
        };
        copy(function, &mut wrap);
        if wrap.too_many {
            return Err(format!(
                "reading as one value more than {MAX_PARTS} parts of a uniform buffer with two-row matrices"
            ));
        }
        Ok(())
    };
    for (handle, function) in functions.iter_mut() {
        edit(function, &info[handle])?;
    }
    for (index, entry_point) in entry_points.iter_mut().enumerate() {
        edit(&mut entry_point.function, info.get_entry_point(index))?;
    }
    Ok(())
}

/// What is known of types, once each.
#[derive(Default)]
struct Plan {
    matrices: HashMap<Handle<Type>, bool>,
    changes: HashMap<Handle<Type>, bool>,
}

impl Plan {
    /// Whether a two-row matrix is somewhere in the type.
    fn has_matrix(&mut self, types: &UniqueArena<Type>, ty: Handle<Type>) -> bool {
        if let Some(&known) = self.matrices.get(&ty) {
            return known;
        }
        let found = match &types[ty].inner {
            TypeInner::Matrix { rows, .. } => *rows == VectorSize::Bi,
            TypeInner::Array { base, .. } | TypeInner::BindingArray { base, .. } => {
                self.has_matrix(types, *base)
            }
            TypeInner::Struct { members, .. } => members
                .iter()
                .any(|member| self.has_matrix(types, member.ty)),
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => false,
        };
        self.matrices.insert(ty, found);
        found
    }

    /// Whether the type is an array of bindings with such a matrix: naga splits none of those.
    fn has_matrix_in_bindings(&mut self, types: &UniqueArena<Type>, ty: Handle<Type>) -> bool {
        matches!(types[ty].inner, TypeInner::BindingArray { .. }) && self.has_matrix(types, ty)
    }

    /// Whether a member of this type is to become an array.
    fn is_wrapped(&mut self, types: &UniqueArena<Type>, member: Handle<Type>) -> bool {
        matches!(types[member].inner, TypeInner::Struct { .. }) && self.has_matrix(types, member)
    }

    /// Whether the type itself becomes another one.
    fn changes(&mut self, types: &UniqueArena<Type>, ty: Handle<Type>) -> bool {
        if let Some(&known) = self.changes.get(&ty) {
            return known;
        }
        let found = match &types[ty].inner {
            TypeInner::Array { base, .. } | TypeInner::BindingArray { base, .. } => {
                self.changes(types, *base)
            }
            TypeInner::Struct { members, .. } => members
                .iter()
                .any(|member| self.is_wrapped(types, member.ty) || self.changes(types, member.ty)),
            _ => false,
        };
        self.changes.insert(ty, found);
        found
    }

    /// The type that stands for another in uniform variables.
    fn change(
        &mut self,
        types: &mut UniqueArena<Type>,
        changed: &mut HashMap<Handle<Type>, Handle<Type>>,
        ty: Handle<Type>,
    ) -> Handle<Type> {
        if !self.changes(types, ty) {
            return ty;
        }
        if let Some(&new) = changed.get(&ty) {
            return new;
        }
        let Type { name, inner } = types[ty].clone();
        let inner = match inner {
            TypeInner::Array { base, size, stride } => TypeInner::Array {
                base: self.change(types, changed, base),
                size,
                stride,
            },
            TypeInner::BindingArray { base, size } => TypeInner::BindingArray {
                base: self.change(types, changed, base),
                size,
            },
            TypeInner::Struct { members, mut span } => {
                let members = members
                    .into_iter()
                    .map(|member| {
                        let mut new = self.change(types, changed, member.ty);
                        if self.is_wrapped(types, member.ty) {
                            let (array, size) = array_of_one(types, new);
                            // Only padding is added, and only this stand-in gets it.
                            span = span.max(member.offset + size);
                            new = array;
                        }
                        StructMember { ty: new, ..member }
                    })
                    .collect();
                TypeInner::Struct { members, span }
            }
            other => other,
        };
        let new = types.insert(Type { name, inner }, types.get_span(ty));
        changed.insert(ty, new);
        new
    }
}

/// An array of one element, and its size.
fn array_of_one(types: &mut UniqueArena<Type>, base: Handle<Type>) -> (Handle<Type>, u32) {
    let size = match &types[base].inner {
        TypeInner::Struct { span, .. } => *span,
        _ => 0,
    };
    let stride = size.next_multiple_of(UNIFORM_ALIGNMENT);
    let ty = Type {
        name: None,
        inner: TypeInner::Array {
            base,
            size: ArraySize::Constant(std::num::NonZeroU32::MIN),
            stride,
        },
    };
    (types.insert(ty, Span::UNDEFINED), stride)
}

struct Wrap<'a> {
    /// Of the function as it was.
    info: &'a FunctionInfo,
    types: &'a UniqueArena<Type>,
    plan: &'a mut Plan,
    too_many: bool,
}

impl Wrap<'_> {
    /// What an old expression points at, in a uniform variable.
    fn pointee(&self, pointer: Handle<Expression>) -> Option<Handle<Type>> {
        match *self.info[pointer].ty.inner_with(self.types) {
            TypeInner::Pointer {
                base,
                space: AddressSpace::Uniform,
            } => Some(base),
            _ => None,
        }
    }

    /// The member `index` of a struct, whether it became an array.
    fn member(&mut self, ty: Handle<Type>, index: u32) -> Option<(Handle<Type>, bool)> {
        let TypeInner::Struct { members, .. } = &self.types[ty].inner else {
            return None;
        };
        let member = members.get(index as usize)?.ty;
        Some((member, self.plan.is_wrapped(self.types, member)))
    }

    /// A value of the changed type as one of the old type.
    fn restore(
        &mut self,
        copy: &mut Copy,
        value: Handle<Expression>,
        ty: Handle<Type>,
        span: Span,
        parts: &mut usize,
    ) -> Handle<Expression> {
        if !self.plan.changes(self.types, ty) {
            return value;
        }
        let count = match &self.types[ty].inner {
            TypeInner::Struct { members, .. } => u32::try_from(members.len()).unwrap_or(0),
            TypeInner::Array {
                size: ArraySize::Constant(count),
                ..
            } => count.get(),
            _ => 0,
        };
        let base_of_array = match self.types[ty].inner {
            TypeInner::Array { base, .. } => Some(base),
            _ => None,
        };
        let mut components = Vec::new();
        for index in 0..count {
            *parts += 1;
            if *parts > MAX_PARTS {
                self.too_many = true;
                return value;
            }
            let mut part = copy.append(Expression::AccessIndex { base: value, index }, span);
            let inner = match (base_of_array, self.member(ty, index)) {
                (Some(base), _) => base,
                (None, Some((member, wrapped))) => {
                    if wrapped {
                        part = first_of(copy, part, span);
                    }
                    member
                }
                (None, None) => return value,
            };
            components.push(self.restore(copy, part, inner, span, parts));
        }
        copy.append(Expression::Compose { ty, components }, span)
    }
}

fn first_of(copy: &mut Copy, base: Handle<Expression>, span: Span) -> Handle<Expression> {
    copy.append(Expression::AccessIndex { base, index: 0 }, span)
}

impl Edit for Wrap<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let was = copy.old[old].clone();
        let new = copy.append(expression, span);
        match was {
            Expression::AccessIndex { base, index } => {
                let member = self.pointee(base).and_then(|ty| self.member(ty, index));
                match member {
                    Some((_, true)) => first_of(copy, new, span),
                    Some((_, false)) | None => new,
                }
            }
            Expression::Load { pointer } => match self.pointee(pointer) {
                Some(ty) => self.restore(copy, new, ty, span, &mut 0),
                None => new,
            },
            _ => new,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed expectation ends the test")]

    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const NESTED: &str = "
        struct Inner { m: mat3x2f }
        struct Middle { @size(16) a: f32, @size(32) inner: Inner }
        struct Outer {
            count: u32, @align(16) one: Inner, @align(16) two: Middle,
            @align(16) many: array<Middle, 2>, @align(16) last: Inner,
        }
        @group(0) @binding(0) var<uniform> u: Outer;
        @group(0) @binding(1) var<uniform> plain: Inner;
        @group(0) @binding(2) var<storage, read_write> kept: Outer;
        fn pick(inner: Inner, i: u32) -> vec2f { return inner.m[i] + inner.m[2]; }
        @compute @workgroup_size(1) fn main(@builtin(local_invocation_index) i: u32) {
            let pointer = &u.two;
            var sum = pick(u.one, i) + pick(pointer.inner, i) + pick(plain, i);
            sum += u.many[i].inner.m[1] + u.one.m[i] + u.two.inner.m[i].yx;
            sum.x += u.last.m[0].x + u.one.m[1].y + u.two.inner.m[i][i];
            kept = u;
            let all = u.many;
            kept.many[1] = all[0];
            kept.one.m[0] = sum;
        }";

    #[test]
    fn nested_structs_become_arrays() {
        let mut module = module("a.wgsl", NESTED);
        assert!(has_nested_matrices(&module));
        let info = valid(&module);
        wrap_nested_matrices(&mut module, &info).unwrap();
        valid(&module);
        // Wrapped once: what is an array now needs no other.
        assert!(!has_nested_matrices(&module));
    }

    #[test]
    fn all_of_it_is_written() {
        let text = emitted("a.wgsl", NESTED, TargetLanguage::SpirvAsm);
        assert!(text.contains("OpFunctionEnd"), "{text}");
    }

    #[test]
    fn arrays_of_bindings_are_declined() {
        let mut module = module(
            "a.wgsl",
            "enable wgpu_binding_array;
            struct A { m: mat2x2f }
            @group(0) @binding(0) var<uniform> many: binding_array<A, 4>;
            @group(0) @binding(1) var<storage, read_write> o: vec2f;
            @compute @workgroup_size(1) fn main() { o = many[1].m[0]; }",
        );
        let info = valid(&module);
        let said = wrap_nested_matrices(&mut module, &info).unwrap_err();
        assert!(said.contains("`many`"), "{said}");
    }

    #[test]
    fn other_uniforms_stay() {
        for text in [
            "struct A { m: mat2x2f } @group(0) @binding(0) var<uniform> a: A;",
            "struct A { m: mat3x3f } struct B { a: A } @group(0) @binding(0) var<uniform> b: B;",
            "struct A { m: mat2x2f } struct B { a: array<A, 2> } @group(0) @binding(0) var<uniform> b: B;",
            "struct A { m: mat2x2f } struct B { a: A } @group(0) @binding(0) var<storage> b: B;",
        ] {
            assert!(!has_nested_matrices(&module("a.wgsl", text)), "{text}");
        }
    }
}
