//! Inputs and outputs that are structs, matrices or arrays, or share a location.
//!
//! naga takes scalars and vectors, one a location. Each of the others becomes an ordinary variable
//! of the module, and an entry point of its own copies its parts from the inputs, calls the
//! author's function, and copies the parts to the outputs.

use std::collections::{BTreeMap, HashMap, HashSet};

use rspirv::spirv::{Decoration, FunctionControl, Op, StorageClass};

use super::draft::{Block, Draft, Function, Inst, Variable, entry_point};
use super::emit::Emit;
use super::{Note, Settings};
use crate::codes;

/// No real interface has more parts.
const MOST_PARTS: usize = 256;

/// What is passed on from a member or variable to its parts.
const PASSED_ON: &[Decoration] = &[
    Decoration::Flat,
    Decoration::NoPerspective,
    Decoration::Centroid,
    Decoration::Sample,
    Decoration::Invariant,
    Decoration::Index,
    Decoration::PerPrimitiveEXT,
];

/// A scalar or vector inside a variable.
#[derive(Clone, Debug)]
struct Leaf {
    variable: u32,
    path: Vec<u32>,
    name: String,
    ty: u32,
    location: u32,
    component: u32,
    decorations: Vec<(Decoration, Vec<u32>)>,
}

/// Where a location's values come from, or go to.
type Place = (u32, u32, u32);

/// Flattens what naga does not take as it is.
pub(super) fn flatten(draft: &mut Draft, _: Settings) {
    let mut leaves: Vec<(Variable, Vec<Leaf>)> = Vec::new();
    for variable in draft.variables() {
        if !variable.is(StorageClass::Input) && !variable.is(StorageClass::Output) {
            continue;
        }
        if let Some(parts) = parts_of(draft, variable) {
            leaves.push((variable, parts));
        }
    }
    let flattened = chosen(draft, &leaves);
    leaves.retain(|(variable, _)| flattened.contains(&variable.id));
    if leaves.is_empty() {
        return;
    }
    let mut names = GivenNames::default();
    let mut slots: BTreeMap<Place, Vec<Leaf>> = BTreeMap::new();
    for (variable, parts) in &leaves {
        for leaf in parts {
            let index = leaf
                .decorations
                .iter()
                .find(|(kind, _)| *kind == Decoration::Index)
                .and_then(|(_, words)| words.first().copied())
                .unwrap_or(0);
            let place = (variable.class, leaf.location, index);
            slots.entry(place).or_default().push(leaf.clone());
        }
    }
    // Each entry point has its own inputs and outputs, but a location's variable serves all.
    let mut carriers: Vec<(Place, u32, Vec<Leaf>)> = Vec::new();
    for (place, mut shared) in slots {
        shared.sort_by_key(|leaf| leaf.component);
        // Two variables of different entry points may have the same place.
        for group in apart(draft, shared) {
            let carrier = carrier(draft, place, &group, &mut names);
            carriers.push((place, carrier, group));
        }
    }
    for (variable, parts) in &leaves {
        report(draft, *variable, parts);
        make_private(draft, *variable);
    }
    wrap_entry_points(draft, &flattened, &carriers);
}

/// The variables to flatten: those of other types than naga takes, and those that share a location.
fn chosen(draft: &Draft, leaves: &[(Variable, Vec<Leaf>)]) -> HashSet<u32> {
    let mut chosen: HashSet<u32> = HashSet::new();
    let plain = |variable: &Variable| {
        matches!(
            draft.op_of(draft.pointee(variable.pointer)),
            Some(Op::TypeVector | Op::TypeInt | Op::TypeFloat | Op::TypeBool)
        )
    };
    for (variable, parts) in leaves {
        if !plain(variable) || parts.iter().any(|leaf| leaf.component > 0) {
            chosen.insert(variable.id);
        }
    }
    let by_id: HashMap<u32, &(Variable, Vec<Leaf>)> =
        leaves.iter().map(|each| (each.0.id, each)).collect();
    for inst in &draft.entry_points {
        let start = entry_point(inst).interface;
        let listed: HashSet<u32> = inst.args.iter().skip(start).copied().collect();
        // The variables that are met first at each place.
        let mut first: HashMap<_, u32> = HashMap::new();
        for (variable, parts) in listed.iter().filter_map(|id| by_id.get(id)) {
            for leaf in parts {
                let place = (variable.class, leaf.location, index_of(leaf));
                let other = *first.entry(place).or_insert(variable.id);
                if other != variable.id {
                    chosen.extend([variable.id, other]);
                }
            }
        }
    }
    chosen
}

fn index_of(leaf: &Leaf) -> Option<&[u32]> {
    leaf.decorations
        .iter()
        .find(|(kind, _)| *kind == Decoration::Index)
        .map(|(_, words)| words.as_slice())
}

/// The scalars and vectors of a variable with a location.
fn parts_of(draft: &Draft, variable: Variable) -> Option<Vec<Leaf>> {
    if draft.decoration(variable.id, Decoration::BuiltIn).is_some()
        || draft
            .decoration(variable.id, Decoration::PerVertexKHR)
            .is_some()
    {
        return None;
    }
    let ty = draft.pointee(variable.pointer);
    let members = draft.members(ty).map_or(0, <[u32]>::len);
    let is_built_in = |member: usize| {
        u32::try_from(member).is_ok_and(|member| {
            draft
                .member_decoration(ty, member, Decoration::BuiltIn)
                .is_some()
        })
    };
    if (0..members).any(is_built_in) {
        return None;
    }
    let location = draft.number(variable.id, Decoration::Location);
    let by_members = members > 0
        && (0..members).all(|member| {
            u32::try_from(member).is_ok_and(|member| {
                draft
                    .member_decoration(ty, member, Decoration::Location)
                    .is_some()
            })
        });
    // An output block whose members have locations and are plain is what naga reads itself.
    let plain_members = draft.members(ty).is_some_and(|members| {
        members.iter().all(|&member| {
            matches!(
                draft.op_of(member),
                Some(Op::TypeVector | Op::TypeInt | Op::TypeFloat)
            )
        })
    });
    let has_components = (0..members).any(|member| {
        u32::try_from(member).is_ok_and(|member| {
            draft
                .member_decoration(ty, member, Decoration::Component)
                .is_some()
        })
    });
    if by_members && plain_members && !has_components && variable.is(StorageClass::Output) {
        return None;
    }
    if location.is_none() && !by_members {
        return None;
    }
    let decorations = PASSED_ON
        .iter()
        .filter_map(|&kind| Some((kind, draft.decoration(variable.id, kind)?.to_vec())))
        .collect();
    let root = Leaf {
        variable: variable.id,
        path: Vec::new(),
        name: draft.name(variable.id).unwrap_or_default(),
        ty,
        location: location.unwrap_or(0),
        component: draft
            .number(variable.id, Decoration::Component)
            .unwrap_or(0),
        decorations,
    };
    let mut found = Vec::new();
    collect(draft, root, &mut found, 0)?;
    Some(found)
}

/// Adds the leaves of a part; the number of locations it takes.
fn collect(draft: &Draft, part: Leaf, found: &mut Vec<Leaf>, depth: u32) -> Option<u32> {
    if depth > 16 || found.len() > MOST_PARTS {
        return None;
    }
    let ty = part.ty;
    match draft.op_of(ty)? {
        Op::TypeStruct => {
            let mut used = 0;
            for (index, &member) in (0..).zip(draft.members(ty)?) {
                let decorated = |kind| draft.member_decoration(ty, index, kind);
                let own = decorated(Decoration::Location).and_then(|words| words.first().copied());
                let location = own.unwrap_or(part.location.checked_add(used)?);
                let mut decorations = part.decorations.clone();
                for &kind in PASSED_ON {
                    if let Some(words) = decorated(kind) {
                        decorations.retain(|(other, _)| *other != kind);
                        decorations.push((kind, words.to_vec()));
                    }
                }
                let name = draft
                    .member_name(ty, index)
                    .unwrap_or_else(|| index.to_string());
                let leaf = Leaf {
                    variable: part.variable,
                    path: part.path.iter().copied().chain([index]).collect(),
                    name: join(&part.name, &name),
                    ty: member,
                    location,
                    component: decorated(Decoration::Component)
                        .and_then(|words| words.first().copied())
                        .unwrap_or(0),
                    decorations,
                };
                let taken = collect(draft, leaf, found, depth + 1)?;
                used = location.checked_add(taken)?.saturating_sub(part.location);
            }
            Some(used)
        }
        Op::TypeArray | Op::TypeMatrix => {
            let parts = draft.parts(ty)?;
            if parts.len() > MOST_PARTS {
                return None;
            }
            let mut used = 0;
            for (index, inner) in (0..).zip(parts) {
                let leaf = Leaf {
                    variable: part.variable,
                    path: part.path.iter().copied().chain([index]).collect(),
                    name: join(&part.name, &index.to_string()),
                    ty: inner,
                    location: part.location.checked_add(used)?,
                    component: part.component,
                    decorations: part.decorations.clone(),
                };
                used += collect(draft, leaf, found, depth + 1)?;
            }
            Some(used)
        }
        Op::TypeVector | Op::TypeInt | Op::TypeFloat => {
            let count = draft.vector_parts(ty).map_or(1, |(_, count)| count);
            let wide =
                draft.float(ty) == Some(64) || draft.integer(ty).is_some_and(|(w, _)| w == 64);
            found.push(part);
            Some(if wide && count > 2 { 2 } else { 1 })
        }
        _ => None,
    }
}

fn join(whole: &str, part: &str) -> String {
    if whole.is_empty() {
        part.to_owned()
    } else {
        format!("{whole}_{part}")
    }
}

/// Leaves of one place in groups that do not overlap: each group is carried by one variable.
fn apart(draft: &Draft, leaves: Vec<Leaf>) -> Vec<Vec<Leaf>> {
    let mut groups: Vec<Vec<Leaf>> = Vec::new();
    for leaf in leaves {
        let count = draft.vector_parts(leaf.ty).map_or(1, |(_, count)| count);
        let fits = |group: &Vec<Leaf>| {
            group.iter().all(|other| {
                let others = draft.vector_parts(other.ty).map_or(1, |(_, count)| count);
                draft.scalar_of(other.ty) == draft.scalar_of(leaf.ty)
                    && (other.component + others <= leaf.component
                        || leaf.component + count <= other.component)
            })
        };
        match groups.iter_mut().find(|group| fits(group)) {
            Some(group) => group.push(leaf),
            None => groups.push(vec![leaf]),
        }
    }
    groups
}

/// Names that were given, each once.
#[derive(Default)]
struct GivenNames {
    all: HashSet<String>,
    /// The last number behind a name.
    numbers: HashMap<String, u32>,
}

impl GivenNames {
    /// The name, or it with something behind it.
    fn unique(&mut self, name: String) -> String {
        if self.all.insert(name.clone()) {
            return name;
        }
        let number = self.numbers.entry(name.clone()).or_insert(0);
        loop {
            *number += 1;
            let new = match *number {
                1 => format!("{name}_"),
                number => format!("{name}_{number}"),
            };
            if self.all.insert(new.clone()) {
                return new;
            }
        }
    }
}

/// The variable that carries the values of a location.
fn carrier(draft: &mut Draft, place: Place, leaves: &[Leaf], names: &mut GivenNames) -> u32 {
    let (class, location, _) = place;
    let mut width = 0;
    let mut scalar = 0;
    for leaf in leaves {
        let (component, count) = draft.vector_parts(leaf.ty).unwrap_or((leaf.ty, 1));
        width = width.max(leaf.component.saturating_add(count));
        scalar = component;
    }
    let ty = match width {
        1 => scalar,
        _ => draft.define(Op::TypeVector, 0, [scalar, width.min(4)]),
    };
    let pointer = draft.pointer(class, ty);
    let id = draft.add_global(Op::Variable, pointer, [class]);
    draft.decorate(id, Decoration::Location, &[location]);
    if let Some(first) = leaves.first() {
        for (kind, words) in &first.decorations {
            draft.decorate(id, *kind, words);
        }
    }
    let named: Vec<&str> = leaves.iter().map(|leaf| leaf.name.as_str()).collect();
    let name = names.unique(named.join("_"));
    draft.set_name(id, &name);
    id
}

/// Makes an input or output an ordinary variable.
fn make_private(draft: &mut Draft, variable: Variable) {
    let private = StorageClass::Private as u32;
    let target = draft.pointee(variable.pointer);
    let pointer = draft.pointer(private, target);
    if let Some(inst) = draft.global_mut(variable.id) {
        inst.ty = pointer;
        if let Some(class) = inst.args.first_mut() {
            *class = private;
        }
    }
    draft.set_type(variable.id, pointer);
    let mut derived: HashSet<u32> = HashSet::from([variable.id]);
    draft.rewrite(|draft, mut inst, out| {
        let is_chain = matches!(
            inst.op,
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject
        );
        if is_chain && derived.contains(&inst.arg(0)) {
            let target = draft.pointee(inst.ty);
            inst.ty = draft.pointer(private, target);
            draft.set_type(inst.id, inst.ty);
            derived.insert(inst.id);
        }
        out.push(inst);
    });
    draft
        .annotations
        .remove(variable.id, |inst| inst.op == Op::Decorate);
}

fn report(draft: &mut Draft, variable: Variable, parts: &[Leaf]) {
    let locations = parts.iter().map(|leaf| leaf.location);
    let (Some(first), Some(last)) = (locations.clone().min(), locations.max()) else {
        return;
    };
    let spoken = draft.spoken(variable.id);
    let what = if variable.is(StorageClass::Input) {
        "input"
    } else {
        "output"
    };
    let message = if parts.len() == 1 {
        format!("the {what} {spoken} shares location {first}: one vector carries all that is there")
    } else if first == last {
        format!("the {what} {spoken} is passed in parts, at location {first}")
    } else {
        format!("the {what} {spoken} is passed in parts, at locations {first} to {last}")
    };
    draft.note(Note::new(codes::SPIRV_VARYING_FLATTENED, false, message));
}

/// Puts a function around each entry point that copies the parts.
fn wrap_entry_points(
    draft: &mut Draft,
    flattened: &HashSet<u32>,
    carriers: &[(Place, u32, Vec<Leaf>)],
) {
    let mut entry_points = std::mem::take(&mut draft.entry_points);
    for inst in &mut entry_points {
        let entry = entry_point(inst);
        let interface: HashSet<u32> = inst.args.iter().skip(entry.interface).copied().collect();
        let mine: Vec<&(Place, u32, Vec<Leaf>)> = carriers
            .iter()
            .filter(|(_, _, leaves)| leaves.iter().any(|leaf| interface.contains(&leaf.variable)))
            .collect();
        if mine.is_empty() {
            continue;
        }
        let start = entry.interface;
        let mut kept: Vec<u32> = inst.args.split_off(start.min(inst.args.len()));
        kept.retain(|id| !flattened.contains(id));
        inst.args.extend(kept);
        inst.args
            .extend(mine.iter().map(|(_, carrier, _)| *carrier));

        let Some(def) = draft
            .functions
            .iter()
            .find(|function| function.def.id == entry.function)
            .map(|function| function.def.clone())
        else {
            continue;
        };
        let mut insts = Vec::new();
        for ((class, ..), carrier, leaves) in &mine {
            if *class == StorageClass::Input as u32 {
                copy_in(draft, &mut insts, *carrier, leaves);
            }
        }
        let call = draft.value(def.ty);
        insts.push(Inst::new(Op::FunctionCall, def.ty, call, [entry.function]));
        for ((class, ..), carrier, leaves) in &mine {
            if *class == StorageClass::Output as u32 {
                copy_out(draft, &mut insts, *carrier, leaves);
            }
        }
        insts.push(Inst::bare(Op::Return, []));
        let (id, label) = (draft.fresh(), draft.fresh());
        draft.functions.push(Function {
            def: Inst::new(
                Op::Function,
                def.ty,
                id,
                [FunctionControl::NONE.bits(), def.arg(1)],
            ),
            params: Vec::new(),
            blocks: vec![Block { label, insts }],
        });
        for mode in draft
            .modes
            .iter_mut()
            .filter(|mode| mode.arg(0) == entry.function)
        {
            if let Some(function) = mode.args.first_mut() {
                *function = id;
            }
        }
        if let Some(function) = inst.args.get_mut(1) {
            *function = id;
        }
    }
    draft.entry_points = entry_points;
}

/// A pointer to a leaf inside its variable.
fn leaf_pointer(e: &mut Emit<'_>, leaf: &Leaf) -> u32 {
    if leaf.path.is_empty() {
        return leaf.variable;
    }
    let pointer = e.draft.pointer(StorageClass::Private as u32, leaf.ty);
    let mut args = vec![leaf.variable];
    for &index in &leaf.path {
        args.push(e.draft.uint(index));
    }
    e.op(Op::AccessChain, pointer, &args)
}

fn copy_in(draft: &mut Draft, out: &mut Vec<Inst>, carrier: u32, leaves: &[Leaf]) {
    let ty = draft.pointee(draft.type_of(carrier));
    let mut e = Emit { draft, out };
    let value = e.op(Op::Load, ty, &[carrier]);
    for leaf in leaves {
        let part = match e.draft.vector_parts(leaf.ty) {
            _ if leaf.ty == ty => value,
            None => e.extract(leaf.ty, value, &[leaf.component]),
            Some((_, count)) => {
                let mut args = vec![value, value];
                args.extend(leaf.component..leaf.component.saturating_add(count));
                e.op(Op::VectorShuffle, leaf.ty, &args)
            }
        };
        let pointer = leaf_pointer(&mut e, leaf);
        e.out.push(Inst::bare(Op::Store, [pointer, part]));
    }
}

fn copy_out(draft: &mut Draft, out: &mut Vec<Inst>, carrier: u32, leaves: &[Leaf]) {
    let ty = draft.pointee(draft.type_of(carrier));
    let mut e = Emit { draft, out };
    let mut components: HashMap<u32, u32> = HashMap::new();
    for leaf in leaves {
        let pointer = leaf_pointer(&mut e, leaf);
        let value = e.op(Op::Load, leaf.ty, &[pointer]);
        if leaf.ty == ty {
            e.out.push(Inst::bare(Op::Store, [carrier, value]));
            return;
        }
        match e.draft.vector_parts(leaf.ty) {
            None => {
                components.insert(leaf.component, value);
            }
            Some((scalar, count)) => {
                for index in 0..count {
                    let part = e.extract(scalar, value, &[index]);
                    components.insert(leaf.component.saturating_add(index), part);
                }
            }
        }
    }
    let Some((scalar, count)) = e.draft.vector_parts(ty) else {
        return;
    };
    let null = e.draft.define(Op::ConstantNull, scalar, []);
    let parts: Vec<u32> = (0..count)
        .map(|index| components.get(&index).copied().unwrap_or(null))
        .collect();
    let value = e.op(Op::CompositeConstruct, ty, &parts);
    e.out.push(Inst::bare(Op::Store, [carrier, value]));
}
