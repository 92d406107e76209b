//! Clip and cull distances for HLSL, which wants them in vectors.
//!
//! An array would take a register for each of its numbers, and there are two for all. naga knows
//! the built-in outputs as arrays only, so the vectors go by a location that nothing else has; its
//! semantic is put right in the text ([`Semantics`]).

use std::collections::BTreeMap;

use naga::{
    ArraySize, Binding, BuiltIn, Expression, Function, Handle, Interpolation, Module, Range,
    Sampling, Scalar, ShaderStage, StructMember, Type, TypeInner, UniqueArena, VectorSize,
};

use super::walk::other_returns;

/// Semantics in the text of HLSL, by the location that stands for each.
pub(in crate::emit) type Semantics = BTreeMap<u32, String>;

/// Numbers in a vector.
const LANES: u32 = 4;

/// Bytes of a number.
const SIZE: u32 = 4;

/// Registers for the distances of a stage.
const REGISTERS: u32 = 2;

/// Whether a vertex or mesh stage has distances.
pub(super) fn has_distances(module: &Module) -> bool {
    module
        .entry_points
        .iter()
        .any(|each| matches!(each.stage, ShaderStage::Vertex | ShaderStage::Mesh))
        && module.types.iter().any(|(_, ty)| match &ty.inner {
            TypeInner::Struct { members, .. } => members.iter().any(|each| title(each).is_some()),
            _ => false,
        })
}

/// The semantic of a member that is an array of distances.
fn title(member: &StructMember) -> Option<&'static str> {
    match member.binding {
        Some(Binding::BuiltIn(BuiltIn::ClipDistances)) => Some("SV_ClipDistance"),
        Some(Binding::BuiltIn(BuiltIn::CullDistance)) => Some("SV_CullDistance"),
        _ => None,
    }
}

/// How many numbers a member has.
fn count(types: &UniqueArena<Type>, member: &StructMember) -> u32 {
    match types[member.ty].inner {
        TypeInner::Array {
            size: ArraySize::Constant(size),
            ..
        } => size.get(),
        _ => 0,
    }
}

/// Where a member of the new result comes from.
enum Part {
    /// A member as it was.
    Member(u32),
    /// Some numbers of an array.
    Numbers {
        member: u32,
        first: u32,
        count: u32,
        ty: Handle<Type>,
    },
}

/// Puts the distances that vertex stages give into vectors.
///
/// # Errors
///
/// More than there is room for, as words to follow "cannot express".
pub(super) fn gather_distances(module: &mut Module) -> Result<Semantics, String> {
    let of_meshes = module
        .entry_points
        .iter()
        .filter_map(|each| Some(each.mesh_info.as_ref()?.vertex_output_type));
    for ty in of_meshes {
        if let TypeInner::Struct { members, .. } = &module.types[ty].inner
            && members.iter().any(|member| title(member).is_some())
        {
            return Err("clip and cull distances of mesh stages".to_owned());
        }
    }
    let mut semantics = Semantics::new();
    let mut next = first_free(module);
    for index in 0..module.entry_points.len() {
        if module.entry_points[index].stage != ShaderStage::Vertex {
            continue;
        }
        let Some(result) = &module.entry_points[index].function.result else {
            continue;
        };
        let old = result.ty;
        let Type { name, inner } = module.types[old].clone();
        let TypeInner::Struct { members, mut span } = inner else {
            continue;
        };
        if members.iter().all(|member| title(member).is_none()) {
            continue;
        }
        let mut parts = Vec::new();
        let mut new = Vec::new();
        let mut vectors = 0;
        for (member, number) in members.into_iter().zip(0..) {
            let Some(title) = title(&member) else {
                parts.push(Part::Member(number));
                new.push(member);
                continue;
            };
            let count = count(&module.types, &member);
            for first in (0..count).step_by(LANES as usize) {
                let lanes = LANES.min(count - first);
                let ty = vector(&mut module.types, lanes);
                parts.push(Part::Numbers {
                    member: number,
                    first,
                    count: lanes,
                    ty,
                });
                // Behind all that was there: members may not overlap.
                let offset = span.next_multiple_of(LANES * SIZE);
                span = offset + LANES * SIZE;
                new.push(StructMember {
                    name: member.name.clone(),
                    ty,
                    binding: Some(Binding::Location {
                        location: next,
                        interpolation: Some(Interpolation::Perspective),
                        sampling: Some(Sampling::Center),
                        blend_src: None,
                        per_primitive: false,
                    }),
                    offset,
                });
                semantics.insert(next, format!("{title}{}", first / LANES));
                next += 1;
                vectors += 1;
            }
        }
        if vectors > REGISTERS {
            return Err(format!(
                "clip and cull distances that take {vectors} vectors: there are {REGISTERS}"
            ));
        }
        let order = in_order(&mut new, &parts);
        let ty = Type {
            name,
            inner: TypeInner::Struct { members: new, span },
        };
        let ty = module.types.insert(ty, module.types.get_span(old));
        let function = &mut module.entry_points[index].function;
        if let Some(result) = &mut function.result {
            result.ty = ty;
        }
        let body = std::mem::take(&mut function.body);
        function.body = other_returns(body, &mut |value| gather(value, function, ty, &order));
    }
    forget_bindings(module);
    Ok(semantics)
}

/// Sorts members by their offsets, as types have them, and gives the parts in that order.
fn in_order<'a>(members: &mut [StructMember], parts: &'a [Part]) -> Vec<&'a Part> {
    let mut order: Vec<(u32, &Part)> = members
        .iter()
        .map(|member| member.offset)
        .zip(parts)
        .collect();
    order.sort_by_key(|(offset, _)| *offset);
    members.sort_by_key(|member| member.offset);
    order.into_iter().map(|(_, part)| part).collect()
}

fn vector(types: &mut UniqueArena<Type>, lanes: u32) -> Handle<Type> {
    let scalar = Scalar::F32;
    let of = |size| TypeInner::Vector { size, scalar };
    let inner = match lanes {
        1 => TypeInner::Scalar(scalar),
        2 => of(VectorSize::Bi),
        3 => of(VectorSize::Tri),
        _ => of(VectorSize::Quad),
    };
    types.insert(Type { name: None, inner }, naga::Span::UNDEFINED)
}

/// The first location after all that the module has.
fn first_free(module: &Module) -> u32 {
    let location = |binding: Option<&Binding>| match binding {
        Some(Binding::Location { location, .. }) => Some(*location),
        Some(Binding::BuiltIn(_)) | None => None,
    };
    let in_types = module.types.iter().filter_map(|(_, ty)| match &ty.inner {
        TypeInner::Struct { members, .. } => members
            .iter()
            .filter_map(|member| location(member.binding.as_ref()))
            .max(),
        _ => None,
    });
    let in_functions = module.entry_points.iter().flat_map(|entry_point| {
        let function = &entry_point.function;
        let arguments = function.arguments.iter();
        let result = function.result.iter();
        arguments
            .filter_map(|each| location(each.binding.as_ref()))
            .chain(result.filter_map(|each| location(each.binding.as_ref())))
    });
    let last = in_types.chain(in_functions).max();
    last.map_or(0, |last| last.saturating_add(1))
}

fn gather(
    value: Handle<Expression>,
    function: &mut Function,
    ty: Handle<Type>,
    parts: &[&Part],
) -> (Handle<Expression>, Option<Range<Expression>>) {
    let span = function.expressions.get_span(value);
    let before = function.expressions.len();
    let mut append = |expression| function.expressions.append(expression, span);
    let mut components = Vec::with_capacity(parts.len());
    for part in parts {
        let component = match **part {
            Part::Member(index) => append(Expression::AccessIndex { base: value, index }),
            Part::Numbers {
                member,
                first,
                count,
                ty,
            } => {
                let base = append(Expression::AccessIndex {
                    base: value,
                    index: member,
                });
                let numbers: Vec<_> = (first..first + count)
                    .map(|index| append(Expression::AccessIndex { base, index }))
                    .collect();
                match numbers.as_slice() {
                    [only] => *only,
                    _ => append(Expression::Compose {
                        ty,
                        components: numbers,
                    }),
                }
            }
        };
        components.push(component);
    }
    let gathered = append(Expression::Compose { ty, components });
    (gathered, Some(function.expressions.range_from(before)))
}

/// Takes the bindings from the types that had the arrays: naga writes them, used or not.
fn forget_bindings(module: &mut Module) {
    let with: Vec<_> = module
        .types
        .iter()
        .filter(|(_, ty)| match &ty.inner {
            TypeInner::Struct { members, .. } => members.iter().any(|each| title(each).is_some()),
            _ => false,
        })
        .map(|(handle, _)| handle)
        .collect();
    for handle in with {
        let mut ty = module.types[handle].clone();
        if let TypeInner::Struct { members, .. } = &mut ty.inner {
            for member in members.iter_mut().filter(|each| title(each).is_some()) {
                member.binding = None;
            }
        }
        // Replacing by a type that the module has already is not possible.
        while module.types.get(&ty).is_some() {
            ty.name = Some(ty.name.unwrap_or_default() + "_");
        }
        module.types.replace(handle, ty);
    }
}

/// Writes the semantics in the place of the locations that stand for them.
pub(in crate::emit) fn write_semantics(text: String, semantics: &Semantics) -> String {
    semantics.iter().fold(text, |text, (location, title)| {
        text.replace(&format!(" : LOC{location};"), &format!(" : {title};"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const CLIPPED: &str = "enable clip_distances;
        struct Out {
            @builtin(clip_distances) clip: array<f32, 6>,
            @builtin(position) position: vec4f,
            @location(3) colour: vec4f,
        }
        @vertex fn main(@location(0) at: vec4f) -> Out {
            var out: Out;
            out.position = at;
            if at.x > 0.5 { return out; }
            for (var i = 0; i < 6; i++) { out.clip[i] = at.y * f32(i); }
            return out;
        }";

    #[test]
    fn distances_are_in_vectors() {
        let mut module = module("clipped.wgsl", CLIPPED);
        assert!(has_distances(&module));
        let semantics = gather_distances(&mut module);
        valid(&module);
        assert!(!has_distances(&module));
        let expected = [(4, "SV_ClipDistance0"), (5, "SV_ClipDistance1")];
        assert_eq!(
            semantics,
            Ok(expected
                .map(|(location, title)| (location, title.to_owned()))
                .into())
        );
    }

    #[test]
    fn the_text_has_their_semantics() {
        let text = emitted("clipped.wgsl", CLIPPED, TargetLanguage::Hlsl);
        for part in [
            "float4 clip_ : SV_ClipDistance0;",
            "float2 clip_1 : SV_ClipDistance1;",
            "float4 colour : LOC3;",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
