//! Integers of 8 bits, which naga does not know, in 32 bits.
//!
//! A value is kept as its type would hold it: from -128 to 127, or from 0 to 255. What may leave
//! that range is brought back ([`operations`]); casts between bytes and wider numbers are written
//! out ([`casts`]). In memory that is bound from outside a byte must stay a byte: such blocks are
//! runs of words before this pass ([`super::words`]), or the module is left alone.

mod casts;
mod operations;

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::draft::{Draft, Function, Inst};
use super::emit::Emit;
use super::shape::each_id;
use super::{Note, Settings, spec, words};
use crate::codes;

/// What the bits of a byte are.
const BYTE: u32 = 0xff;
/// How far a byte is from the upper end of 32 bits.
const GAP: u32 = 24;

/// Widens them, if everything that is done with them can be done in 32 bits.
pub(super) fn widen(draft: &mut Draft, _: Settings) {
    let types = byte_types(draft);
    if types.is_empty() || reason(draft).is_some() {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        if !touches(draft, &inst) || !operations::write(&mut Emit { draft, out }, &inst) {
            out.push(inst);
        }
    });
    let types: HashMap<u32, bool> = types.into_iter().collect();
    for index in 0..draft.globals.len() {
        let Some(inst) = draft.globals.get(index) else {
            continue;
        };
        let (id, bits) = (inst.id, inst.arg(0));
        if let Some(&signed) = types.get(&inst.ty)
            && matches!(inst.op, Op::Constant | Op::SpecConstant)
            && let Some(constant) = draft.global_mut(id)
        {
            constant.args = vec![canonical(bits, signed)];
        }
    }
    let renamed = types
        .into_iter()
        .map(|(ty, signed)| (ty, draft.int_type(signed)))
        .collect();
    draft.replace_types(renamed);
    draft.note(Note::new(
        codes::SPIRV_BYTES_WIDENED,
        false,
        "8-bit integers are computed in 32 bits; every result is the one of 8 bits",
    ));
}

/// The types of 8-bit integers, and whether they are signed.
fn byte_types(draft: &Draft) -> Vec<(u32, bool)> {
    draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypeInt && inst.arg(0) == 8)
        .map(|inst| (inst.id, inst.arg(1) == 1))
        .collect()
}

fn is_byte(draft: &Draft, ty: u32) -> bool {
    matches!(draft.integer(ty), Some((8, _)))
}

/// Whether an instruction gives or takes bytes.
fn touches(draft: &Draft, inst: &Inst) -> bool {
    let mut found = is_byte(draft, inst.ty);
    each_id(inst.op, &inst.args, false, |at| {
        found |= is_byte(draft, draft.type_of(inst.arg(at)));
    });
    found
}

/// The bits of a number as those of 32 bits.
const fn canonical(bits: u32, signed: bool) -> u32 {
    if signed {
        (bits << GAP)
            .cast_signed()
            .wrapping_shr(GAP)
            .cast_unsigned()
    } else {
        bits & BYTE
    }
}

/// What keeps them out: an id, and the subject and verb of a sentence that ends in "not supported".
pub(super) fn what_is_outside(mut draft: Draft, settings: Settings) -> Option<(u32, String)> {
    let &(first, _) = byte_types(&draft).first()?;
    spec::resolve(&mut draft, settings);
    words::lay_out(&mut draft, settings);
    let (id, what) = reason(&draft)?;
    Some((if id == 0 { first } else { id }, what))
}

fn reason(draft: &Draft) -> Option<(u32, String)> {
    let bound = [
        StorageClass::Uniform,
        StorageClass::StorageBuffer,
        StorageClass::PushConstant,
        StorageClass::PhysicalStorageBuffer,
        StorageClass::Input,
        StorageClass::Output,
    ]
    .map(|class| class as u32);
    for variable in draft.variables() {
        if bound.contains(&variable.class) && holds_bytes(draft, draft.pointee(variable.pointer)) {
            let what = "8-bit integers in a buffer that is accessed in this way are";
            return Some((variable.id, what.to_owned()));
        }
    }
    draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .chain(&draft.globals)
        .find(|inst| !operations::is_known(draft, inst))
        .map(|inst| {
            let what = format!("`Op{:?}` on 8-bit integers is", inst.op);
            (inst.id, what)
        })
}

/// Whether bytes are somewhere in a type.
fn holds_bytes(draft: &Draft, ty: u32) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        let Some(inst) = draft.global(ty).filter(|_| seen.insert(ty)) else {
            continue;
        };
        if inst.op == Op::TypeInt && inst.arg(0) == 8 {
            return true;
        }
        if is_type(inst) {
            each_id(inst.op, &inst.args, false, |at| pending.push(inst.arg(at)));
        }
    }
    false
}

fn is_type(inst: &Inst) -> bool {
    matches!(
        inst.op,
        Op::TypeStruct | Op::TypeArray | Op::TypeRuntimeArray | Op::TypeVector
    )
}

impl Emit<'_> {
    /// The type of 32 bits in the place of a type of bytes.
    fn wide(&mut self, ty: u32, signed: bool) -> u32 {
        let scalar = self.draft.int_type(signed);
        self.draft.like(ty, scalar)
    }

    /// A value of bytes, read as signed or unsigned ones; any other value as it is.
    fn byte(&mut self, value: u32, signed: bool) -> u32 {
        let ty = self.draft.type_of(value);
        match self.draft.integer(ty) {
            Some((8, is_signed)) if is_signed != signed => {
                let wide = self.wide(ty, signed);
                let value = self.op(Op::Bitcast, wide, &[value]);
                self.narrow(value, wide, signed)
            }
            _ => value,
        }
    }

    /// A value of 32 bits back in the range of a byte.
    fn narrow(&mut self, value: u32, wide: u32, signed: bool) -> u32 {
        if signed {
            let gap = self.gap(wide);
            let high = self.op(Op::ShiftLeftLogical, wide, &[value, gap]);
            self.op(Op::ShiftRightArithmetic, wide, &[high, gap])
        } else {
            let mask = self.draft.splat(wide, BYTE);
            self.op(Op::BitwiseAnd, wide, &[value, mask])
        }
    }

    fn gap(&mut self, wide: u32) -> u32 {
        let uint = self.wide(wide, false);
        self.draft.splat(uint, GAP)
    }

    /// Ends with a value of 32 bits, `signed` or not, whose low bits are the result.
    fn end_byte(&mut self, inst: &Inst, value: u32, signed: bool) {
        let Some((8, wanted)) = self.draft.integer(inst.ty) else {
            self.end(Op::CopyObject, inst, &[value]);
            return;
        };
        let wide = self.wide(inst.ty, wanted);
        let value = if signed == wanted {
            value
        } else {
            self.op(Op::Bitcast, wide, &[value])
        };
        if wanted {
            let gap = self.gap(wide);
            let high = self.op(Op::ShiftLeftLogical, wide, &[value, gap]);
            self.end(Op::ShiftRightArithmetic, inst, &[high, gap]);
        } else {
            let mask = self.draft.splat(wide, BYTE);
            self.end(Op::BitwiseAnd, inst, &[value, mask]);
        }
    }
}
