//! The outputs of a mesh stage, taken apart into what naga has one member for.

use std::collections::HashSet;

use naga::{Binding, BuiltIn as NagaBuiltIn, Interpolation, MeshOutputTopology, Sampling};
use rspirv::spirv::{BuiltIn, Decoration, Op};

use super::plan::Mesh;
use super::{Problem, problem};
use crate::codes;
use crate::legalise::spirv::Note;
use crate::legalise::spirv::draft::Draft;

/// No device has more numbers for a vertex or a primitive.
const MOST_PARTS: usize = 128;
/// Nor more levels.
const MOST_LEVELS: u32 = 16;

/// A member of what there is one of for each vertex or primitive.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    /// Its type in the end.
    pub(super) ty: u32,
    pub(super) what: What,
    /// Whether SPIR-V has a signed number where naga has an unsigned one.
    pub(super) was_signed: bool,
}

/// What a member is.
#[derive(Debug)]
pub(super) enum What {
    /// What naga has a binding for.
    Bound(Binding),
    /// A built-in that naga does not have. It may be declared, and not written.
    Foreign(u32),
}

impl Slot {
    pub(super) fn is_position(&self) -> bool {
        matches!(
            self.what,
            What::Bound(Binding::BuiltIn(NagaBuiltIn::Position { .. }))
        )
    }
}

/// The parts of an element of an output.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// A member.
    Leaf { ty: u32, slot: usize },
    /// Members behind each other.
    Group { ty: u32, parts: Vec<Tree> },
}

/// What the parts of an output inherit.
#[derive(Clone)]
struct Part {
    name: String,
    ty: u32,
    location: u32,
    interpolation: Option<Interpolation>,
    sampling: Option<Sampling>,
}

/// Adds the members of an output variable to its side; whether that is the one of primitives.
pub(super) fn tree(draft: &mut Draft, mesh: &mut Mesh, id: u32) -> Result<(bool, Tree), Problem> {
    let ty = draft.pointee(draft.type_of(id));
    let Some((element, count)) = draft.array_parts(ty) else {
        return problem(id, "an output of a mesh stage that is no array is");
    };
    if draft.global(id).is_some_and(|inst| inst.args.len() > 1) {
        return problem(id, "an output of a mesh stage with a first value is");
    }
    let mut names = Names {
        variable: id,
        per_primitive: draft.decoration(id, Decoration::PerPrimitiveEXT).is_some(),
        name: draft.name(id).unwrap_or_default(),
    };
    if draft.decoration(id, Decoration::PerViewNV).is_some() {
        return problem(id, "an output for each view of a mesh stage is");
    }
    let members = members_of(draft, element);
    let on_member = |kind| {
        members
            .iter()
            .any(|&member| draft.member_decoration(element, member, kind).is_some())
    };
    names.per_primitive |= on_member(Decoration::PerPrimitiveEXT);
    let (per_primitive, tree) = if let Some(number) = draft.number(id, Decoration::BuiltIn) {
        let invariant = draft.decoration(id, Decoration::Invariant).is_some();
        let name = names.name.clone();
        let (side, slot) = built_in(draft, mesh, &names, (number, invariant), (name, element))?;
        (side, Tree::Leaf { ty: element, slot })
    } else if on_member(Decoration::BuiltIn) {
        block(draft, mesh, &names, element)?
    } else {
        let Some(part) = located(draft, &names, element, &members) else {
            return problem(
                id,
                "an output of a mesh stage without a location or a built-in is",
            );
        };
        let tree = parts(draft, mesh, &names, part, 0)?.0;
        (names.per_primitive, tree)
    };
    let most = mesh.side(per_primitive).most;
    if count != most {
        let of = if per_primitive {
            "primitives"
        } else {
            "vertices"
        };
        return problem(
            id,
            format!("an output with {count} elements in a mesh stage of {most} {of} is"),
        );
    }
    Ok((per_primitive, tree))
}

/// What a variable is called and where it belongs.
struct Names {
    variable: u32,
    per_primitive: bool,
    name: String,
}

fn members_of(draft: &Draft, ty: u32) -> Vec<u32> {
    let count = draft.members(ty).map_or(0, <[u32]>::len);
    (0..u32::try_from(count).unwrap_or(0)).collect()
}

/// A block of built-ins.
fn block(
    draft: &mut Draft,
    mesh: &mut Mesh,
    names: &Names,
    ty: u32,
) -> Result<(bool, Tree), Problem> {
    let mut sides = HashSet::new();
    let mut parts = Vec::new();
    for (member, part) in (0..).zip(draft.members(ty).unwrap_or_default().to_vec()) {
        let Some(number) = draft
            .member_decoration(ty, member, Decoration::BuiltIn)
            .and_then(|words| words.first().copied())
        else {
            return problem(
                names.variable,
                "a block of a mesh stage that has built-ins beside other members is",
            );
        };
        let invariant = draft
            .member_decoration(ty, member, Decoration::Invariant)
            .is_some();
        let name = draft.member_name(ty, member).unwrap_or_default();
        let (side, slot) = built_in(draft, mesh, names, (number, invariant), (name, part))?;
        sides.insert(side);
        parts.push(Tree::Leaf { ty: part, slot });
    }
    match sides.into_iter().collect::<Vec<_>>().as_slice() {
        &[side] => Ok((side, Tree::Group { ty, parts })),
        _ => problem(
            names.variable,
            "a block of a mesh stage with built-ins of vertices and of primitives is",
        ),
    }
}

/// Adds a built-in; the side it is on, and its slot.
fn built_in(
    draft: &mut Draft,
    mesh: &mut Mesh,
    names: &Names,
    (number, invariant): (u32, bool),
    (name, ty): (String, u32),
) -> Result<(bool, usize), Problem> {
    use MeshOutputTopology::{Lines, Points, Triangles};
    let kind = BuiltIn::from_u32(number);
    let vertex = |built_in| Some((false, built_in, None));
    let primitive = |built_in| Some((true, built_in, None));
    let indices = |built_in, of| Some((true, built_in, Some(of)));
    let known = match kind {
        Some(BuiltIn::Position) => vertex(NagaBuiltIn::Position { invariant }),
        Some(BuiltIn::PointSize) => vertex(NagaBuiltIn::PointSize),
        Some(BuiltIn::ClipDistance) => vertex(NagaBuiltIn::ClipDistances),
        Some(BuiltIn::CullDistance) => vertex(NagaBuiltIn::CullDistance),
        Some(BuiltIn::PrimitiveId) => primitive(NagaBuiltIn::PrimitiveIndex),
        Some(BuiltIn::CullPrimitiveEXT) => primitive(NagaBuiltIn::CullPrimitive),
        Some(BuiltIn::PrimitivePointIndicesEXT) => indices(NagaBuiltIn::PointIndex, Points),
        Some(BuiltIn::PrimitiveLineIndicesEXT) => indices(NagaBuiltIn::LineIndices, Lines),
        Some(BuiltIn::PrimitiveTriangleIndicesEXT) => {
            indices(NagaBuiltIn::TriangleIndices, Triangles)
        }
        _ => None,
    };
    let (per_primitive, what) = match known {
        Some((_, _, Some(topology))) if topology != mesh.topology => {
            let what = "indices of other primitives than those of the mesh stage are";
            return problem(names.variable, what);
        }
        Some((side, built_in, _)) => (side, What::Bound(Binding::BuiltIn(built_in))),
        None => (names.per_primitive, What::Foreign(number)),
    };
    let was_signed = kind == Some(BuiltIn::PrimitiveId) && draft.integer(ty) == Some((32, true));
    let slots = &mut mesh.side(per_primitive).slots;
    let same = |slot: &Slot| match (&slot.what, &what) {
        (What::Bound(one), What::Bound(other)) => {
            one.to_built_in().is_some() && one.to_built_in() == other.to_built_in()
        }
        (What::Foreign(one), What::Foreign(other)) => one == other,
        (What::Bound(_), What::Foreign(_)) | (What::Foreign(_), What::Bound(_)) => false,
    };
    if slots.iter().any(same) {
        return problem(
            names.variable,
            "a built-in that two outputs of a mesh stage have is",
        );
    }
    let slot = slots.len();
    slots.push(Slot {
        name,
        ty: if was_signed {
            draft.int_type(false)
        } else {
            ty
        },
        what,
        was_signed,
    });
    Ok((per_primitive, slot))
}

/// The whole of an output with locations; none if it has none.
fn located(draft: &Draft, names: &Names, ty: u32, members: &[u32]) -> Option<Part> {
    let location = draft.number(names.variable, Decoration::Location);
    let by_members = !members.is_empty()
        && members.iter().all(|&member| {
            draft
                .member_decoration(ty, member, Decoration::Location)
                .is_some()
        });
    if location.is_none() && !by_members {
        return None;
    }
    let has = |kind| draft.decoration(names.variable, kind).is_some();
    let (interpolation, sampling) = interpolation(has);
    Some(Part {
        name: names.name.clone(),
        ty,
        location: location.unwrap_or(0),
        interpolation,
        sampling,
    })
}

fn interpolation(has: impl Fn(Decoration) -> bool) -> (Option<Interpolation>, Option<Sampling>) {
    let interpolation = if has(Decoration::Flat) {
        Some(Interpolation::Flat)
    } else if has(Decoration::NoPerspective) {
        Some(Interpolation::Linear)
    } else {
        None
    };
    let sampling = if has(Decoration::Sample) {
        Some(Sampling::Sample)
    } else if has(Decoration::Centroid) {
        Some(Sampling::Centroid)
    } else {
        None
    };
    (interpolation, sampling)
}

/// Adds the scalars and vectors of a part; with them the number of locations it takes.
fn parts(
    draft: &Draft,
    mesh: &mut Mesh,
    names: &Names,
    part: Part,
    level: u32,
) -> Result<(Tree, u32), Problem> {
    let id = names.variable;
    let slots = mesh.side(names.per_primitive).slots.len();
    if level > MOST_LEVELS || slots > MOST_PARTS {
        return problem(
            id,
            format!("an output of a mesh stage with more than {MOST_PARTS} parts is"),
        );
    }
    let ty = part.ty;
    let has_component = draft
        .number(id, Decoration::Component)
        .is_some_and(|component| component > 0);
    let mut group = Vec::new();
    let mut used = 0u32;
    match draft.op_of(ty) {
        Some(Op::TypeStruct) => {
            for member in members_of(draft, ty) {
                let decoration = |kind| draft.member_decoration(ty, member, kind);
                let number = |kind| decoration(kind).and_then(|words| words.first().copied());
                if number(Decoration::Component).is_some_and(|component| component > 0) {
                    return shares(id);
                }
                let (own, place) = interpolation(|kind| decoration(kind).is_some());
                let location =
                    number(Decoration::Location).unwrap_or(part.location.saturating_add(used));
                let inner = Part {
                    name: join(&part.name, draft.member_name(ty, member), member),
                    ty: draft
                        .members(ty)
                        .and_then(|members| members.get(member as usize).copied())
                        .unwrap_or(0),
                    location,
                    interpolation: own.or(part.interpolation),
                    sampling: place.or(part.sampling),
                };
                let (tree, taken) = parts(draft, mesh, names, inner, level + 1)?;
                used = location.saturating_add(taken).saturating_sub(part.location);
                group.push(tree);
            }
        }
        Some(Op::TypeArray | Op::TypeMatrix) => {
            let Some(elements) = draft.parts(ty).filter(|all| all.len() <= MOST_PARTS) else {
                return problem(
                    id,
                    format!("an output of a mesh stage with more than {MOST_PARTS} parts is"),
                );
            };
            for (index, element) in (0..).zip(elements) {
                let inner = Part {
                    name: join(&part.name, None, index),
                    ty: element,
                    location: part.location.saturating_add(used),
                    ..part.clone()
                };
                let (tree, taken) = parts(draft, mesh, names, inner, level + 1)?;
                used = used.saturating_add(taken);
                group.push(tree);
            }
        }
        Some(Op::TypeVector | Op::TypeInt | Op::TypeFloat) if has_component => return shares(id),
        Some(Op::TypeVector | Op::TypeInt | Op::TypeFloat) => {
            let is_float = draft.float(ty).is_some();
            let (interpolation, sampling) = match part.interpolation {
                // It is the same everywhere in a primitive.
                _ if names.per_primitive => (Some(Interpolation::Flat), None),
                Some(Interpolation::Flat) => (Some(Interpolation::Flat), None),
                // What naga's front end says of the fragment stage's inputs: wgpu compares them.
                Some(other) => (Some(other), part.sampling),
                None if is_float => (
                    Some(Interpolation::Perspective),
                    part.sampling.or(Some(Sampling::Center)),
                ),
                None => (Some(Interpolation::Flat), None),
            };
            let slots = &mut mesh.side(names.per_primitive).slots;
            let slot = slots.len();
            slots.push(Slot {
                name: part.name,
                ty,
                what: What::Bound(Binding::Location {
                    location: part.location,
                    interpolation,
                    sampling,
                    blend_src: None,
                    per_primitive: names.per_primitive,
                }),
                was_signed: false,
            });
            return Ok((Tree::Leaf { ty, slot }, 1));
        }
        _ => {
            return problem(
                id,
                "an output of a mesh stage that is made of other things than numbers is",
            );
        }
    }
    Ok((Tree::Group { ty, parts: group }, used))
}

fn shares<T>(id: u32) -> Result<T, Problem> {
    problem(
        id,
        "an output of a mesh stage that begins inside of a location is",
    )
}

fn join(whole: &str, part: Option<String>, index: u32) -> String {
    let part = part.unwrap_or_else(|| index.to_string());
    if whole.is_empty() {
        part
    } else {
        format!("{whole}_{part}")
    }
}

/// Puts the members that are always there in front, and adds those that naga asks for.
pub(super) fn complete(draft: &mut Draft, mesh: &mut Mesh) {
    let position = mesh.vertex.slots.iter().position(Slot::is_position);
    let position = position.unwrap_or_else(|| {
        let float = draft.float_type();
        let ty = draft.define(Op::TypeVector, 0, [float, 4]);
        draft.note(Note {
            detail: Some("the position of every vertex is what the memory holds: zero"),
            ..Note::new(
                codes::SPIRV_POSITION_ADDED,
                true,
                "a mesh stage without a position gets one",
            )
        });
        push(&mut mesh.vertex.slots, "position", ty, {
            NagaBuiltIn::Position { invariant: false }
        })
    });
    mesh.vertex.order.push(position);
    let (wanted, count) = match mesh.topology {
        MeshOutputTopology::Points => (NagaBuiltIn::PointIndex, 1),
        MeshOutputTopology::Lines => (NagaBuiltIn::LineIndices, 2),
        MeshOutputTopology::Triangles => (NagaBuiltIn::TriangleIndices, 3),
    };
    let is_wanted = |slot: &Slot| match &slot.what {
        What::Bound(binding) => binding.to_built_in() == Some(wanted),
        What::Foreign(_) => false,
    };
    let indices = mesh.primitive.slots.iter().position(is_wanted);
    let indices = indices.unwrap_or_else(|| {
        let uint = draft.int_type(false);
        let ty = match count {
            1 => uint,
            count => draft.define(Op::TypeVector, 0, [uint, count]),
        };
        push(&mut mesh.primitive.slots, "indices", ty, wanted)
    });
    mesh.primitive.order.push(indices);
    for side in [&mut mesh.vertex, &mut mesh.primitive] {
        for (number, slot) in side.slots.iter().enumerate() {
            if matches!(slot.what, What::Bound(Binding::Location { .. })) {
                side.order.push(number);
            }
        }
    }
}

fn push(slots: &mut Vec<Slot>, name: &str, ty: u32, built_in: NagaBuiltIn) -> usize {
    slots.push(Slot {
        name: name.to_owned(),
        ty,
        what: What::Bound(Binding::BuiltIn(built_in)),
        was_signed: false,
    });
    slots.len() - 1
}

/// Every location has one output.
pub(super) fn check_locations(mesh: &Mesh, function: u32) -> Result<(), Problem> {
    let mut seen = HashSet::new();
    for slot in mesh.vertex.slots.iter().chain(&mesh.primitive.slots) {
        if let What::Bound(Binding::Location { location, .. }) = &slot.what
            && !seen.insert(*location)
        {
            return problem(
                function,
                format!("a mesh stage with two outputs in location {location} is"),
            );
        }
    }
    Ok(())
}
