//! Blocks whose members lie where naga cannot put them, as runs of words.
//!
//! naga takes the place of a member from its type: a vector of three floats begins at a multiple
//! of 16, numbers of 8 bits are unknown. Scalar layout, packed arrays and bytes in buffers know no
//! such rules. So members that lie otherwise become arrays of words at the same place ([`plan`]),
//! and what reads or writes them computes where its words are ([`access`], [`value`]). The other
//! members stay what they are, and bindings and sizes of blocks do not change.
//!
//! A store of less than a word is an atomic operation on its word, as others may write what is
//! beside it at the same time.

mod access;
mod direct3d;
mod layout;
mod loose;
mod overlay;
mod plan;
mod structured;
mod value;

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::draft::{Draft, Inst};
use super::shape::each_id;
use super::{Note, Settings};
use crate::codes;
use access::Access;
pub(super) use direct3d::lay_out as lay_out_as_direct3d;
use layout::Rules;
pub(super) use loose::find as find_loose;
pub(super) use overlay::{overlay, what_is_outside};
use plan::Block;
pub(super) use structured::lay_out as lay_out_structured;

/// A block in memory that has a layout.
struct Placed {
    /// The variable that holds it.
    id: u32,
    ty: u32,
    rules: Rules,
    class: StorageClass,
    /// The arrays of blocks around it, outermost first.
    arrays: Vec<u32>,
}

/// The blocks of a module.
fn placed(draft: &Draft) -> Vec<Placed> {
    let mut found = Vec::new();
    for variable in draft.variables() {
        let Some(class) = StorageClass::from_u32(variable.class) else {
            continue;
        };
        let (arrays, ty) = block_in(draft, draft.pointee(variable.pointer));
        let is_decorated = |kind| draft.decoration(ty, kind).is_some();
        let rules = match class {
            StorageClass::Uniform if !is_decorated(Decoration::BufferBlock) => Rules::Uniform,
            StorageClass::Uniform | StorageClass::StorageBuffer => Rules::Storage,
            StorageClass::PushConstant => Rules::Immediate,
            // Its layout shows where something is read as another type than it was written.
            StorageClass::Workgroup if is_decorated(Decoration::Block) => Rules::Storage,
            _ => continue,
        };
        found.push(Placed {
            id: variable.id,
            ty,
            rules,
            class,
            arrays,
        });
    }
    found
}

/// Makes words of them, where everything that is done to a block can be done to words.
pub(super) fn lay_out(draft: &mut Draft, _: Settings) {
    let small = plan::small_enough(draft);
    let loosened = loose::find(draft).variables;
    let mut packed = placed(draft);
    packed.retain(|block| {
        small.contains(&block.ty)
            && !loosened.contains(&block.id)
            && layout::natural(draft, block.ty, None, block.rules).is_none()
    });
    let depths = packed
        .iter()
        .map(|block| (block.id, block.arrays.len()))
        .collect();
    let all_uses = uses(draft, &depths);
    let mut blocks = HashMap::new();
    for placed in packed {
        let id = placed.id;
        if let Some(uses) = all_uses.get(&id)
            && let Some(block) = plan::plan(draft, placed, uses)
        {
            blocks.insert(id, block);
        }
    }
    if blocks.is_empty() {
        return;
    }
    let mut told: Vec<_> = blocks.iter().collect();
    told.sort_unstable_by_key(|&(&id, _)| id);
    for (&id, block) in told {
        tell(draft, id, block);
    }
    write_out(draft, blocks);
}

/// The arrays around a block, outermost first, and the block.
fn block_in(draft: &Draft, ty: u32) -> (Vec<u32>, u32) {
    let mut arrays = Vec::new();
    let mut ty = ty;
    while let Some(inst) = draft.global(ty) {
        if !matches!(inst.op, Op::TypeArray | Op::TypeRuntimeArray) || arrays.len() > 16 {
            break;
        }
        arrays.push(ty);
        ty = inst.arg(0);
    }
    (arrays, ty)
}

/// What is done to a variable.
#[derive(Debug, Default)]
struct Uses {
    /// Whether something is written that may be less than a word.
    stores: bool,
    atomics: bool,
    /// The members of which the least or greatest of signed numbers is asked for; `None` for one
    /// that is not known.
    signed: HashSet<Option<u32>>,
    /// The same of unsigned numbers.
    unsigned: HashSet<Option<u32>>,
}

impl Uses {
    /// What words that hold some members must be: signed ones or not; `None` if they must be both.
    fn sign(&self, members: &[u32]) -> Option<bool> {
        let asked = |of: &HashSet<Option<u32>>| {
            of.contains(&None) || members.iter().any(|&member| of.contains(&Some(member)))
        };
        let (signed, unsigned) = (asked(&self.signed), asked(&self.unsigned));
        (!signed || !unsigned).then_some(signed)
    }
}

/// What is done through some variables, each a block in so many arrays; without those of which more
/// is asked than words can serve.
fn uses(draft: &Draft, arrays: &HashMap<u32, usize>) -> HashMap<u32, Uses> {
    let mut found: HashMap<u32, Uses> = arrays.keys().map(|&id| (id, Uses::default())).collect();
    // The variable that a pointer comes from, and the member that it leads into.
    let mut pointers: HashMap<u32, (u32, Option<u32>)> =
        arrays.keys().map(|&id| (id, (id, None))).collect();
    // Twice: blocks need not stand in the order in which pointers are made.
    for _ in 0..2 {
        for inst in draft
            .functions
            .iter()
            .flat_map(super::draft::Function::insts)
        {
            let base = pointers.get(&inst.arg(0)).copied();
            if !follow(draft, inst, base, arrays, &mut pointers, &mut found) {
                found.remove(&base.map_or(0, |(variable, _)| variable));
            }
            each_id(inst.op, &inst.args, false, |at| {
                let passes = at == 0 || at == 1 && inst.op == Op::CopyMemory;
                if let Some((variable, _)) = pointers.get(&inst.arg(at)).filter(|_| !passes) {
                    found.remove(variable);
                }
            });
        }
    }
    found
}

/// Notes what an instruction does through the pointer that is its first operand; false for what
/// words cannot serve.
fn follow(
    draft: &Draft,
    inst: &Inst,
    base: Option<(u32, Option<u32>)>,
    arrays: &HashMap<u32, usize>,
    pointers: &mut HashMap<u32, (u32, Option<u32>)>,
    found: &mut HashMap<u32, Uses>,
) -> bool {
    let Some((variable, member)) = base else {
        return true;
    };
    let Some(uses) = found.get_mut(&variable) else {
        return true;
    };
    match inst.op {
        Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
            let member = if inst.arg(0) == variable && inst.op != Op::CopyObject {
                let depth = arrays.get(&variable).copied().unwrap_or(0);
                let member = inst.args.get(depth + 1);
                member.and_then(|&member| draft.constant_value(member))
            } else {
                member
            };
            pointers.insert(inst.id, (variable, member));
        }
        Op::Load | Op::ArrayLength => {}
        Op::Store | Op::CopyMemory => uses.stores = true,
        Op::AtomicSMin | Op::AtomicSMax => {
            uses.atomics = true;
            uses.signed.insert(member);
        }
        Op::AtomicUMin | Op::AtomicUMax => {
            uses.atomics = true;
            uses.unsigned.insert(member);
        }
        Op::AtomicLoad
        | Op::AtomicStore
        | Op::AtomicExchange
        | Op::AtomicCompareExchange
        | Op::AtomicIIncrement
        | Op::AtomicIDecrement
        | Op::AtomicIAdd
        | Op::AtomicISub
        | Op::AtomicAnd
        | Op::AtomicOr
        | Op::AtomicXor => uses.atomics = true,
        _ => return false,
    }
    true
}

fn tell(draft: &mut Draft, variable: u32, block: &Block) {
    let name = draft
        .name(variable)
        .or_else(|| draft.name(block.ty))
        .map_or_else(|| "a buffer".to_owned(), |name| format!("`{name}`"));
    let mut note = Note::new(
        codes::SPIRV_BLOCK_WORDS,
        false,
        format!("members of {name} that are packed became words, at the places they had"),
    );
    if block.has_small_stores {
        note.detail = Some(
            "what is stored there and is smaller than 32 bits is written by atomic operations",
        );
    }
    draft.note(note);
}

/// Gives the variables their types, rewrites what goes through them, and takes the layout off the
/// types that no memory has any more.
fn write_out(draft: &mut Draft, blocks: HashMap<u32, Block>) {
    let mut old: Vec<u32> = Vec::new();
    let mut ids: Vec<u32> = blocks.keys().copied().collect();
    ids.sort_unstable();
    for id in ids {
        let Some(block) = blocks.get(&id) else {
            continue;
        };
        let mut ty = block.memory;
        for &array in block.arrays.iter().rev() {
            let Some(inst) = draft.global(array).cloned() else {
                continue;
            };
            let mut args = inst.args;
            if let Some(element) = args.first_mut() {
                *element = ty;
            }
            ty = draft.define(inst.op, 0, args);
        }
        let pointer = draft.pointer(block.class as u32, ty);
        if let Some(inst) = draft.global_mut(id) {
            inst.ty = pointer;
        }
        draft.set_type(id, pointer);
        old.push(block.ty);
    }
    let mut access = Access::new(blocks);
    draft.rewrite(|draft, inst, out| access.instruction(draft, inst, out));
    draft.forget_all(&access.gone());
    forget_layouts(draft, &old);
}

/// Takes offsets and distances off types that were only those of rewritten blocks.
fn forget_layouts(draft: &mut Draft, old: &[u32]) {
    let mut kept = HashSet::new();
    for variable in draft.variables() {
        reach(draft, draft.pointee(variable.pointer), &mut kept);
    }
    let mut gone = HashSet::new();
    for &ty in old {
        reach(draft, ty, &mut gone);
    }
    gone.retain(|ty| !kept.contains(ty));
    let layout = [
        Decoration::Offset,
        Decoration::ArrayStride,
        Decoration::MatrixStride,
        Decoration::RowMajor,
        Decoration::ColMajor,
        Decoration::Block,
        Decoration::BufferBlock,
    ]
    .map(|kind| kind as u32);
    draft.annotations.retain(|inst| {
        let kind = match inst.op {
            Op::Decorate => inst.arg(1),
            Op::MemberDecorate => inst.arg(2),
            _ => return true,
        };
        !gone.contains(&inst.arg(0)) || !layout.contains(&kind)
    });
    // Pointers to them, then what holds others.
    let pointers: Vec<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer && gone.contains(&inst.arg(1)))
        .map(|inst| inst.id)
        .collect();
    draft.drop_unused(&pointers);
    let structs: Vec<u32> = draft
        .globals
        .iter()
        .rev()
        .filter(|inst| gone.contains(&inst.id))
        .filter(|inst| {
            matches!(
                inst.op,
                Op::TypeStruct | Op::TypeArray | Op::TypeRuntimeArray
            )
        })
        .map(|inst| inst.id)
        .collect();
    draft.drop_unused(&structs);
}

/// A type and everything in it.
fn reach(draft: &Draft, ty: u32, found: &mut HashSet<u32>) {
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        let Some(inst) = draft.global(ty) else {
            continue;
        };
        if !found.insert(ty) {
            continue;
        }
        match inst.op {
            Op::TypeStruct => pending.extend(&inst.args),
            Op::TypeArray | Op::TypeRuntimeArray | Op::TypeVector | Op::TypeMatrix => {
                pending.push(inst.arg(0));
            }
            _ => {}
        }
    }
}

/// Makes an instruction that takes the place of another one.
fn instead(inst: &Inst, op: Op, args: Vec<u32>) -> Inst {
    Inst::new(op, inst.ty, inst.id, args)
}
