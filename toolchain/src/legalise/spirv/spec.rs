//! Specialisation constants: what naga has overrides for, and what it has not.
//!
//! A scalar with a `SpecId` is an override. What is computed from overrides, or composed of them,
//! is computed where it is used, so that it follows the override. Only where that is not possible
//! (lengths of arrays, initial values, the workgroup size) are the values taken that are given when
//! the module is read, or the default values, and the user is told that they are fixed.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op};

use super::draft::{Draft, Inst, rename};
use super::given::{FixedConstant, is_override, names, number_of};
use super::shape::each_id;
use super::{Note, Settings, zero_divisors};
use crate::codes;

/// A constant's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// The low bits of a number, or 0 and 1.
    Bits(u64),
    Parts(Vec<Value>),
}

/// Folds, or moves into functions, what depends on specialisation constants.
pub(super) fn resolve(draft: &mut Draft, settings: Settings) {
    let is_special = |inst: &Inst| {
        matches!(
            inst.op,
            Op::SpecConstant
                | Op::SpecConstantTrue
                | Op::SpecConstantFalse
                | Op::SpecConstantComposite
                | Op::SpecConstantOp
        )
    };
    let has_mode_ids = draft
        .modes
        .iter()
        .any(|mode| mode.op == Op::ExecutionModeId);
    if !draft.globals.iter().any(is_special) && !has_mode_ids {
        return;
    }
    // What is computed has no number of its own; glslang writes one all the same.
    let computed: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| matches!(inst.op, Op::SpecConstantOp | Op::SpecConstantComposite))
        .map(|inst| inst.id)
        .collect();
    draft.annotations.retain(|inst| {
        let is_number = inst.op == Op::Decorate && inst.arg(1) == Decoration::SpecId as u32;
        !(is_number && computed.contains(&inst.arg(0)))
    });
    join(draft);
    let overrides: HashSet<u32> = draft
        .globals
        .iter()
        .filter(|inst| is_override(inst.op))
        .map(|inst| inst.id)
        .collect();
    let mut frozen = if settings.freeze {
        overrides.clone()
    } else {
        needed_by_types(draft)
    };
    let fixed: Vec<u32> = draft
        .globals
        .iter()
        .map(|inst| inst.id)
        .filter(|id| frozen.contains(id) && overrides.contains(id))
        .collect();
    let why = "the length of an array, or an initial value, depends on it";
    freeze(draft, &fixed, why);
    let long: Vec<u32> = overrides
        .difference(&frozen)
        .copied()
        .filter(|&id| {
            let ty = draft.type_of(id);
            draft.integer(ty).is_some_and(|(width, _)| width == 64)
        })
        .collect();
    freeze(
        draft,
        &long,
        "no target has specialisation constants of 64-bit integers",
    );
    frozen.extend(long);
    let live: HashSet<u32> = overrides.difference(&frozen).copied().collect();
    // What depends on an override that is still one.
    let mut varying = live;
    let mut computed: Vec<u32> = Vec::new();
    let globals = draft.globals.clone();
    for inst in &globals {
        if !matches!(inst.op, Op::SpecConstantOp | Op::SpecConstantComposite) {
            continue;
        }
        let mut depends = false;
        each_id(inst.op, &inst.args, false, |at| {
            depends |= varying.contains(&inst.arg(at));
        });
        if depends {
            varying.insert(inst.id);
            computed.push(inst.id);
        } else if let Some(value) = evaluate(draft, inst.id, 0) {
            replace_by_constant(draft, inst.id, inst.ty, &value);
        }
    }
    let special = globals.iter().filter(|inst| is_special(inst));
    zero_divisors::load(draft, &special.map(|inst| inst.id).chain(frozen).collect());
    if !computed.is_empty() {
        compute_in_functions(draft, &computed);
    }
}

/// Makes one of constants with one number, as glslang writes a second set of them for the workgroup
/// size. One with another type or default is fixed: naga has one override of a number.
fn join(draft: &mut Draft) {
    let numbers: HashMap<u32, u32> = draft
        .annotations
        .iter()
        .filter(|inst| inst.op == Op::Decorate && inst.arg(1) == Decoration::SpecId as u32)
        .map(|inst| (inst.arg(0), inst.arg(2)))
        .collect();
    let mut first: HashMap<u32, &Inst> = HashMap::new();
    let mut same: HashMap<u32, u32> = HashMap::new();
    let mut different = Vec::new();
    for inst in &draft.globals {
        let Some(&number) = numbers.get(&inst.id) else {
            continue;
        };
        match first.get(&number) {
            None => {
                first.insert(number, inst);
            }
            Some(one) if (one.op, one.ty, &one.args) == (inst.op, inst.ty, &inst.args) => {
                same.insert(inst.id, one.id);
            }
            Some(_) => different.push(inst.id),
        }
    }
    freeze(draft, &different, "another constant has its number");
    if same.is_empty() {
        return;
    }
    for inst in draft.globals.iter_mut().chain(&mut draft.modes) {
        rename(inst, &same);
    }
    draft.rewrite(|_, mut inst, out| {
        rename(&mut inst, &same);
        out.push(inst);
    });
    let gone: Vec<u32> = same.into_keys().collect();
    draft.drop_globals(&gone);
    draft.forget_all(&gone.into_iter().collect());
}

/// Overrides on which a length or an initial value depends.
fn needed_by_types(draft: &Draft) -> HashSet<u32> {
    let mut queue: Vec<u32> = Vec::new();
    for inst in &draft.globals {
        match inst.op {
            Op::TypeArray => queue.push(inst.arg(1)),
            Op::Variable if inst.args.len() > 1 => queue.push(inst.arg(1)),
            Op::ConstantComposite => queue.extend(&inst.args),
            _ => {}
        }
    }
    queue.extend(
        draft
            .modes
            .iter()
            .filter(|mode| mode.op == Op::ExecutionModeId)
            .flat_map(|mode| mode.args.iter().skip(2)),
    );
    let mut seen = HashSet::new();
    while let Some(id) = queue.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(inst) = draft.global(id) {
            each_id(inst.op, &inst.args, false, |at| queue.push(inst.arg(at)));
        }
    }
    seen
}

/// Makes overrides ordinary constants.
fn freeze(draft: &mut Draft, ids: &[u32], why: &'static str) {
    if ids.is_empty() {
        return;
    }
    let wanted: HashSet<u32> = ids.iter().copied().collect();
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    draft.annotations.retain(|inst| {
        let is_number = inst.op == Op::Decorate
            && inst.arg(1) == Decoration::SpecId as u32
            && wanted.contains(&inst.arg(0));
        if is_number {
            numbers.insert(inst.arg(0), inst.arg(2));
        }
        !is_number
    });
    let names = names(draft, |id| wanted.contains(&id));
    for &id in ids {
        let Some(Value::Bits(bits)) = evaluate(draft, id, 0) else {
            continue;
        };
        let given = draft.given.get(&id).map(|&(_, given)| given);
        let Some(value) = draft.global(id).map(|inst| number_of(draft, inst, bits)) else {
            continue;
        };
        let Some(inst) = draft.global_mut(id) else {
            continue;
        };
        match inst.op {
            Op::SpecConstant => {
                inst.op = Op::Constant;
                for (word, shift) in inst.args.iter_mut().zip([0, 32]) {
                    *word = (bits >> shift) as u32;
                }
            }
            _ if bits == 0 => inst.op = Op::ConstantFalse,
            _ => inst.op = Op::ConstantTrue,
        }
        draft.fixed.push(FixedConstant {
            number: numbers.get(&id).copied(),
            name: names.get(&id).cloned(),
            value,
            given,
        });
        let spoken = match names.get(&id) {
            Some(name) => format!("`{name}`"),
            None => format!("%{id}"),
        };
        let number = numbers
            .get(&id)
            .map_or_else(String::new, |number| format!(" (id {number})"));
        let given = match given {
            Some(_) => ", which it is given",
            None => "",
        };
        // Each is fixed once, so nobody has to look for what was told.
        draft.notes.push(Note {
            detail: Some(why),
            ..Note::new(
                codes::SPIRV_CONSTANT_FROZEN,
                true,
                format!("the specialisation constant {spoken}{number} is fixed at {value}{given}"),
            )
        });
    }
}

/// The value a constant has: what it is given, or by default.
pub(super) fn evaluate(draft: &Draft, id: u32, depth: u32) -> Option<Value> {
    if depth > 64 {
        return None;
    }
    let inst = draft.global(id)?;
    if let Some(&(bits, _)) = draft.given.get(&id) {
        return Some(Value::Bits(bits));
    }
    let part = |id: u32| evaluate(draft, id, depth + 1);
    match inst.op {
        Op::Constant | Op::SpecConstant => {
            let high = u64::from(inst.arg(1)) << 32;
            Some(Value::Bits(high | u64::from(inst.arg(0))))
        }
        Op::ConstantTrue | Op::SpecConstantTrue => Some(Value::Bits(1)),
        Op::ConstantFalse | Op::SpecConstantFalse => Some(Value::Bits(0)),
        // Where nothing is said, zero is as good as anything, and what naga takes.
        Op::ConstantNull | Op::Undef => null(draft, inst.ty, depth),
        Op::ConstantComposite | Op::SpecConstantComposite => {
            let parts: Option<Vec<Value>> = inst.args.iter().map(|&id| part(id)).collect();
            Some(Value::Parts(parts?))
        }
        Op::SpecConstantOp => {
            let op = Op::from_u32(inst.arg(0))?;
            operate(draft, inst, op, depth)
        }
        _ => None,
    }
}

fn null(draft: &Draft, ty: u32, depth: u32) -> Option<Value> {
    if depth > 64 {
        return None;
    }
    match draft.parts(ty) {
        Some(parts) => {
            let parts: Option<Vec<Value>> = parts
                .into_iter()
                .map(|part| null(draft, part, depth + 1))
                .collect();
            Some(Value::Parts(parts?))
        }
        None => Some(Value::Bits(0)),
    }
}

fn operate(draft: &Draft, inst: &Inst, op: Op, depth: u32) -> Option<Value> {
    let args = inst.args.get(1..)?;
    let value = |index: usize| evaluate(draft, *args.get(index)?, depth + 1);
    match op {
        Op::CompositeExtract => {
            let mut whole = value(0)?;
            for &index in args.get(1..)? {
                whole = match whole {
                    Value::Parts(mut parts) if (index as usize) < parts.len() => {
                        parts.swap_remove(index as usize)
                    }
                    _ => return None,
                };
            }
            Some(whole)
        }
        Op::CompositeInsert => {
            let (object, mut whole) = (value(0)?, value(1)?);
            let mut place = &mut whole;
            for &index in args.get(2..)? {
                place = match place {
                    Value::Parts(parts) => parts.get_mut(index as usize)?,
                    Value::Bits(_) => return None,
                };
            }
            *place = object;
            Some(whole)
        }
        Op::VectorShuffle => {
            let (Value::Parts(mut first), Value::Parts(second)) = (value(0)?, value(1)?) else {
                return None;
            };
            first.extend(second);
            let parts: Option<Vec<Value>> = args
                .get(2..)?
                .iter()
                .map(|&index| {
                    let index = if index == u32::MAX { 0 } else { index as usize };
                    first.get(index).cloned()
                })
                .collect();
            Some(Value::Parts(parts?))
        }
        Op::Select => {
            let (condition, accept, reject) = (value(0)?, value(1)?, value(2)?);
            match (condition, accept, reject) {
                (Value::Bits(condition), accept, reject) => {
                    Some(if condition != 0 { accept } else { reject })
                }
                (Value::Parts(conditions), Value::Parts(accept), Value::Parts(reject)) => {
                    let parts: Option<Vec<Value>> = conditions
                        .into_iter()
                        .zip(accept.into_iter().zip(reject))
                        .map(|(condition, (accept, reject))| match condition {
                            Value::Bits(0) => Some(reject),
                            Value::Bits(_) => Some(accept),
                            Value::Parts(_) => None,
                        })
                        .collect();
                    Some(Value::Parts(parts?))
                }
                _ => None,
            }
        }
        _ => {
            let values: Option<Vec<Value>> = (0..args.len()).map(value).collect();
            let source = draft.type_of(*args.first()?);
            by_part(draft, op, &values?, source, inst.ty)
        }
    }
}

/// Applies a scalar operation to each part.
fn by_part(draft: &Draft, op: Op, values: &[Value], source: u32, result: u32) -> Option<Value> {
    if let Some(Value::Parts(first)) = values.first() {
        let parts: Option<Vec<Value>> = (0..first.len())
            .map(|index| {
                let operands: Option<Vec<Value>> = values
                    .iter()
                    .map(|value| match value {
                        Value::Parts(parts) => parts.get(index).cloned(),
                        Value::Bits(_) => Some(value.clone()),
                    })
                    .collect();
                by_part(
                    draft,
                    op,
                    &operands?,
                    draft.scalar_of(source),
                    draft.scalar_of(result),
                )
            })
            .collect();
        return Some(Value::Parts(parts?));
    }
    let bits: Option<Vec<u64>> = values
        .iter()
        .map(|value| match value {
            Value::Bits(bits) => Some(*bits),
            Value::Parts(_) => None,
        })
        .collect();
    let width = |ty| draft.integer(ty).map_or(1, |(width, _)| width);
    integer(op, &bits?, width(source), width(result)).map(Value::Bits)
}

fn mask(width: u32) -> u64 {
    u64::MAX >> (64 - width.clamp(1, 64))
}

/// `bits` of `width` as a signed number.
#[expect(clippy::cast_possible_wrap, reason = "the bits are meant")]
fn signed(bits: u64, width: u32) -> i64 {
    let shift = 64 - width.clamp(1, 64);
    ((bits << shift) as i64) >> shift
}

#[expect(clippy::cast_sign_loss, reason = "the bits are meant")]
fn integer(op: Op, args: &[u64], width: u32, result: u32) -> Option<u64> {
    let a = args.first()? & mask(width);
    let b = args.get(1).map_or(0, |b| b & mask(width));
    let (sa, sb) = (signed(a, width), signed(b, width));
    let flag = |it: bool| u64::from(it);
    let value = match op {
        Op::IAdd => a.wrapping_add(b),
        Op::ISub => a.wrapping_sub(b),
        Op::IMul => a.wrapping_mul(b),
        // Division by zero is not defined; this is what WGSL says it gives.
        Op::UDiv => a.checked_div(b).unwrap_or(a),
        Op::UMod => a.checked_rem(b).unwrap_or_default(),
        Op::SDiv => sa.checked_div(sb).unwrap_or(sa) as u64,
        Op::SRem => sa.checked_rem(sb).unwrap_or_default() as u64,
        Op::SMod => {
            let rest = sa.checked_rem(sb).unwrap_or_default();
            let moves = rest != 0 && (rest < 0) != (sb < 0);
            (if moves { rest.wrapping_add(sb) } else { rest }) as u64
        }
        Op::SNegate => a.wrapping_neg(),
        Op::Not => !a,
        Op::ShiftLeftLogical => a.checked_shl(u32::try_from(b).ok()?)?,
        Op::ShiftRightLogical => a.checked_shr(u32::try_from(b).ok()?)?,
        Op::ShiftRightArithmetic => sa.checked_shr(u32::try_from(b).ok()?)? as u64,
        Op::BitwiseAnd | Op::LogicalAnd => a & b,
        Op::BitwiseOr | Op::LogicalOr => a | b,
        Op::BitwiseXor | Op::LogicalNotEqual => a ^ b,
        Op::LogicalEqual => flag(a == b),
        Op::LogicalNot => flag(a == 0),
        Op::IEqual => flag(a == b),
        Op::INotEqual => flag(a != b),
        Op::ULessThan => flag(a < b),
        Op::ULessThanEqual => flag(a <= b),
        Op::UGreaterThan => flag(a > b),
        Op::UGreaterThanEqual => flag(a >= b),
        Op::SLessThan => flag(sa < sb),
        Op::SLessThanEqual => flag(sa <= sb),
        Op::SGreaterThan => flag(sa > sb),
        Op::SGreaterThanEqual => flag(sa >= sb),
        Op::SConvert => sa as u64,
        Op::UConvert => a,
        Op::Bitcast | Op::CopyObject if width == result => a,
        _ => return None,
    };
    Some(value & mask(result))
}

/// Makes a global the constant `value`.
fn replace_by_constant(draft: &mut Draft, id: u32, ty: u32, value: &Value) {
    let Some((op, args)) = constant_parts(draft, ty, value) else {
        return;
    };
    if let Some(inst) = draft.global_mut(id) {
        inst.op = op;
        inst.args = args;
    }
}

fn constant_parts(draft: &mut Draft, ty: u32, value: &Value) -> Option<(Op, Vec<u32>)> {
    Some(match value {
        Value::Bits(bits) => match draft.op_of(ty)? {
            Op::TypeBool if *bits != 0 => (Op::ConstantTrue, Vec::new()),
            Op::TypeBool => (Op::ConstantFalse, Vec::new()),
            Op::TypeInt | Op::TypeFloat => {
                let width = draft
                    .integer(ty)
                    .map(|(width, _)| width)
                    .or_else(|| draft.float(ty))?;
                let low = u32::try_from(bits & u64::from(u32::MAX)).ok()?;
                let high = u32::try_from(bits >> 32).ok()?;
                (
                    Op::Constant,
                    if width == 64 {
                        vec![low, high]
                    } else {
                        vec![low]
                    },
                )
            }
            _ => return None,
        },
        Value::Parts(parts) => {
            let types = draft.parts(ty)?;
            let mut args = Vec::with_capacity(parts.len());
            for (ty, value) in types.into_iter().zip(parts) {
                let (op, words) = constant_parts(draft, ty, value)?;
                args.push(draft.define(op, ty, words));
            }
            (Op::ConstantComposite, args)
        }
    })
}

/// Computes constants at the start of each function that uses them.
fn compute_in_functions(draft: &mut Draft, computed: &[u32]) {
    let definitions: HashMap<u32, Inst> = computed
        .iter()
        .filter_map(|&id| Some((id, draft.global(id)?.clone())))
        .collect();
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let mut wanted: HashSet<u32> = HashSet::new();
        for inst in function.insts() {
            each_id(inst.op, &inst.args, false, |at| {
                let id = inst.arg(at);
                if definitions.contains_key(&id) {
                    wanted.insert(id);
                }
            });
        }
        // In reverse, so that what a wanted one needs is wanted in time.
        for id in computed.iter().rev() {
            if wanted.contains(id)
                && let Some(inst) = definitions.get(id)
            {
                each_id(inst.op, &inst.args, false, |at| {
                    let id = inst.arg(at);
                    if definitions.contains_key(&id) {
                        wanted.insert(id);
                    }
                });
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let mut here: HashMap<u32, u32> = HashMap::new();
        let mut added = Vec::new();
        for id in computed.iter().filter(|id| wanted.contains(id)) {
            let Some(definition) = definitions.get(id) else {
                continue;
            };
            let mut inst = definition.clone();
            match inst.op {
                Op::SpecConstantComposite => inst.op = Op::CompositeConstruct,
                _ => {
                    if let Some(op) = Op::from_u32(inst.arg(0)) {
                        inst.op = op;
                        inst.args.remove(0);
                    }
                }
            }
            rename(&mut inst, &here);
            inst.id = draft.value(inst.ty);
            here.insert(*id, inst.id);
            if let Some(name) = draft.name(*id) {
                draft.set_name(inst.id, &name);
            }
            added.push(inst);
        }
        for inst in function
            .blocks
            .iter_mut()
            .flat_map(|block| &mut block.insts)
        {
            rename(inst, &here);
        }
        function.begin_with(added);
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
    let mut used: HashSet<u32> = draft
        .annotations
        .iter()
        .filter(|inst| inst.op == Op::Decorate && inst.arg(1) == Decoration::BuiltIn as u32)
        .map(|inst| inst.arg(0))
        .collect();
    for inst in &draft.globals {
        if !definitions.contains_key(&inst.id) {
            each_id(inst.op, &inst.args, false, |at| {
                used.insert(inst.arg(at));
            });
        }
    }
    for &id in computed {
        if used.contains(&id) {
            // As a default value: the workgroup size is one.
            if let (Some(value), Some(inst)) = (evaluate(draft, id, 0), definitions.get(&id)) {
                replace_by_constant(draft, id, inst.ty, &value);
            }
        }
    }
    let gone: Vec<u32> = computed
        .iter()
        .copied()
        .filter(|&id| {
            matches!(
                draft.op_of(id),
                Some(Op::SpecConstantOp | Op::SpecConstantComposite)
            )
        })
        .collect();
    draft.drop_globals(&gone);
    draft.forget_all(&gone.into_iter().collect());
}
