//! Where things lie: as the module says, and as naga would put them.

use std::collections::HashSet;

use rspirv::spirv::{Decoration, Op};

use crate::legalise::spirv::draft::Draft;

/// Nothing that is worth reading has longer blocks; sums of what is shorter do not overflow.
const LONGEST: u32 = 1 << 28;

/// How the matrices of a member lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Matrix {
    pub(super) stride: u32,
    pub(super) by_row: bool,
}

/// What naga's layout rules say of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Natural {
    pub(super) align: u32,
    pub(super) size: u32,
}

/// Which rules memory has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// Structs and elements of arrays begin at multiples of 16.
    Uniform,
    Storage,
    /// No numbers of 16 bits.
    Immediate,
}

/// What uniform buffers align structs and elements of arrays to.
pub(super) const QUAD: u32 = 16;

/// How the matrices of a member of a struct lie.
pub(super) fn matrix(draft: &Draft, ty: u32, member: u32) -> Option<Matrix> {
    let stride = draft
        .member_decoration(ty, member, Decoration::MatrixStride)?
        .first()
        .copied()?;
    let by_row = draft
        .member_decoration(ty, member, Decoration::RowMajor)
        .is_some();
    Some(Matrix { stride, by_row })
}

/// The offset of a member.
pub(super) fn offset(draft: &Draft, ty: u32, member: u32) -> Option<u32> {
    draft
        .member_decoration(ty, member, Decoration::Offset)?
        .first()
        .copied()
        .filter(|&offset| offset < LONGEST)
}

/// The distance between the elements of an array.
pub(super) fn stride(draft: &Draft, ty: u32) -> Option<u32> {
    draft
        .number(ty, Decoration::ArrayStride)
        .filter(|&stride| stride < LONGEST)
}

/// The bytes of a number.
pub(super) fn width(draft: &Draft, ty: u32) -> Option<u32> {
    let inst = draft.global(ty)?;
    matches!(inst.op, Op::TypeInt | Op::TypeFloat).then(|| inst.arg(0) / 8)
}

/// Alignment and size that naga gives a type; `None` where it would put parts of it elsewhere than
/// the module says, or does not know them.
pub(super) fn natural(
    draft: &Draft,
    ty: u32,
    laid: Option<Matrix>,
    rules: Rules,
) -> Option<Natural> {
    Naga {
        draft,
        rules,
        loose: &Members::new(),
    }
    .natural(ty, laid, false)
}

/// Members of structs: the struct and the number.
pub(super) type Members = HashSet<(u32, u32)>;

/// What naga's layout rules are asked about.
pub(super) struct Naga<'a> {
    pub(super) draft: &'a Draft,
    pub(super) rules: Rules,
    /// The members whose vectors are arrays of their components.
    pub(super) loose: &'a Members,
}

impl Naga<'_> {
    /// See [`natural`]; `loose` says it of the vectors in this type.
    pub(super) fn natural(&self, ty: u32, laid: Option<Matrix>, loose: bool) -> Option<Natural> {
        let Self { draft, rules, .. } = *self;
        let uniform = rules == Rules::Uniform;
        let inst = draft.global(ty)?;
        match inst.op {
            Op::TypeInt | Op::TypeFloat => {
                let width = width(draft, ty)?;
                (width >= self.least()).then_some(Natural {
                    align: width,
                    size: width,
                })
            }
            Op::TypeVector => self.vector(inst.arg(0), inst.arg(1), loose),
            Op::TypeMatrix => {
                let (scalar, rows) = draft.vector_parts(inst.arg(0))?;
                let by_row = laid.is_some_and(|laid| laid.by_row);
                let (length, lines) = if by_row {
                    (inst.arg(1), rows)
                } else {
                    (rows, inst.arg(1))
                };
                let line = self.vector(scalar, length, loose)?;
                let stride = laid.map_or(line.align, |laid| laid.stride);
                // With another distance it becomes an array.
                let array = stride != line.align;
                let wanted = if array && uniform {
                    line.align.max(QUAD)
                } else {
                    line.align
                };
                let least = if loose { line.size } else { line.align };
                (stride.is_multiple_of(wanted) && stride >= least).then_some(Natural {
                    align: wanted,
                    size: stride.checked_mul(lines)?,
                })
            }
            Op::TypeArray | Op::TypeRuntimeArray => {
                let element = self.natural(inst.arg(0), laid, loose)?;
                let align = if uniform {
                    element.align.max(QUAD)
                } else {
                    element.align
                };
                let stride = stride(draft, ty)
                    .unwrap_or_else(|| element.size.next_multiple_of(element.align));
                let count = if inst.op == Op::TypeArray {
                    draft.constant_value(inst.arg(1))?
                } else {
                    1
                };
                (stride.is_multiple_of(align) && stride >= element.size).then_some(Natural {
                    align,
                    size: stride.checked_mul(count)?,
                })
            }
            Op::TypeStruct => {
                let mut align = if uniform { QUAD } else { 1 };
                let mut end = 0;
                for (index, &member) in (0..).zip(&inst.args) {
                    let offset = offset(draft, ty, index)?;
                    let loose = self.loose.contains(&(ty, index));
                    let part = self.natural(member, matrix(draft, ty, index), loose)?;
                    if offset < end || !offset.is_multiple_of(part.align) {
                        return None;
                    }
                    align = align.max(part.align);
                    end = offset.checked_add(room(draft, member, part, rules))?;
                }
                Some(Natural {
                    align,
                    size: end.checked_next_multiple_of(align)?,
                })
            }
            _ => None,
        }
    }

    fn vector(&self, scalar: u32, count: u32, loose: bool) -> Option<Natural> {
        let width = width(self.draft, scalar)?;
        let align = match (loose, count) {
            (true, _) => width,
            (false, 2) => width * 2,
            (false, _) => width * 4,
        };
        (width >= self.least() && count <= 4).then_some(Natural {
            align,
            size: width * count,
        })
    }

    /// The bytes of the smallest number.
    fn least(&self) -> u32 {
        if self.rules == Rules::Immediate { 4 } else { 2 }
    }
}

/// The bytes from the start of a member to the first place where another may begin.
pub(super) fn room(draft: &Draft, member: u32, part: Natural, rules: Rules) -> u32 {
    if rules == Rules::Uniform && draft.op_of(member) == Some(Op::TypeStruct) {
        part.size.next_multiple_of(QUAD)
    } else {
        part.size
    }
}

/// The bytes that a type takes as the module says, if it is made of numbers that words can hold;
/// for an array without length those of one element.
pub(super) fn extent(draft: &Draft, ty: u32, laid: Option<Matrix>) -> Option<u32> {
    let inst = draft.global(ty)?;
    match inst.op {
        Op::TypeInt => Some(inst.arg(0) / 8),
        Op::TypeFloat => (inst.arg(0) <= 32).then(|| inst.arg(0) / 8),
        Op::TypeVector => extent(draft, inst.arg(0), None)?.checked_mul(inst.arg(1)),
        Op::TypeMatrix => {
            let (scalar, rows) = draft.vector_parts(inst.arg(0))?;
            let width = extent(draft, scalar, None)?;
            let laid = laid?;
            let (length, lines) = if laid.by_row {
                (inst.arg(1), rows)
            } else {
                (rows, inst.arg(1))
            };
            whole_words(width, laid.stride)?;
            laid.stride
                .checked_mul(lines.checked_sub(1)?)?
                .checked_add(width * length)
        }
        Op::TypeArray | Op::TypeRuntimeArray => {
            let element = extent(draft, inst.arg(0), laid)?;
            let stride = stride(draft, ty)?;
            whole_words(widest(draft, inst.arg(0))?, stride)?;
            let count = if inst.op == Op::TypeArray {
                draft.constant_value(inst.arg(1))?
            } else {
                1
            };
            stride
                .checked_mul(count.checked_sub(1)?)?
                .checked_add(element)
                .filter(|&size| size < LONGEST)
        }
        Op::TypeStruct => {
            let mut end = 0;
            for (index, &member) in (0..).zip(&inst.args) {
                let offset = offset(draft, ty, index)?;
                whole_words(widest(draft, member)?, offset)?;
                let size = extent(draft, member, matrix(draft, ty, index))?;
                end = end.max(offset.checked_add(size)?);
            }
            (end < LONGEST).then_some(end)
        }
        _ => None,
    }
}

/// Whether numbers of a width lie in words of their own at multiples of a distance.
fn whole_words(width: u32, distance: u32) -> Option<()> {
    distance.is_multiple_of(width.min(4)).then_some(())
}

/// The widest number in a type, in bytes.
pub(super) fn widest(draft: &Draft, ty: u32) -> Option<u32> {
    let inst = draft.global(ty)?;
    match inst.op {
        Op::TypeInt | Op::TypeFloat => width(draft, ty),
        Op::TypeVector | Op::TypeMatrix | Op::TypeArray | Op::TypeRuntimeArray => {
            widest(draft, inst.arg(0))
        }
        Op::TypeStruct => inst
            .args
            .iter()
            .map(|&member| widest(draft, member))
            .try_fold(1, |most, width| Some(most.max(width?))),
        _ => None,
    }
}

/// Whether a type is made of 32-bit floats alone.
pub(super) fn is_float(draft: &Draft, ty: u32) -> bool {
    draft.global(ty).is_some_and(|inst| match inst.op {
        Op::TypeFloat => inst.arg(0) == 32,
        Op::TypeVector | Op::TypeMatrix | Op::TypeArray | Op::TypeRuntimeArray => {
            is_float(draft, inst.arg(0))
        }
        Op::TypeStruct => inst.args.iter().all(|&member| is_float(draft, member)),
        _ => false,
    })
}
