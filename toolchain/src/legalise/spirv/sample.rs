//! Operands of sampling that naga passes over without a word: offsets that are no constants or are
//! four, the least level, and levels and biases of comparisons.

use rspirv::spirv::{ImageOperands, Op};

use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::{Note, Settings};

/// Operands in the order of their bits, with how many words they have.
const OPERANDS: &[(ImageOperands, usize)] = &[
    (ImageOperands::BIAS, 1),
    (ImageOperands::LOD, 1),
    (ImageOperands::GRAD, 2),
    (ImageOperands::CONST_OFFSET, 1),
    (ImageOperands::OFFSET, 1),
    (ImageOperands::CONST_OFFSETS, 1),
    (ImageOperands::SAMPLE, 1),
    (ImageOperands::MIN_LOD, 1),
];

/// Writes them in ways that naga reads, or tells that they are left out.
pub(super) fn mend_operands(draft: &mut Draft, _: Settings) {
    let (mut without_least, mut at_first_level, mut without_bias) = (false, false, false);
    draft.rewrite(|draft, mut inst, out| {
        let Some(at) = operands_at(inst.op) else {
            out.push(inst);
            return;
        };
        let mut operands = Operands::of(&inst, at);
        if operands.take(ImageOperands::MIN_LOD).is_some() {
            without_least = true;
        }
        if is_comparison(inst.op) {
            without_bias |= operands.take(ImageOperands::BIAS).is_some();
            let level = operands.get(ImageOperands::LOD);
            at_first_level |= operands.get(ImageOperands::GRAD).is_some()
                || level.is_some_and(|level| !is_zero(draft, level));
        }
        let mut e = Emit { draft, out };
        if let Some(offset) = operands.take(ImageOperands::OFFSET) {
            if e.draft.global(offset).is_some() {
                operands.put(ImageOperands::CONST_OFFSET, &[offset]);
            } else {
                let moved = e.moved(&inst, offset);
                if let Some(coordinate) = inst.args.get_mut(1) {
                    *coordinate = moved;
                }
            }
        }
        let four = operands.take(ImageOperands::CONST_OFFSETS);
        operands.write(&mut inst, at);
        match four.and_then(|four| e.draft.global(four).cloned()) {
            Some(offsets) => e.gather_each(&inst, at, &operands, &offsets),
            None => out.push(inst),
        }
    });
    if without_least {
        draft.note(Note::promise(
            "the least level of detail that a place may have is left out",
            "a finer level than the one that is asked for may be read",
        ));
    }
    if without_bias {
        draft.note(Note::promise(
            "the bias of comparisons with depth is left out",
            "they read the level that is chosen without it",
        ));
    }
    if at_first_level {
        draft.note(Note::promise(
            "comparisons with depth read level 0, whatever level they ask for",
            "no target is given comparisons at other levels",
        ));
    }
}

/// Where the operands of a sampling instruction begin.
fn operands_at(op: Op) -> Option<usize> {
    match op {
        Op::ImageSampleImplicitLod
        | Op::ImageSampleExplicitLod
        | Op::ImageSampleProjImplicitLod
        | Op::ImageSampleProjExplicitLod => Some(2),
        Op::ImageGather => Some(3),
        _ => is_comparison(op).then_some(3),
    }
}

fn is_comparison(op: Op) -> bool {
    matches!(
        op,
        Op::ImageSampleDrefImplicitLod
            | Op::ImageSampleDrefExplicitLod
            | Op::ImageSampleProjDrefImplicitLod
            | Op::ImageSampleProjDrefExplicitLod
            | Op::ImageDrefGather
    )
}

pub(super) fn is_zero(draft: &Draft, value: u32) -> bool {
    draft.global(value).is_some_and(|inst| match inst.op {
        Op::ConstantNull => true,
        Op::Constant => inst.args.iter().all(|&word| word == 0),
        _ => false,
    })
}

/// Image operands taken apart.
pub(super) struct Operands {
    found: Vec<(ImageOperands, Vec<u32>)>,
    /// Bits about memory and signs, and what they bring.
    others: (u32, Vec<u32>),
}

impl Operands {
    pub(super) fn of(inst: &Inst, at: usize) -> Self {
        let mask = inst.arg(at);
        let mut rest = inst.args.iter().skip(at + 1).copied();
        let mut known = 0;
        let mut found = Vec::new();
        for &(bit, words) in OPERANDS {
            known |= bit.bits();
            if mask & bit.bits() != 0 {
                found.push((bit, rest.by_ref().take(words).collect()));
            }
        }
        Self {
            found,
            others: (mask & !known, rest.collect()),
        }
    }

    pub(super) fn get(&self, wanted: ImageOperands) -> Option<u32> {
        let (_, words) = self.found.iter().find(|(bit, _)| *bit == wanted)?;
        words.first().copied()
    }

    pub(super) fn take(&mut self, wanted: ImageOperands) -> Option<u32> {
        let at = self.found.iter().position(|(bit, _)| *bit == wanted)?;
        self.found.remove(at).1.first().copied()
    }

    pub(super) fn put(&mut self, bit: ImageOperands, words: &[u32]) {
        self.found.push((bit, words.to_vec()));
        self.found.sort_by_key(|(bit, _)| bit.bits());
    }

    /// Puts them behind the other arguments of an instruction.
    pub(super) fn write(&self, inst: &mut Inst, at: usize) {
        let bits = self.found.iter().map(|(bit, _)| bit.bits());
        let mask = bits.fold(self.others.0, |mask, bit| mask | bit);
        inst.args.truncate(at);
        if mask == 0 {
            return;
        }
        inst.args.push(mask);
        for (_, words) in &self.found {
            inst.args.extend(words);
        }
        inst.args.extend(&self.others.1);
    }
}

impl Emit<'_> {
    /// A coordinate moved by an offset in texels of level 0, which gathers read.
    fn moved(&mut self, inst: &Inst, offset: u32) -> u32 {
        let (joined, coordinate) = (inst.arg(0), inst.arg(1));
        let sampled = self.draft.type_of(joined);
        let image_type = self.draft.global(sampled).map_or(0, |ty| ty.arg(0));
        let arrayed = self.draft.global(image_type).map_or(0, |ty| ty.arg(3));
        let offset_type = self.draft.type_of(offset);
        let count = self
            .draft
            .vector_parts(offset_type)
            .map_or(1, |(_, count)| count);
        let int = self.draft.int_type(true);
        let float = self.draft.float_type();
        let size_count = count + arrayed.min(1);
        let size_type = self.draft.numbers(int, size_count);
        let zero = self.draft.constant(int, 0);
        let image = self.op(Op::Image, image_type, &[joined]);
        let size = self.op(Op::ImageQuerySizeLod, size_type, &[image, zero]);
        let ty = self.draft.type_of(coordinate);
        let (_, all) = self.draft.vector_parts(ty).unwrap_or((float, 1));
        let own = self.draft.scalar_of(offset_type);
        let mut parts = Vec::new();
        for index in 0..all {
            let part = self.part(float, coordinate, all, index);
            if index >= count {
                parts.push(part);
                continue;
            }
            let size = self.part(int, size, size_count, index);
            let size = self.op(Op::ConvertSToF, float, &[size]);
            let step = self.part(own, offset, count, index);
            let step = self.op(Op::ConvertSToF, float, &[step]);
            let step = self.op(Op::FDiv, float, &[step, size]);
            parts.push(self.op(Op::FAdd, float, &[part, step]));
        }
        match parts.as_slice() {
            [only] => *only,
            _ => self.op(Op::CompositeConstruct, ty, &parts),
        }
    }

    /// A number of a value that has so many.
    pub(super) fn part(&mut self, scalar: u32, value: u32, count: u32, index: u32) -> u32 {
        if count == 1 {
            value
        } else {
            self.extract(scalar, value, &[index])
        }
    }

    /// Four gathers, of each of which the texel at the offset itself is taken: the last.
    fn gather_each(&mut self, inst: &Inst, at: usize, operands: &Operands, offsets: &Inst) {
        let scalar = self.draft.scalar_of(inst.ty);
        let mut texels = Vec::new();
        for &offset in offsets.args.iter().take(4) {
            let mut own = Operands {
                found: operands.found.clone(),
                others: operands.others.clone(),
            };
            own.put(ImageOperands::CONST_OFFSET, &[offset]);
            let mut gather = inst.clone();
            own.write(&mut gather, at);
            let all = self.op(inst.op, inst.ty, &gather.args);
            texels.push(self.extract(scalar, all, &[3]));
        }
        self.end(Op::CompositeConstruct, inst, &texels);
    }
}
