//! Types and constants: what they are, and new ones.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::Op;

use super::{Draft, rename};

impl Draft {
    /// The type of a value.
    pub(in crate::legalise::spirv) fn type_of(&self, value: u32) -> u32 {
        self.types.get(&value).copied().unwrap_or(0)
    }

    /// Says what type a value has from now on.
    pub(in crate::legalise::spirv) fn set_type(&mut self, value: u32, ty: u32) {
        self.types.insert(value, ty);
    }

    /// The operation that made a type (or another global).
    pub(in crate::legalise::spirv) fn op_of(&self, id: u32) -> Option<Op> {
        self.global(id).map(|inst| inst.op)
    }

    /// The storage class and target of a pointer type.
    pub(in crate::legalise::spirv) fn pointer_parts(&self, pointer: u32) -> Option<(u32, u32)> {
        let inst = self.global(pointer)?;
        (inst.op == Op::TypePointer).then(|| (inst.arg(0), inst.arg(1)))
    }

    /// What a pointer type points to, or 0.
    pub(in crate::legalise::spirv) fn pointee(&self, pointer: u32) -> u32 {
        self.pointer_parts(pointer).map_or(0, |(_, target)| target)
    }

    /// A pointer type.
    pub(in crate::legalise::spirv) fn pointer(&mut self, class: u32, target: u32) -> u32 {
        self.define(Op::TypePointer, 0, [class, target])
    }

    /// Component type and count, for a vector type.
    pub(in crate::legalise::spirv) fn vector_parts(&self, ty: u32) -> Option<(u32, u32)> {
        let inst = self.global(ty)?;
        (inst.op == Op::TypeVector).then(|| (inst.arg(0), inst.arg(1)))
    }

    /// Column type and count, for a matrix type.
    pub(in crate::legalise::spirv) fn matrix_parts(&self, ty: u32) -> Option<(u32, u32)> {
        let inst = self.global(ty)?;
        (inst.op == Op::TypeMatrix).then(|| (inst.arg(0), inst.arg(1)))
    }

    /// Element type and length, for an array type of known length.
    pub(in crate::legalise::spirv) fn array_parts(&self, ty: u32) -> Option<(u32, u32)> {
        let inst = self.global(ty)?;
        if inst.op != Op::TypeArray {
            return None;
        }
        Some((inst.arg(0), self.constant_value(inst.arg(1))?))
    }

    /// The members of a struct type.
    pub(in crate::legalise::spirv) fn members(&self, ty: u32) -> Option<&[u32]> {
        let inst = self.global(ty)?;
        (inst.op == Op::TypeStruct).then_some(inst.args.as_slice())
    }

    /// The parts of a composite type, in order.
    pub(in crate::legalise::spirv) fn parts(&self, ty: u32) -> Option<Vec<u32>> {
        if let Some(members) = self.members(ty) {
            return Some(members.to_vec());
        }
        let (part, count) = self
            .array_parts(ty)
            .or_else(|| self.vector_parts(ty))
            .or_else(|| self.matrix_parts(ty))?;
        // Nothing of use has more; a hostile length must not be written out.
        (count <= 4096).then(|| vec![part; count as usize])
    }

    /// The component of a vector, the column's component of a matrix, or the type itself.
    pub(in crate::legalise::spirv) fn scalar_of(&self, ty: u32) -> u32 {
        let ty = self.matrix_parts(ty).map_or(ty, |(column, _)| column);
        self.vector_parts(ty).map_or(ty, |(scalar, _)| scalar)
    }

    /// So many numbers: a vector, or the number itself.
    pub(in crate::legalise::spirv) fn numbers(&mut self, scalar: u32, count: u32) -> u32 {
        match count {
            1 => scalar,
            _ => self.define(Op::TypeVector, 0, [scalar, count]),
        }
    }

    /// `ty` with another component.
    pub(in crate::legalise::spirv) fn like(&mut self, ty: u32, scalar: u32) -> u32 {
        match self.vector_parts(ty) {
            Some((_, count)) => self.define(Op::TypeVector, 0, [scalar, count]),
            None => scalar,
        }
    }

    /// A 32-bit integer type.
    pub(in crate::legalise::spirv) fn int_type(&mut self, signed: bool) -> u32 {
        self.define(Op::TypeInt, 0, [32, u32::from(signed)])
    }

    /// The type of `bool`.
    pub(in crate::legalise::spirv) fn bool_type(&mut self) -> u32 {
        self.define(Op::TypeBool, 0, [])
    }

    /// The type of 32-bit floats.
    pub(in crate::legalise::spirv) fn float_type(&mut self) -> u32 {
        self.define(Op::TypeFloat, 0, [32])
    }

    /// Width and signedness, when the component of `ty` is an integer.
    pub(in crate::legalise::spirv) fn integer(&self, ty: u32) -> Option<(u32, bool)> {
        let inst = self.global(self.scalar_of(ty))?;
        (inst.op == Op::TypeInt).then(|| (inst.arg(0), inst.arg(1) == 1))
    }

    /// Width, when the component of `ty` is a float.
    pub(in crate::legalise::spirv) fn float(&self, ty: u32) -> Option<u32> {
        let inst = self.global(self.scalar_of(ty))?;
        (inst.op == Op::TypeFloat).then(|| inst.arg(0))
    }

    /// A constant of 32 bits.
    pub(in crate::legalise::spirv) fn constant(&mut self, ty: u32, bits: u32) -> u32 {
        self.define(Op::Constant, ty, [bits])
    }

    /// An unsigned constant.
    pub(in crate::legalise::spirv) fn uint(&mut self, value: u32) -> u32 {
        let ty = self.int_type(false);
        self.constant(ty, value)
    }

    /// A constant of a scalar or vector type, every component the same.
    pub(in crate::legalise::spirv) fn splat(&mut self, ty: u32, bits: u32) -> u32 {
        match self.vector_parts(ty) {
            Some((scalar, count)) => {
                let one = self.constant(scalar, bits);
                self.define(Op::ConstantComposite, ty, vec![one; count as usize])
            }
            None => self.constant(ty, bits),
        }
    }

    /// The value of an integer constant of at most 32 bits, or the default of such a
    /// specialisation constant.
    pub(in crate::legalise::spirv) fn constant_value(&self, id: u32) -> Option<u32> {
        let inst = self.global(id)?;
        match inst.op {
            Op::Constant | Op::SpecConstant => {
                let (width, _) = self.integer(inst.ty)?;
                (width <= 32).then(|| inst.arg(0))
            }
            Op::ConstantNull => {
                self.integer(inst.ty)?;
                Some(0)
            }
            _ => None,
        }
    }

    /// Puts other types into the place of some. What becomes the same as another type becomes that
    /// type, too: no two of a module may be alike.
    pub(in crate::legalise::spirv) fn replace_types(&mut self, mut renamed: HashMap<u32, u32>) {
        self.remove_globals(&renamed.keys().copied().collect());
        let mut joined = HashSet::new();
        let decorated: HashSet<u32> = self.annotations.iter().map(|a| a.arg(0)).collect();
        for index in 0..self.globals.len() {
            let Some(mut inst) = self.globals.get(index).cloned() else {
                continue;
            };
            let old = (inst.op as u32, inst.ty, inst.args.clone());
            rename(&mut inst, &renamed);
            inst.ty = renamed.get(&inst.ty).copied().unwrap_or(inst.ty);
            let new = (inst.op as u32, inst.ty, inst.args.clone());
            if new == old {
                continue;
            }
            let is_shared = self.shared.get(&old) == Some(&inst.id);
            if is_shared {
                self.shared.remove(&old);
            }
            if let Some(place) = self.globals.get_mut(index) {
                *place = inst.clone();
            }
            if !is_shared || decorated.contains(&inst.id) {
                continue;
            }
            match self.shared.get(&new) {
                Some(&same) if is_value_type(inst.op) => {
                    renamed.insert(inst.id, same);
                    self.drop_global(inst.id);
                    joined.insert(inst.id);
                }
                Some(_) => {}
                None => {
                    self.shared.insert(new, inst.id);
                }
            }
        }
        let mut functions = std::mem::take(&mut self.functions);
        for function in &mut functions {
            let blocks = function
                .blocks
                .iter_mut()
                .flat_map(|block| &mut block.insts);
            for inst in std::iter::once(&mut function.def)
                .chain(&mut function.params)
                .chain(blocks)
            {
                rename(inst, &renamed);
                inst.ty = renamed.get(&inst.ty).copied().unwrap_or(inst.ty);
            }
        }
        self.functions = functions;
        for ty in self.types.values_mut() {
            *ty = renamed.get(ty).copied().unwrap_or(*ty);
        }
    }
}

/// Types of which there may be one each.
fn is_value_type(op: Op) -> bool {
    matches!(op, Op::TypeVector | Op::TypePointer | Op::TypeFunction)
}
