//! Widths, sizes and depths of types.

use std::collections::HashMap;

use rspirv::spirv::{Decoration, Op};

use super::{Checked, Inst, Module, Problem};

/// The largest type, in bytes: what naga lays out at most.
const MOST_BYTES: u64 = 0x4000_0000;
/// How deep types may nest: SPIR-V's own limit.
const MOST_LEVELS: u32 = 255;

/// What is known of the types seen so far.
#[derive(Default)]
pub(super) struct Types {
    sizes: HashMap<u32, u64>,
    levels: HashMap<u32, u32>,
    strides: HashMap<u32, u32>,
    offsets: HashMap<(u32, u32), u32>,
    /// Bytes of a column, for matrices and arrays of them.
    columns: HashMap<u32, u64>,
    /// From the start of a column or row of a member to that of the next.
    matrix_strides: HashMap<(u32, u32), u32>,
}

impl Types {
    /// Looks at decorations and types; the other instructions are none of its business.
    pub(super) fn check(&mut self, module: &Module<'_>, inst: &Inst<'_>) -> Checked {
        // Who goes into types relies on it: they end.
        match inst.op {
            Op::TypeVector | Op::TypeMatrix | Op::TypeArray | Op::TypeRuntimeArray => {
                stands_before(module, inst, inst.arg(0))?;
            }
            Op::TypeStruct => inst
                .args()
                .iter()
                .try_for_each(|&member| stands_before(module, inst, member))?,
            _ => {}
        }
        match inst.op {
            Op::Decorate if inst.arg(1) == Decoration::ArrayStride as u32 => {
                self.strides.insert(inst.arg(0), inst.arg(2));
            }
            Op::MemberDecorate if inst.arg(2) == Decoration::Offset as u32 => {
                self.offsets.insert((inst.arg(0), inst.arg(1)), inst.arg(3));
            }
            Op::MemberDecorate if inst.arg(2) == Decoration::MatrixStride as u32 => {
                self.matrix_strides
                    .insert((inst.arg(0), inst.arg(1)), inst.arg(3));
            }
            Op::TypeInt | Op::TypeFloat => {
                let width = inst.arg(0);
                let known = match inst.op {
                    Op::TypeInt => matches!(width, 8 | 16 | 32 | 64),
                    _ => matches!(width, 16 | 32 | 64),
                };
                if !known {
                    return Err(inst.wrong(Problem::Width { width }));
                }
                self.add(inst, u64::from(width / 8), 0)?;
            }
            Op::TypeBool => self.add(inst, 4, 0)?,
            Op::TypeVector | Op::TypeMatrix => {
                let count = inst.arg(1);
                if !(2..=16).contains(&count) {
                    return Err(inst.operand("a vector or matrix has from 2 to 4 components"));
                }
                // A column of three takes the room of four.
                let count = u64::from(count.next_power_of_two());
                let size = self.size(inst.arg(0)).saturating_mul(count);
                if inst.op == Op::TypeMatrix {
                    self.columns.insert(inst.id(), self.size(inst.arg(0)));
                }
                self.add(inst, size, self.level(inst.arg(0)))?;
            }
            Op::TypeArray => {
                let element = self.size(inst.arg(0)).max(u64::from(self.stride(inst)));
                let count = module.constant(inst.arg(1)).unwrap_or(1);
                if count == 0 {
                    return Err(inst.operand("an array has at least one element"));
                }
                let size = element.max(1).saturating_mul(u64::from(count));
                self.holds_columns(inst);
                self.add(inst, size, self.level(inst.arg(0)) + 1)?;
            }
            Op::TypeRuntimeArray => {
                self.holds_columns(inst);
                // One element is what a layout counts.
                let size = self.size(inst.arg(0)).max(u64::from(self.stride(inst)));
                self.add(inst, size, self.level(inst.arg(0)) + 1)?;
            }
            Op::TypeStruct => self.structure(inst)?,
            Op::TypePointer => self.add(inst, 4, 0)?,
            _ => {}
        }
        Ok(())
    }

    fn structure(&mut self, inst: &Inst<'_>) -> Checked {
        let id = inst.id();
        let (mut end, mut size, mut level) = (0_u64, 0, 0);
        for (index, &member) in (0..).zip(inst.args()) {
            let start = self
                .offsets
                .get(&(id, index))
                .map_or(end, |&at| u64::from(at));
            // Alignment can add to this at most what the largest scalar vector needs.
            end = start
                .saturating_add(self.member(id, index, member))
                .saturating_add(32);
            size = end.max(size);
            level = self.level(member).max(level);
        }
        self.add(inst, size, level + 1)
    }

    /// The size of a member, whose matrices may be spread out.
    fn member(&self, id: u32, index: u32, ty: u32) -> u64 {
        let size = self.size(ty);
        match (self.columns.get(&ty), self.matrix_strides.get(&(id, index))) {
            (Some(&column), Some(&stride)) => {
                size.saturating_mul(u64::from(stride).div_ceil(column.max(1)).max(1))
            }
            _ => size,
        }
    }

    /// An array of matrices has the columns of its elements.
    fn holds_columns(&mut self, inst: &Inst<'_>) {
        if let Some(&column) = self.columns.get(&inst.arg(0)) {
            self.columns.insert(inst.id(), column);
        }
    }

    fn add(&mut self, inst: &Inst<'_>, size: u64, level: u32) -> Checked {
        let id = inst.id();
        if size > MOST_BYTES {
            return Err(inst.wrong(Problem::TooLarge { id }));
        }
        if level > MOST_LEVELS {
            return Err(inst.wrong(Problem::TooDeep {
                what: "types inside types",
                most: MOST_LEVELS,
            }));
        }
        self.sizes.insert(id, size);
        self.levels.insert(id, level);
        Ok(())
    }

    fn stride(&self, inst: &Inst<'_>) -> u32 {
        let id = inst.id();
        self.strides.get(&id).copied().unwrap_or(0)
    }

    fn size(&self, ty: u32) -> u64 {
        self.sizes.get(&ty).copied().unwrap_or(0)
    }

    fn level(&self, ty: u32) -> u32 {
        self.levels.get(&ty).copied().unwrap_or(0)
    }
}

/// Whether a part of a type is declared before it, as all but pointers must be.
fn stands_before(module: &Module<'_>, inst: &Inst<'_>, part: u32) -> Checked {
    let is_before = module
        .definition(part)
        .is_some_and(|definition| (definition.at as usize) < inst.at);
    if is_before || module.op(part) == Some(Op::TypePointer) {
        return Ok(());
    }
    Err(inst.wrong(Problem::Late { id: part }))
}
