//! Atomic operations on texels.
//!
//! naga's module has those whose old value nobody looks at, as statements; its front end reads
//! none. So a pair of `OpImageTexelPointer` and `OpAtomic…` becomes a call of a marker.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Dim, ImageFormat, Op};

use super::draft::{Draft, Function, Inst};
use super::emit::Emit;
use super::marker::{self, Marker, Texel};
use super::shape::each_id;
use super::{Note, Settings};

/// Bits of memory semantics that order other accesses.
const ORDERING: u32 = 0x2 | 0x4 | 0x8 | 0x10;

/// Makes them calls of markers, if all of them can be.
pub(super) fn mark(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::ImageTexelPointer) || what_is_outside(draft).is_some() {
        return;
    }
    let pointers = pointers(draft);
    let mut orders = false;
    draft.rewrite(|draft, inst, out| {
        if inst.op == Op::ImageTexelPointer {
            return;
        }
        let Some(pointer) = pointers.get(&inst.arg(0)).filter(|_| is_atomic(inst.op)) else {
            out.push(inst);
            return;
        };
        orders |= draft
            .constant_value(inst.arg(2))
            .is_none_or(|semantics| semantics & ORDERING != 0);
        write(draft, &inst, pointer, out);
    });
    let gone: Vec<u32> = draft
        .globals
        .iter()
        .filter(|inst| inst.op == Op::TypePointer)
        .filter(|inst| inst.arg(0) == rspirv::spirv::StorageClass::Image as u32)
        .map(|inst| inst.id)
        .collect();
    draft.drop_unused(&gone);
    draft.forget_all(&pointers.into_keys().collect());
    if orders {
        draft.note(Note::promise(
            "atomic operations on images become relaxed ones",
            "they no longer order other reads and writes of memory; a barrier does",
        ));
    }
}

/// One operation as a call.
fn write(draft: &mut Draft, inst: &Inst, pointer: &Inst, out: &mut Vec<Inst>) {
    let Some((texel, _)) = texel(inst.op) else {
        return;
    };
    let image = draft.pointee(draft.type_of(pointer.arg(0)));
    let Some(shape) = draft.global(image).cloned() else {
        return;
    };
    let value_type = draft.type_of(inst.id);
    let void = draft.define(Op::TypeVoid, 0, []);
    let coordinate = pointer.arg(1);
    let coordinate_type = draft.type_of(coordinate);
    let mut e = Emit { draft, out };
    let loaded = e.op(Op::Load, image, &[pointer.arg(0)]);
    let mut args = vec![loaded];
    match e.draft.vector_parts(coordinate_type) {
        Some((scalar, count)) if shape.arg(3) == 1 => {
            args.push(if count == 2 {
                e.extract(scalar, coordinate, &[0])
            } else {
                let place = e.draft.define(Op::TypeVector, 0, [scalar, count - 1]);
                let mut shuffle = vec![coordinate, coordinate];
                shuffle.extend(0..count - 1);
                e.op(Op::VectorShuffle, place, &shuffle)
            });
            args.push(e.extract(scalar, coordinate, &[count - 1]));
        }
        _ => args.push(coordinate),
    }
    args.push(match inst.op {
        Op::AtomicIIncrement => e.draft.constant(value_type, 1),
        Op::AtomicIDecrement => e.draft.constant(value_type, u32::MAX),
        Op::AtomicISub => e.op(Op::SNegate, value_type, &[inst.arg(3)]),
        _ => inst.arg(3),
    });
    let types: Vec<u32> = args.iter().map(|&arg| e.draft.type_of(arg)).collect();
    let callee = marker::function(e.draft, Marker::ImageAtomic(texel), void, &types);
    args.insert(0, callee);
    e.op(Op::FunctionCall, void, &args);
}

/// What an operation does, and whether it reads signed numbers, where that matters.
fn texel(op: Op) -> Option<(Texel, Option<bool>)> {
    Some(match op {
        Op::AtomicIAdd | Op::AtomicISub | Op::AtomicIIncrement | Op::AtomicIDecrement => {
            (Texel::Add, None)
        }
        Op::AtomicAnd => (Texel::And, None),
        Op::AtomicOr => (Texel::InclusiveOr, None),
        Op::AtomicXor => (Texel::ExclusiveOr, None),
        Op::AtomicUMin => (Texel::Min, Some(false)),
        Op::AtomicSMin => (Texel::Min, Some(true)),
        Op::AtomicUMax => (Texel::Max, Some(false)),
        Op::AtomicSMax => (Texel::Max, Some(true)),
        _ => return None,
    })
}

pub(super) fn is_atomic(op: Op) -> bool {
    texel(op).is_some() || name(op).is_some()
}

/// What GLSL calls the operations that naga's module lacks for images.
fn name(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::AtomicExchange => "imageAtomicExchange",
        Op::AtomicCompareExchange | Op::AtomicCompareExchangeWeak => "imageAtomicCompSwap",
        Op::AtomicLoad => "imageAtomicLoad",
        Op::AtomicStore => "imageAtomicStore",
        Op::AtomicFAddEXT => "imageAtomicAdd` on floats, `OpAtomicFAddEXT",
        Op::AtomicFMinEXT => "imageAtomicMin` on floats, `OpAtomicFMinEXT",
        Op::AtomicFMaxEXT => "imageAtomicMax` on floats, `OpAtomicFMaxEXT",
        _ => return None,
    })
}

/// The pointers to texels.
fn pointers(draft: &Draft) -> HashMap<u32, Inst> {
    draft
        .functions
        .iter()
        .flat_map(Function::insts)
        .filter(|inst| inst.op == Op::ImageTexelPointer)
        .map(|inst| (inst.id, inst.clone()))
        .collect()
}

/// The first operation that naga's module has no place for: its id, and the subject and verb of
/// a sentence that ends in "not supported".
pub(super) fn what_is_outside(draft: &Draft) -> Option<(u32, String)> {
    let pointers = pointers(draft);
    if pointers.is_empty() {
        return None;
    }
    let mut used = HashSet::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        each_id(inst.op, &inst.args, false, |at| {
            used.insert(inst.arg(at));
        });
    }
    for inst in draft.functions.iter().flat_map(Function::insts) {
        let Some(pointer) = pointers
            .get(&inst.arg(0))
            .filter(|_| inst.id != inst.arg(0))
        else {
            continue;
        };
        let Some((_, signed)) = texel(inst.op) else {
            let what = match name(inst.op) {
                Some(name) => format!("this atomic operation on images (`{name}`) is"),
                None => "a pointer to a texel in another instruction than an atomic one is".into(),
            };
            return Some((pointer.id, what));
        };
        let image = draft.pointee(draft.type_of(pointer.arg(0)));
        let shape = draft.global(image)?;
        let format = ImageFormat::from_u32(shape.arg(6));
        let number = draft.integer(draft.type_of(inst.id));
        let what = if used.contains(&inst.id) {
            "an atomic operation on an image whose result is used is"
        } else if shape.arg(1) == Dim::DimBuffer as u32 {
            "texel buffers (`samplerBuffer`, `imageBuffer`) are"
        } else if shape.arg(4) == 1 {
            "storage images with several samples are"
        } else if !matches!(
            (format, number),
            (Some(ImageFormat::R32ui), Some((32, false)))
                | (Some(ImageFormat::R32i), Some((32, true)))
                | (Some(ImageFormat::R64ui), Some((64, false)))
        ) {
            "atomic operations on images of other formats than `r32ui`, `r32i` and `r64ui` are"
        } else if signed.is_some_and(|signed| number.is_none_or(|(_, kind)| kind != signed)) {
            "the least or greatest of signed numbers in an image of unsigned ones, or the other way round, is"
        } else if shape.arg(6) == ImageFormat::R64ui as u32 && signed.is_none() {
            "atomic operations on images of 64-bit numbers other than the least and the greatest are"
        } else {
            continue;
        };
        return Some((inst.id, what.to_owned()));
    }
    None
}
