//! Which members of a block stay, and which become words.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::layout::{self, Natural, QUAD, Rules};
use super::{Placed, Uses};
use crate::legalise::spirv::draft::Draft;

/// Types of more parts are left alone.
const MOST_PARTS: u32 = 4096;

/// A block, as it is from now on.
#[derive(Debug)]
pub(super) struct Block {
    /// The variable that holds it.
    pub(super) variable: u32,
    /// What it was.
    pub(super) ty: u32,
    /// What it is.
    pub(super) memory: u32,
    /// The arrays of blocks around it, outermost first.
    pub(super) arrays: Vec<u32>,
    pub(super) class: StorageClass,
    /// Where each of its members went.
    pub(super) places: Vec<Place>,
    /// Whether something smaller than a word is stored.
    pub(super) has_small_stores: bool,
}

/// Where a member went.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// It is a member with another number.
    Kept(u32),
    /// It is part of a run of words.
    Words(Words),
}

/// A run of words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// The number of the member that holds the run.
    pub(super) member: u32,
    /// Bytes from the run's start to what was a member.
    pub(super) at: u32,
    /// The type of a word.
    pub(super) scalar: u32,
    /// Whether the words come in vectors of four.
    pub(super) in_quads: bool,
}

/// The types that have few enough parts to be looked at one by one.
pub(super) fn small_enough(draft: &Draft) -> HashSet<u32> {
    let mut parts: HashMap<u32, u32> = HashMap::new();
    for inst in &draft.globals {
        let of = |ty: &u32| parts.get(ty).copied().unwrap_or(1);
        let count = match inst.op {
            Op::TypeStruct => inst.args.iter().map(of).fold(1, u32::saturating_add),
            Op::TypeArray | Op::TypeRuntimeArray => of(&inst.arg(0)).saturating_add(1),
            _ => continue,
        };
        parts.insert(inst.id, count);
    }
    parts
        .into_iter()
        .filter(|&(_, count)| count <= MOST_PARTS)
        .map(|(ty, _)| ty)
        .collect()
}

/// Consecutive members.
struct Run {
    start: u32,
    end: u32,
    members: Vec<u32>,
    /// Whether it is one member that stays.
    kept: bool,
}

/// Plans a block; `None` if it has parts that words cannot hold.
pub(super) fn plan(draft: &mut Draft, placed: Placed, uses: &Uses) -> Option<Block> {
    let Placed {
        id: variable,
        ty,
        rules,
        class,
        arrays,
    } = placed;
    let uniform = rules == Rules::Uniform;
    let runs = runs(draft, ty, rules)?;
    let members = draft.members(ty)?.to_vec();
    let memory = draft.fresh();
    let mut places: Vec<(u32, Place)> = Vec::new();
    let mut types = Vec::new();
    let mut has_small_stores = false;
    for (number, run) in (0..).zip(&runs) {
        let own: Vec<u32> = run
            .members
            .iter()
            .filter_map(|&member| members.get(member as usize).copied())
            .collect();
        if let (true, &[member], &[part]) = (run.kept, run.members.as_slice(), own.as_slice()) {
            places.push((member, Place::Kept(number)));
            types.push(part);
            copy_decorations(draft, ty, member, memory, number);
            continue;
        }
        let floats = own.iter().all(|&part| layout::is_float(draft, part));
        let small = own.iter().any(|&part| {
            // Words are written whole only where nothing in them is smaller.
            holds_small(draft, part)
        });
        let signed = uses.sign(&run.members)?;
        if small && signed {
            return None;
        }
        has_small_stores |= small && uses.stores;
        let scalar = if floats && !uses.atomics {
            draft.float_type()
        } else {
            draft.int_type(signed)
        };
        let open = own
            .last()
            .is_some_and(|&part| draft.op_of(part) == Some(Op::TypeRuntimeArray));
        types.push(run_type(draft, scalar, run.end - run.start, uniform, open));
        draft.decorate_member(memory, number, Decoration::Offset, &[run.start]);
        name(draft, ty, memory, number, &run.members);
        copy_access(draft, ty, memory, number, &run.members);
        for &member in &run.members {
            let at = layout::offset(draft, ty, member)?.checked_sub(run.start)?;
            let words = Words {
                member: number,
                at,
                scalar,
                in_quads: uniform,
            };
            places.push((member, Place::Words(words)));
        }
    }
    places.sort_unstable_by_key(|&(member, _)| member);
    define(draft, memory, ty, types);
    Some(Block {
        variable,
        ty,
        memory,
        arrays,
        class,
        places: places.into_iter().map(|(_, place)| place).collect(),
        has_small_stores,
    })
}

/// The runs of a block's members, in the order of their places.
fn runs(draft: &Draft, ty: u32, rules: Rules) -> Option<Vec<Run>> {
    let members = draft.members(ty)?;
    let grain = if rules == Rules::Uniform { QUAD } else { 4 };
    let mut order = Vec::new();
    for (member, &part) in (0..).zip(members) {
        let laid = layout::matrix(draft, ty, member);
        let natural = layout::natural(draft, part, laid, rules);
        order.push((layout::offset(draft, ty, member)?, member, part, natural));
    }
    order.sort_by_key(|&(offset, ..)| offset);
    let mut runs: Vec<Run> = Vec::new();
    for (index, &(offset, member, part, natural)) in order.iter().enumerate() {
        let next = order.get(index + 1).map(|&(offset, ..)| offset);
        let fits = natural.filter(|natural: &Natural| {
            let end = offset.saturating_add(layout::room(draft, part, *natural, rules));
            offset.is_multiple_of(natural.align) && next.is_none_or(|next| end <= next)
        });
        let behind = runs.last().map_or(0, |run| run.end);
        if let Some(natural) = fits.filter(|_| offset >= behind) {
            runs.push(Run {
                start: offset,
                end: offset.checked_add(natural.size)?,
                members: vec![member],
                kept: true,
            });
            continue;
        }
        let start = offset - offset % grain;
        let size = layout::extent(draft, part, layout::matrix(draft, ty, member))?;
        let end = offset.checked_add(size)?.checked_next_multiple_of(grain)?;
        let mut run = Run {
            start,
            end,
            members: vec![member],
            kept: false,
        };
        // What shares a word with those before becomes one run with them.
        while let Some(last) = runs.pop_if(|last| last.end > run.start) {
            for &before in &last.members {
                let part = members.get(before as usize).copied()?;
                layout::extent(draft, part, layout::matrix(draft, ty, before))?;
            }
            run.start = last.start - last.start % grain;
            run.end = run.end.max(last.end.checked_next_multiple_of(grain)?);
            run.members.splice(0..0, last.members);
        }
        runs.push(run);
    }
    Some(runs)
}

/// Whether a type holds numbers that are smaller than a word.
pub(super) fn holds_small(draft: &Draft, ty: u32) -> bool {
    draft.global(ty).is_some_and(|inst| match inst.op {
        Op::TypeInt | Op::TypeFloat => inst.arg(0) < 32,
        Op::TypeVector | Op::TypeMatrix | Op::TypeArray | Op::TypeRuntimeArray => {
            holds_small(draft, inst.arg(0))
        }
        Op::TypeStruct => inst.args.iter().any(|&member| holds_small(draft, member)),
        _ => false,
    })
}

pub(super) fn run_type(
    draft: &mut Draft,
    scalar: u32,
    bytes: u32,
    uniform: bool,
    open: bool,
) -> u32 {
    let (element, stride) = if uniform {
        (draft.define(Op::TypeVector, 0, [scalar, 4]), QUAD)
    } else {
        (scalar, 4)
    };
    let id = if open {
        draft.add_global(Op::TypeRuntimeArray, 0, [element])
    } else {
        let length = draft.uint(bytes / stride);
        draft.add_global(Op::TypeArray, 0, [element, length])
    };
    draft.decorate(id, Decoration::ArrayStride, &[stride]);
    id
}

/// Defines the struct in memory, with the name and the kind of the block.
fn define(draft: &mut Draft, memory: u32, ty: u32, types: Vec<u32>) {
    for kind in [Decoration::Block, Decoration::BufferBlock] {
        if draft.decoration(ty, kind).is_some() {
            draft.decorate(memory, kind, &[]);
        }
    }
    if let Some(name) = draft.name(ty) {
        draft.set_name(memory, &name);
    }
    draft.add_global_as(memory, Op::TypeStruct, 0, types);
}

/// What is said of a member that stays.
fn copy_decorations(draft: &mut Draft, ty: u32, member: u32, memory: u32, number: u32) {
    let copies: Vec<_> = draft
        .annotations
        .of(ty)
        .filter(|inst| inst.op == Op::MemberDecorate && inst.arg(1) == member)
        .cloned()
        .collect();
    for mut copy in copies {
        if let [target, index, ..] = copy.args.as_mut_slice() {
            (*target, *index) = (memory, number);
        }
        draft.annotations.push(copy);
    }
    if let Some(name) = draft.member_name(ty, member) {
        draft.set_member_name(memory, number, &name);
    }
}

/// What is said of how all members of a run are accessed.
fn copy_access(draft: &mut Draft, ty: u32, memory: u32, number: u32, members: &[u32]) {
    for kind in [
        Decoration::NonWritable,
        Decoration::NonReadable,
        Decoration::Coherent,
        Decoration::Volatile,
    ] {
        let has = |&member: &u32| draft.member_decoration(ty, member, kind).is_some();
        // Less must be promised for all, more may be.
        let loosens = matches!(kind, Decoration::NonWritable | Decoration::NonReadable);
        let copy = if loosens {
            members.iter().all(has)
        } else {
            members.iter().any(has)
        };
        if copy {
            draft.decorate_member(memory, number, kind, &[]);
        }
    }
}

/// One member keeps its name.
fn name(draft: &mut Draft, ty: u32, memory: u32, number: u32, members: &[u32]) {
    let first = members
        .first()
        .and_then(|&member| draft.member_name(ty, member));
    let name = match (first, members.len()) {
        (Some(name), 1) => name,
        (Some(name), _) => format!("{name}_words"),
        (None, _) => "words".to_owned(),
    };
    draft.set_member_name(memory, number, &name);
}
