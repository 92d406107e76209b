//! What goes through the variables of packed blocks.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::instead;
use super::layout::{self, Matrix};
use super::plan::{Block, Place, Words};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::emit::Emit;

/// A pointer into a packed block.
#[derive(Clone, Debug)]
enum Pointer {
    /// To a block, or an array of blocks: the indices on the way.
    Outside { variable: u32, indices: Vec<u32> },
    /// To words.
    Inside(Target),
}

/// Something that lies in words.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) variable: u32,
    /// The indices of the block in arrays of blocks.
    pub(super) indices: Vec<u32>,
    pub(super) class: u32,
    pub(super) words: Words,
    pub(super) place: Address,
    /// What the author has there.
    pub(super) ty: u32,
    /// How matrices in it lie.
    pub(super) matrix: Option<Matrix>,
    /// The distance of a vector's components, where that is not their size.
    pub(super) step: Option<u32>,
}

/// A place among words: known bytes, and words and bytes that are computed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Address {
    pub(super) known: u32,
    pub(super) words: Option<u32>,
    pub(super) bytes: Option<u32>,
}

/// Rewrites what goes through the variables of packed blocks.
pub(super) struct Access {
    blocks: HashMap<u32, Block>,
    pointers: HashMap<u32, Pointer>,
    gone: HashSet<u32>,
}

impl Access {
    pub(super) fn new(blocks: HashMap<u32, Block>) -> Self {
        let pointers = blocks
            .keys()
            .map(|&variable| {
                let indices = Vec::new();
                (variable, Pointer::Outside { variable, indices })
            })
            .collect();
        Self {
            blocks,
            pointers,
            gone: HashSet::new(),
        }
    }

    /// The pointers that are no more.
    pub(super) fn gone(self) -> HashSet<u32> {
        self.gone
    }

    pub(super) fn instruction(&mut self, draft: &mut Draft, inst: Inst, out: &mut Vec<Inst>) {
        let Some(pointer) = self.pointers.get(&inst.arg(0)).cloned() else {
            let source = match inst.op {
                Op::CopyMemory => self.pointers.get(&inst.arg(1)).cloned(),
                _ => None,
            };
            let mut e = Emit { draft, out };
            let copy = source.and_then(|source| self.read(&mut e, source));
            out.push(match copy {
                Some(value) => Inst::bare(Op::Store, [inst.arg(0), value]),
                None => inst,
            });
            return;
        };
        let mut e = Emit { draft, out };
        match (inst.op, pointer) {
            (Op::AccessChain | Op::InBoundsAccessChain, pointer) => {
                self.chain(&mut e, &inst, pointer);
            }
            (Op::CopyObject, pointer) => {
                self.gone.insert(inst.id);
                self.pointers.insert(inst.id, pointer);
            }
            (Op::ArrayLength, Pointer::Outside { variable, indices }) => {
                self.length(&mut e, &inst, variable, &indices);
            }
            (Op::Load, pointer) => {
                if let Some(value) = self.read(&mut e, pointer) {
                    e.end(Op::CopyObject, &inst, &[value]);
                }
            }
            (Op::Store, Pointer::Inside(target)) => e.write(&target, inst.arg(1)),
            (Op::Store, Pointer::Outside { variable, indices }) => {
                self.write_block(&mut e, variable, &indices, inst.arg(1));
            }
            (Op::CopyMemory, target) => {
                let ty = match &target {
                    Pointer::Inside(target) => target.ty,
                    Pointer::Outside { variable, .. } => {
                        self.blocks.get(variable).map_or(0, |block| block.ty)
                    }
                };
                let value = match self.pointers.get(&inst.arg(1)).cloned() {
                    Some(source) => self.read(&mut e, source),
                    None => Some(e.op(Op::Load, ty, &[inst.arg(1)])),
                };
                match (target, value) {
                    (Pointer::Inside(target), Some(value)) => e.write(&target, value),
                    (Pointer::Outside { variable, indices }, Some(value)) => {
                        self.write_block(&mut e, variable, &indices, value);
                    }
                    (_, None) => {}
                }
            }
            (_, Pointer::Inside(target)) => e.atomic(&inst, &target),
            (_, Pointer::Outside { .. }) => e.out.push(inst),
        }
    }

    fn chain(&mut self, e: &mut Emit<'_>, inst: &Inst, pointer: Pointer) {
        let own = inst.args.get(1..).unwrap_or_default();
        let (mut target, rest) = match pointer {
            Pointer::Inside(target) => (target, own.to_vec()),
            Pointer::Outside {
                variable,
                mut indices,
            } => {
                let Some(block) = self.blocks.get(&variable) else {
                    return;
                };
                indices.extend(own);
                let depth = block.arrays.len();
                if indices.len() <= depth {
                    self.gone.insert(inst.id);
                    self.pointers
                        .insert(inst.id, Pointer::Outside { variable, indices });
                    return;
                }
                let rest = indices.split_off(depth + 1);
                let member = indices
                    .pop()
                    .and_then(|member| e.draft.constant_value(member))
                    .unwrap_or_default();
                match block.places.get(member as usize).copied() {
                    Some(Place::Kept(number)) => {
                        let number = e.draft.uint(number);
                        let mut args = vec![block.variable];
                        args.extend(indices);
                        args.push(number);
                        args.extend(rest);
                        e.out.push(instead(inst, inst.op, args));
                        return;
                    }
                    Some(Place::Words(words)) => {
                        let ty = e
                            .draft
                            .members(block.ty)
                            .and_then(|members| members.get(member as usize))
                            .copied()
                            .unwrap_or_default();
                        let target = Target {
                            variable: block.variable,
                            indices,
                            class: block.class as u32,
                            words,
                            place: Address {
                                known: words.at,
                                ..Address::default()
                            },
                            ty,
                            matrix: layout::matrix(e.draft, block.ty, member),
                            step: None,
                        };
                        (target, rest)
                    }
                    None => return,
                }
            }
        };
        for index in rest {
            e.step(&mut target, index);
        }
        self.gone.insert(inst.id);
        self.pointers.insert(inst.id, Pointer::Inside(target));
    }

    fn length(&self, e: &mut Emit<'_>, inst: &Inst, variable: u32, indices: &[u32]) {
        let Some(block) = self.blocks.get(&variable) else {
            return;
        };
        let pointer = if indices.is_empty() {
            block.variable
        } else {
            let ty = e.draft.pointer(block.class as u32, block.memory);
            let args: Vec<u32> = std::iter::once(block.variable)
                .chain(indices.iter().copied())
                .collect();
            e.op(Op::AccessChain, ty, &args)
        };
        let member = inst.arg(1);
        match block.places.get(member as usize).copied() {
            Some(Place::Kept(number)) => e.end(Op::ArrayLength, inst, &[pointer, number]),
            Some(Place::Words(words)) => {
                let array = e
                    .draft
                    .members(block.ty)
                    .and_then(|members| members.get(member as usize))
                    .copied()
                    .unwrap_or_default();
                let stride = layout::stride(e.draft, array).unwrap_or(4).max(1);
                let uint = e.draft.int_type(false);
                let length = e.op(Op::ArrayLength, uint, &[pointer, words.member]);
                // In words where both are whole ones, in bytes otherwise.
                let (length, unit) = if stride.is_multiple_of(4) && words.at.is_multiple_of(4) {
                    (length, 4)
                } else {
                    let four = e.draft.uint(4);
                    (e.op(Op::IMul, uint, &[length, four]), 1)
                };
                let before = e.draft.uint(words.at / unit);
                let rest = if words.at == 0 {
                    length
                } else {
                    e.op(Op::ISub, uint, &[length, before])
                };
                let stride = e.draft.uint(stride / unit);
                e.end(Op::UDiv, inst, &[rest, stride]);
            }
            None => {}
        }
    }

    /// Calls `each` with the place of every member of a block.
    fn members(
        &self,
        draft: &Draft,
        variable: u32,
        indices: &[u32],
    ) -> Option<(u32, Vec<(Place, Target)>)> {
        let block = self.blocks.get(&variable)?;
        let members = draft.members(block.ty)?;
        let all = (0..)
            .zip(members)
            .zip(&block.places)
            .map(|((member, &ty), &place)| {
                let words = match place {
                    Place::Words(words) => words,
                    Place::Kept(number) => Words {
                        member: number,
                        at: 0,
                        scalar: 0,
                        in_quads: false,
                    },
                };
                let target = Target {
                    variable: block.variable,
                    indices: indices.to_vec(),
                    class: block.class as u32,
                    words,
                    place: Address {
                        known: words.at,
                        ..Address::default()
                    },
                    ty,
                    matrix: layout::matrix(draft, block.ty, member),
                    step: None,
                };
                (place, target)
            });
        Some((block.ty, all.collect()))
    }

    fn read(&self, e: &mut Emit<'_>, pointer: Pointer) -> Option<u32> {
        match pointer {
            Pointer::Inside(target) => Some(e.read(&target)),
            Pointer::Outside { variable, indices } => self.read_block(e, variable, &indices),
        }
    }

    fn read_block(&self, e: &mut Emit<'_>, variable: u32, indices: &[u32]) -> Option<u32> {
        let (ty, members) = self.members(e.draft, variable, indices)?;
        let mut parts = Vec::new();
        for (place, target) in members {
            parts.push(match place {
                Place::Words(_) => e.read(&target),
                Place::Kept(_) => {
                    let pointer = e.member_pointer(&target);
                    e.op(Op::Load, target.ty, &[pointer])
                }
            });
        }
        Some(e.op(Op::CompositeConstruct, ty, &parts))
    }

    fn write_block(&self, e: &mut Emit<'_>, variable: u32, indices: &[u32], value: u32) {
        let Some((_, members)) = self.members(e.draft, variable, indices) else {
            return;
        };
        for (index, (place, target)) in (0..).zip(members) {
            let part = e.extract(target.ty, value, &[index]);
            match place {
                Place::Words(_) => e.write(&target, part),
                Place::Kept(_) => {
                    let pointer = e.member_pointer(&target);
                    e.out.push(Inst::bare(Op::Store, [pointer, part]));
                }
            }
        }
    }
}

impl Emit<'_> {
    /// The pointer to a member that stays.
    fn member_pointer(&mut self, target: &Target) -> u32 {
        let ty = self.draft.pointer(target.class, target.ty);
        let number = self.draft.uint(target.words.member);
        let mut args = vec![target.variable];
        args.extend(&target.indices);
        args.push(number);
        self.op(Op::AccessChain, ty, &args)
    }

    /// Goes one index further.
    pub(super) fn step(&mut self, target: &mut Target, index: u32) {
        let Some(inst) = self.draft.global(target.ty).cloned() else {
            return;
        };
        match inst.op {
            Op::TypeStruct => {
                let member = self.draft.constant_value(index).unwrap_or_default();
                target.matrix = layout::matrix(self.draft, target.ty, member);
                let offset = layout::offset(self.draft, target.ty, member).unwrap_or_default();
                target.place.known += offset;
                target.ty = inst.arg(member as usize);
            }
            Op::TypeArray | Op::TypeRuntimeArray => {
                let stride = layout::stride(self.draft, target.ty).unwrap_or_default();
                self.advance(&mut target.place, index, stride);
                target.ty = inst.arg(0);
            }
            Op::TypeMatrix => {
                let scalar = self.draft.scalar_of(target.ty);
                let width = layout::width(self.draft, scalar).unwrap_or(4);
                if let Some(matrix) = target.matrix {
                    let (stride, step) = if matrix.by_row {
                        (width, Some(matrix.stride))
                    } else {
                        (matrix.stride, None)
                    };
                    self.advance(&mut target.place, index, stride);
                    target.step = step;
                }
                target.ty = inst.arg(0);
            }
            _ => {
                let width = layout::width(self.draft, inst.arg(0)).unwrap_or(4);
                let step = target.step.take().unwrap_or(width);
                self.advance(&mut target.place, index, step);
                target.ty = inst.arg(0);
            }
        }
    }

    /// Adds an index times a distance.
    fn advance(&mut self, place: &mut Address, index: u32, stride: u32) {
        if let Some(index) = self.draft.constant_value(index) {
            place.known = place.known.wrapping_add(index.wrapping_mul(stride));
            return;
        }
        let uint = self.draft.int_type(false);
        let index = self.unsigned(index);
        let (sum, factor) = if stride.is_multiple_of(4) {
            (&mut place.words, stride / 4)
        } else {
            (&mut place.bytes, stride)
        };
        let more = if factor == 1 {
            index
        } else {
            let factor = self.draft.uint(factor);
            self.op(Op::IMul, uint, &[index, factor])
        };
        *sum = Some(match *sum {
            Some(so_far) => self.op(Op::IAdd, uint, &[so_far, more]),
            None => more,
        });
    }

    /// An index as a 32-bit unsigned number.
    fn unsigned(&mut self, index: u32) -> u32 {
        let uint = self.draft.int_type(false);
        let ty = self.draft.type_of(index);
        match self.draft.integer(ty) {
            Some((32, false)) => index,
            Some((32, true)) => self.op(Op::Bitcast, uint, &[index]),
            Some((_, true)) => {
                let int = self.draft.int_type(true);
                let wide = self.op(Op::SConvert, int, &[index]);
                self.op(Op::Bitcast, uint, &[wide])
            }
            _ => self.op(Op::UConvert, uint, &[index]),
        }
    }
}
