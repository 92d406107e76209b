//! What a module declares, read from the IR alone: also of a module that is not valid.

use naga::{ArraySize, Handle, Module, ResourceBinding, Type, TypeInner};

use super::model::{Access, ResourceClass};
use super::resource;
use crate::diagnostic::{Failure, Phase};
use crate::guard;
use crate::ir_text::spelling::Names;
use crate::parse::Parsed;
use crate::source::Stage;

/// What a module declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Entry points, in the order of the source.
    pub entry_points: Vec<EntryPointOutline>,
    /// Resources with a group and a binding, in that order.
    pub bindings: Vec<BindingOutline>,
    /// Overrides that a host can set.
    pub overrides: Vec<OverrideOutline>,
    /// Structs with a name.
    pub structs: Vec<StructOutline>,
}

/// An entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPointOutline {
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: Stage,
    /// Size of a workgroup as declared; an axis that an override decides has its default, or 0.
    /// None for stages without workgroups.
    pub workgroup_size: Option<[u32; 3]>,
}

/// A resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingOutline {
    /// `@group`.
    pub group: u32,
    /// `@binding`.
    pub binding: u32,
    /// Name; none for a stripped module.
    pub name: Option<String>,
    /// Kind of resource.
    pub class: ResourceClass,
    /// Declared access; none for samplers.
    pub access: Option<Access>,
    /// Type, spelled as in WGSL.
    pub ty: String,
}

/// An override.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideOutline {
    /// Name.
    pub name: Option<String>,
    /// `@id`.
    pub id: Option<u16>,
    /// Type, spelled as in WGSL.
    pub ty: String,
    /// Whether a value must be given.
    pub required: bool,
}

/// A struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructOutline {
    /// Name.
    pub name: String,
    /// Size in bytes, with one element of a runtime-sized array.
    pub size: u32,
    /// Members, in order.
    pub members: Vec<MemberOutline>,
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOutline {
    /// Name; none for a stripped module.
    pub name: Option<String>,
    /// Where it starts in the struct, in bytes.
    pub offset: u32,
    /// Type, spelled as in WGSL.
    pub ty: String,
}

/// Reads what a module declares.
///
/// # Errors
///
/// Only faults of this program or of naga.
pub fn outline(parsed: &Parsed) -> Result<Outline, Failure> {
    guard::call(
        Phase::Parse,
        "reading declarations",
        parsed.source(),
        || build(parsed.module()),
    )
}

fn build(module: &Module) -> Outline {
    let names = Names::new(module);
    let entry_points = module
        .entry_points
        .iter()
        .map(|each| {
            let stage = Stage::from(each.stage);
            let grouped = matches!(stage, Stage::Compute | Stage::Task | Stage::Mesh);
            EntryPointOutline {
                name: each.name.clone(),
                stage,
                workgroup_size: grouped.then_some(each.workgroup_size),
            }
        })
        .collect();
    let mut bindings: Vec<_> = module
        .global_variables
        .iter()
        .filter_map(|(_, variable)| {
            let ResourceBinding { group, binding } = variable.binding?;
            let inner = &module.types[element(module, variable.ty)].inner;
            let (class, access) = resource::class(variable.space, inner)?;
            Some(BindingOutline {
                group,
                binding,
                name: variable.name.clone(),
                class,
                access,
                ty: names.ty(variable.ty),
            })
        })
        .collect();
    bindings.sort_by_key(|each| (each.group, each.binding));
    let overrides = module
        .overrides
        .iter()
        .map(|(_, each)| OverrideOutline {
            name: each.name.clone(),
            id: each.id,
            ty: names.ty(each.ty),
            required: each.init.is_none(),
        })
        .collect();
    let structs = module
        .types
        .iter()
        .filter_map(|(_, ty)| {
            let TypeInner::Struct { members, span } = &ty.inner else {
                return None;
            };
            Some(StructOutline {
                name: ty.name.clone()?,
                size: *span,
                members: members
                    .iter()
                    .map(|member| MemberOutline {
                        name: member.name.clone(),
                        offset: member.offset,
                        ty: names.ty(member.ty),
                    })
                    .collect(),
            })
        })
        .collect();
    Outline {
        entry_points,
        bindings,
        overrides,
        structs,
    }
}

/// The type of one resource of a binding array, or the type itself.
fn element(module: &Module, ty: Handle<Type>) -> Handle<Type> {
    match module.types[ty].inner {
        TypeInner::BindingArray {
            base,
            size: ArraySize::Constant(_) | ArraySize::Pending(_) | ArraySize::Dynamic,
        } => base,
        _ => ty,
    }
}
