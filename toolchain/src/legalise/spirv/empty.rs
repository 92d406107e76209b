//! Structs without members, which naga does not have.
//!
//! Nothing is ever read or written where one lies. So a struct loses the members that hold nothing,
//! a load of nothing is a constant, and a store of nothing is left out. Where such a type stands
//! alone (variables, parameters, results), it gets a member that nobody asks for.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::draft::{Draft, Function, Inst};

/// Takes them out of other structs, and gives those that remain a member.
pub(super) fn leave_out(draft: &mut Draft, _: Settings) {
    let is_empty = |inst: &Inst| inst.op == Op::TypeStruct && inst.args.is_empty();
    if !draft.globals.iter().any(is_empty) {
        return;
    }
    let hollow = hollow_types(draft);
    let Some(places) = places_of_nothing(draft, &hollow) else {
        return;
    };
    let structs = structs_with(draft, &hollow);
    change_instructions(draft, &hollow, &structs, &places);
    change_types(draft, &hollow, &structs);
    fill(draft);
}

/// The types that hold nothing: structs without members, and structs and arrays of such.
fn hollow_types(draft: &Draft) -> HashSet<u32> {
    let mut hollow = HashSet::new();
    for inst in draft
        .ordered_globals()
        .into_iter()
        .filter_map(|index| draft.globals.get(index))
    {
        let is_hollow = match inst.op {
            Op::TypeStruct => inst.args.iter().all(|member| hollow.contains(member)),
            Op::TypeArray => hollow.contains(&inst.arg(0)),
            _ => false,
        };
        if is_hollow {
            hollow.insert(inst.id);
        }
    }
    hollow
}

/// The new index of each member of a struct that loses some; `None` for those that it loses.
type Members = Vec<Option<u32>>;

fn structs_with(draft: &Draft, hollow: &HashSet<u32>) -> HashMap<u32, Members> {
    let mut structs = HashMap::new();
    for inst in &draft.globals {
        let loses = inst.op == Op::TypeStruct
            && !hollow.contains(&inst.id)
            && inst.args.iter().any(|member| hollow.contains(member));
        if loses {
            let mut kept = 0..;
            let members = inst
                .args
                .iter()
                .map(|member| kept.next_if(!hollow.contains(member)))
                .collect();
            structs.insert(inst.id, members);
        }
    }
    structs
}

/// The next number, if one is wanted.
trait NextIf {
    fn next_if(&mut self, wanted: bool) -> Option<u32>;
}

impl NextIf for std::ops::RangeFrom<u32> {
    fn next_if(&mut self, wanted: bool) -> Option<u32> {
        if wanted { self.next() } else { None }
    }
}

/// The access chains that lead from what holds something to what holds nothing, or on from there.
#[derive(Default)]
struct Places {
    /// Those that nobody needs.
    gone: HashSet<u32>,
    /// Those of the memory of a function, which become variables of their own.
    local: HashSet<u32>,
}

/// Finds them; `None` if more is done with one in other memory than to load and to store.
fn places_of_nothing(draft: &Draft, hollow: &HashSet<u32>) -> Option<Places> {
    let mut places = Places::default();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        if is_chain(inst.op) {
            let goes_on = places.gone.contains(&inst.arg(0));
            let (class, target) = draft.pointer_parts(inst.ty)?;
            let from = draft.pointee(draft.type_of(inst.arg(0)));
            let enters = hollow.contains(&target)
                && !hollow.contains(&from)
                && draft.op_of(from) != Some(Op::TypeRuntimeArray);
            if enters && class == StorageClass::Function as u32 {
                places.local.insert(inst.id);
            } else if enters || goes_on {
                places.gone.insert(inst.id);
            }
            continue;
        }
        // What else has a pointer to nothing.
        let mut is_known = true;
        super::shape::each_id(inst.op, &inst.args, false, |at| {
            let is_pointer = match inst.op {
                Op::Load | Op::Store => at == 0,
                Op::CopyMemory => at <= 1,
                _ => false,
            };
            is_known &= is_pointer || !places.gone.contains(&inst.arg(at));
        });
        if !is_known {
            return None;
        }
    }
    Some(places)
}

fn is_chain(op: Op) -> bool {
    matches!(
        op,
        Op::AccessChain | Op::InBoundsAccessChain | Op::PtrAccessChain | Op::InBoundsPtrAccessChain
    )
}

fn change_instructions(
    draft: &mut Draft,
    hollow: &HashSet<u32>,
    structs: &HashMap<u32, Members>,
    places: &Places,
) {
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let mut variables = Vec::new();
        for block in &mut function.blocks {
            let old = std::mem::take(&mut block.insts);
            block.insts.reserve(old.len());
            for mut inst in old {
                if places.local.contains(&inst.id) && is_chain(inst.op) {
                    inst.op = Op::Variable;
                    inst.args = vec![StorageClass::Function as u32];
                    variables.push(inst);
                } else if !places.gone.contains(&inst.id)
                    && change(draft, hollow, structs, &mut inst)
                {
                    block.insts.push(inst);
                }
            }
        }
        if let Some(first) = function.blocks.first_mut() {
            first.insts.splice(0..0, variables);
        }
    }
    draft.functions = functions;
    draft.forget_all(&places.gone);
}

/// Changes an instruction; false for one that does nothing any more.
fn change(
    draft: &mut Draft,
    hollow: &HashSet<u32>,
    structs: &HashMap<u32, Members>,
    inst: &mut Inst,
) -> bool {
    let target = |draft: &Draft| draft.pointee(draft.type_of(inst.arg(0)));
    match inst.op {
        Op::Load | Op::CompositeExtract if hollow.contains(&inst.ty) => {
            inst.op = Op::CopyObject;
            inst.args = vec![draft.define(Op::ConstantNull, inst.ty, [])];
        }
        Op::Store => return !hollow.contains(&draft.type_of(inst.arg(1))),
        Op::CopyMemory => return !hollow.contains(&target(draft)),
        Op::CompositeInsert if hollow.contains(&draft.type_of(inst.arg(0))) => {
            inst.op = Op::CopyObject;
            inst.args.remove(0);
            inst.args.truncate(1);
        }
        Op::CompositeExtract => {
            let ty = draft.type_of(inst.arg(0));
            renumber(draft, structs, ty, inst.args.get_mut(1..));
        }
        Op::CompositeInsert => {
            let ty = draft.type_of(inst.arg(1));
            renumber(draft, structs, ty, inst.args.get_mut(2..));
        }
        Op::ArrayLength => {
            let ty = target(draft);
            renumber(draft, structs, ty, inst.args.get_mut(1..));
        }
        Op::CompositeConstruct => keep_parts(structs, inst),
        op if is_chain(op) => {
            let of_pointers = matches!(op, Op::PtrAccessChain | Op::InBoundsPtrAccessChain);
            let mut ty = target(draft);
            for index in inst.args.iter_mut().skip(if of_pointers { 2 } else { 1 }) {
                let member = draft.constant_value(*index).unwrap_or(0);
                if let Some(&Some(new)) = structs.get(&ty).and_then(|m| m.get(member as usize)) {
                    *index = draft.uint(new);
                }
                ty = part(draft, ty, member);
            }
        }
        _ => {}
    }
    true
}

/// The type of a part; that of a member of a struct depends on which.
fn part(draft: &Draft, ty: u32, member: u32) -> u32 {
    draft.global(ty).map_or(0, |inst| match inst.op {
        Op::TypeStruct => inst.arg(member as usize),
        _ => inst.arg(0),
    })
}

/// Gives the members on the way into a type their new indices.
fn renumber(draft: &Draft, structs: &HashMap<u32, Members>, ty: u32, path: Option<&mut [u32]>) {
    let mut ty = ty;
    for index in path.into_iter().flatten() {
        let member = *index;
        if let Some(&Some(new)) = structs.get(&ty).and_then(|m| m.get(member as usize)) {
            *index = new;
        }
        ty = part(draft, ty, member);
    }
}

/// Leaves the parts of a composite that are nothing out.
fn keep_parts(structs: &HashMap<u32, Members>, inst: &mut Inst) {
    if let Some(members) = structs.get(&inst.ty) {
        let mut members = members.iter();
        inst.args.retain(|_| !matches!(members.next(), Some(None)));
    }
}

/// Takes the members out of the types, and what is said of them.
fn change_types(draft: &mut Draft, hollow: &HashSet<u32>, structs: &HashMap<u32, Members>) {
    if structs.is_empty() {
        return;
    }
    let changed: Vec<u32> = draft
        .globals
        .iter()
        .filter(|inst| match inst.op {
            Op::TypeStruct => structs.contains_key(&inst.id),
            Op::ConstantComposite | Op::SpecConstantComposite => structs.contains_key(&inst.ty),
            _ => false,
        })
        .map(|inst| inst.id)
        .collect();
    for id in changed {
        let Some(inst) = draft.global_mut(id) else {
            continue;
        };
        if inst.op == Op::TypeStruct {
            inst.args.retain(|member| !hollow.contains(member));
        } else {
            keep_parts(structs, inst);
        }
    }
    for inst in draft.names.iter_mut().chain(draft.annotations.iter_mut()) {
        let of_member = matches!(
            inst.op,
            Op::MemberName | Op::MemberDecorate | Op::MemberDecorateString
        );
        let Some(members) = structs.get(&inst.arg(0)).filter(|_| of_member) else {
            continue;
        };
        match (members.get(inst.arg(1) as usize), inst.args.get_mut(1)) {
            (Some(&Some(new)), Some(member)) => *member = new,
            _ => inst.op = Op::Nop,
        }
    }
    draft.names.retain(|inst| inst.op != Op::Nop);
    draft.annotations.retain(|inst| inst.op != Op::Nop);
}

/// Gives structs without members one.
fn fill(draft: &mut Draft) {
    let empty: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypeStruct && inst.args.is_empty())
        .map(|inst| inst.id)
        .collect();
    let uint = draft.int_type(false);
    let zero = draft.constant(uint, 0);
    for &id in &empty {
        if let Some(inst) = draft.global_mut(id) {
            inst.args.push(uint);
        }
        draft.set_member_name(id, 0, "unused");
    }
    for inst in &mut draft.globals {
        if matches!(inst.op, Op::ConstantComposite | Op::SpecConstantComposite)
            && empty.contains(&inst.ty)
        {
            inst.args.push(zero);
        }
    }
    draft.rewrite(|_, mut inst, out| {
        if inst.op == Op::CompositeConstruct && empty.contains(&inst.ty) {
            inst.args.push(zero);
        }
        out.push(inst);
    });
}
