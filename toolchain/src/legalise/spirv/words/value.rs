//! Values out of words, and into them.

use rspirv::spirv::{GlslStd450Op, Op, Scope, StorageClass};

use super::access::{Address, Target};
use super::layout;
use crate::legalise::spirv::draft::Inst;
use crate::legalise::spirv::emit::Emit;

/// More parts are not read or written one by one.
const MOST_PARTS: u32 = 4096;

/// A number that lies in words.
struct Leaf {
    target: Target,
    value: u32,
}

impl Emit<'_> {
    /// Reads what lies in words.
    pub(super) fn read(&mut self, target: &Target) -> u32 {
        match self.draft.global(target.ty).map(|inst| inst.op) {
            Some(Op::TypeInt | Op::TypeFloat) | None => self.read_number(target),
            Some(_) => {
                let parts: Vec<u32> = self
                    .parts(target)
                    .iter()
                    .map(|part| self.read(part))
                    .collect();
                self.op(Op::CompositeConstruct, target.ty, &parts)
            }
        }
    }

    /// Writes into words.
    pub(super) fn write(&mut self, target: &Target, value: u32) {
        let mut leaves = Vec::new();
        self.take_apart(target, value, &mut leaves);
        let mut rest = leaves.as_slice();
        while let Some(first) = rest.first() {
            let width = layout::width(self.draft, first.target.ty).unwrap_or(4);
            let count = if width >= 4 {
                self.write_words(first);
                1
            } else {
                let count = rest
                    .iter()
                    .take_while(|leaf| share_a_word(first, leaf))
                    .count();
                self.write_parts(rest.get(..count.max(1)).unwrap_or_default());
                count.max(1)
            };
            rest = rest.get(count..).unwrap_or_default();
        }
    }

    /// The parts of a composite.
    fn parts(&mut self, target: &Target) -> Vec<Target> {
        let count = match self.draft.parts(target.ty) {
            Some(parts) => u32::try_from(parts.len()).unwrap_or(0),
            None => 0,
        };
        (0..count.min(MOST_PARTS))
            .map(|index| {
                let index = self.draft.uint(index);
                let mut part = target.clone();
                self.step(&mut part, index);
                part
            })
            .collect()
    }

    fn take_apart(&mut self, target: &Target, value: u32, leaves: &mut Vec<Leaf>) {
        match self.draft.global(target.ty).map(|inst| inst.op) {
            Some(Op::TypeInt | Op::TypeFloat) | None => leaves.push(Leaf {
                target: target.clone(),
                value,
            }),
            Some(_) => {
                for (index, part) in (0..).zip(self.parts(target)) {
                    let value = self.extract(part.ty, value, &[index]);
                    self.take_apart(&part, value, leaves);
                }
            }
        }
    }

    /// A pointer to the word at a place, `more` words behind it.
    fn word(&mut self, target: &Target, more: u32) -> u32 {
        let uint = self.draft.int_type(false);
        let Address {
            known,
            words,
            bytes,
        } = target.place;
        // Bytes that are computed may carry over into the words.
        let (known, from_bytes) = match bytes {
            Some(bytes) => {
                let sum = self.plus(bytes, known % 4);
                let two = self.draft.uint(2);
                let carried = self.op(Op::ShiftRightLogical, uint, &[sum, two]);
                (known / 4 + more, Some(carried))
            }
            None => (known / 4 + more, None),
        };
        let computed = match (words, from_bytes) {
            (Some(one), Some(other)) => Some(self.op(Op::IAdd, uint, &[one, other])),
            (one, other) => one.or(other),
        };
        let number = self.draft.uint(target.words.member);
        let mut args = vec![target.variable];
        args.extend(&target.indices);
        args.push(number);
        match computed {
            None if target.words.in_quads => {
                args.extend([self.draft.uint(known / 4), self.draft.uint(known % 4)]);
            }
            None => args.push(self.draft.uint(known)),
            Some(computed) => {
                let index = self.plus(computed, known);
                if target.words.in_quads {
                    let (two, three) = (self.draft.uint(2), self.draft.uint(3));
                    let quad = self.op(Op::ShiftRightLogical, uint, &[index, two]);
                    let lane = self.op(Op::BitwiseAnd, uint, &[index, three]);
                    args.extend([quad, lane]);
                } else {
                    args.push(index);
                }
            }
        }
        let pointer = self.draft.pointer(target.class, target.words.scalar);
        self.op(Op::AccessChain, pointer, &args)
    }

    fn plus(&mut self, value: u32, more: u32) -> u32 {
        if more == 0 {
            return value;
        }
        let uint = self.draft.int_type(false);
        let more = self.draft.uint(more);
        self.op(Op::IAdd, uint, &[value, more])
    }

    /// The bits of a word as an unsigned number.
    fn bits(&mut self, target: &Target, more: u32) -> u32 {
        let uint = self.draft.int_type(false);
        let pointer = self.word(target, more);
        let word = self.op(Op::Load, target.words.scalar, &[pointer]);
        self.bitcast(uint, word)
    }

    /// How far to the left in its word something lies.
    fn shift(&mut self, place: Address) -> Option<u32> {
        let uint = self.draft.int_type(false);
        match place.bytes {
            None if place.known.is_multiple_of(4) => None,
            None => Some(self.draft.uint(place.known % 4 * 8)),
            Some(bytes) => {
                let (three, sum) = (self.draft.uint(3), self.plus(bytes, place.known % 4));
                let byte = self.op(Op::BitwiseAnd, uint, &[sum, three]);
                let three = self.draft.uint(3);
                Some(self.op(Op::ShiftLeftLogical, uint, &[byte, three]))
            }
        }
    }

    fn read_number(&mut self, target: &Target) -> u32 {
        let uint = self.draft.int_type(false);
        let width = layout::width(self.draft, target.ty).unwrap_or(4);
        let integer = self.draft.integer(target.ty);
        match width {
            4 => {
                let pointer = self.word(target, 0);
                let word = self.op(Op::Load, target.words.scalar, &[pointer]);
                self.bitcast(target.ty, word)
            }
            8 => {
                let wide = self.draft.define(Op::TypeInt, 0, [64, 0]);
                let (low, high) = (self.bits(target, 0), self.bits(target, 1));
                let low = self.op(Op::UConvert, wide, &[low]);
                let high = self.op(Op::UConvert, wide, &[high]);
                let by = self.draft.uint(32);
                let high = self.op(Op::ShiftLeftLogical, wide, &[high, by]);
                let whole = self.op(Op::BitwiseOr, wide, &[high, low]);
                self.bitcast(target.ty, whole)
            }
            _ => {
                let mut bits = self.bits(target, 0);
                if let Some(shift) = self.shift(target.place) {
                    bits = self.op(Op::ShiftRightLogical, uint, &[bits, shift]);
                }
                match integer {
                    Some((width, signed)) => {
                        let narrow = self.draft.define(Op::TypeInt, 0, [width, 0]);
                        let value = self.op(Op::UConvert, narrow, &[bits]);
                        if signed {
                            self.bitcast(target.ty, value)
                        } else {
                            value
                        }
                    }
                    None => {
                        let float = self.draft.float_type();
                        let two = self.draft.define(Op::TypeVector, 0, [float, 2]);
                        let both = self.glsl(GlslStd450Op::UnpackHalf2x16, two, &[bits]);
                        let value = self.extract(float, both, &[0]);
                        self.op(Op::FConvert, target.ty, &[value])
                    }
                }
            }
        }
    }

    fn write_words(&mut self, leaf: &Leaf) {
        let Leaf { target, value } = leaf;
        if layout::width(self.draft, target.ty) != Some(8) {
            let pointer = self.word(target, 0);
            let word = self.bitcast(target.words.scalar, *value);
            self.out.push(Inst::bare(Op::Store, [pointer, word]));
            return;
        }
        let uint = self.draft.int_type(false);
        let wide = self.draft.define(Op::TypeInt, 0, [64, 0]);
        let whole = self.bitcast(wide, *value);
        for half in 0..2 {
            let mut part = whole;
            if half == 1 {
                let by = self.draft.uint(32);
                part = self.op(Op::ShiftRightLogical, wide, &[whole, by]);
            }
            let bits = self.op(Op::UConvert, uint, &[part]);
            let word = self.bitcast(target.words.scalar, bits);
            let pointer = self.word(target, half);
            self.out.push(Inst::bare(Op::Store, [pointer, word]));
        }
    }

    /// Writes numbers that lie in one word, and leaves the rest of it alone.
    fn write_parts(&mut self, leaves: &[Leaf]) {
        let Some(first) = leaves.first() else {
            return;
        };
        let uint = self.draft.int_type(false);
        let (mut sum, mut covered) = (None, 0);
        let mut shift = None;
        for leaf in leaves {
            let width = layout::width(self.draft, leaf.target.ty).unwrap_or(1);
            let mask = (1u32 << (width * 8)) - 1;
            let mut bits = self.low_bits(leaf);
            shift = self.shift(leaf.target.place);
            if let Some(by) = shift {
                bits = self.op(Op::ShiftLeftLogical, uint, &[bits, by]);
            }
            // A place that is computed stands alone: its mask is moved as it is.
            covered |= match leaf.target.place.bytes {
                Some(_) => mask,
                None => mask << (leaf.target.place.known % 4 * 8),
            };
            sum = Some(match sum {
                Some(before) => self.op(Op::BitwiseOr, uint, &[before, bits]),
                None => bits,
            });
        }
        let Some(bits) = sum else {
            return;
        };
        let pointer = self.word(&first.target, 0);
        if covered == u32::MAX {
            let word = self.bitcast(first.target.words.scalar, bits);
            self.out.push(Inst::bare(Op::Store, [pointer, word]));
            return;
        }
        let mut mask = self.draft.uint(covered);
        if let (Some(_), Some(by)) = (first.target.place.bytes, shift) {
            mask = self.op(Op::ShiftLeftLogical, uint, &[mask, by]);
        }
        let others = self.op(Op::Not, uint, &[mask]);
        let scope = if first.target.class == StorageClass::Workgroup as u32 {
            Scope::Workgroup
        } else {
            Scope::Device
        };
        let (scope, relaxed) = (self.draft.uint(scope as u32), self.draft.uint(0));
        self.op(Op::AtomicAnd, uint, &[pointer, scope, relaxed, others]);
        self.op(Op::AtomicOr, uint, &[pointer, scope, relaxed, bits]);
    }

    /// A small number as the low bits of a word.
    fn low_bits(&mut self, leaf: &Leaf) -> u32 {
        let uint = self.draft.int_type(false);
        match self.draft.integer(leaf.target.ty) {
            Some((width, signed)) => {
                let mut value = leaf.value;
                if signed {
                    let unsigned = self.draft.define(Op::TypeInt, 0, [width, 0]);
                    value = self.op(Op::Bitcast, unsigned, &[value]);
                }
                self.op(Op::UConvert, uint, &[value])
            }
            None => {
                let float = self.draft.float_type();
                let two = self.draft.define(Op::TypeVector, 0, [float, 2]);
                let zero = self.draft.constant(float, 0);
                let wide = self.op(Op::FConvert, float, &[leaf.value]);
                let both = self.op(Op::CompositeConstruct, two, &[wide, zero]);
                self.glsl(GlslStd450Op::PackHalf2x16, uint, &[both])
            }
        }
    }

    /// An atomic operation on a number that is a word.
    pub(super) fn atomic(&mut self, inst: &Inst, target: &Target) {
        let pointer = self.word(target, 0);
        let word = target.words.scalar;
        let mut args = inst.args.clone();
        if let Some(first) = args.first_mut() {
            *first = pointer;
        }
        // What follows scopes and semantics are values.
        let values = match inst.op {
            Op::AtomicCompareExchange => 4,
            _ => 3,
        };
        for value in args.iter_mut().skip(values) {
            *value = self.bitcast(word, *value);
        }
        if inst.id == 0 {
            self.out.push(Inst::bare(inst.op, args));
            return;
        }
        let result = self.op(inst.op, word, &args);
        self.end_bitcast(inst, result);
    }
}

/// Whether two numbers, one behind the other, lie in one word at places that are known.
fn share_a_word(first: &Leaf, other: &Leaf) -> bool {
    let (one, two) = (first.target.place, other.target.place);
    one.bytes.is_none()
        && two.bytes.is_none()
        && one.words == two.words
        && one.known / 4 == two.known / 4
}
