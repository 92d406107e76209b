//! What a module has in common with the outside: its variables, and the entry points that list them.

use std::collections::HashMap;

use rspirv::spirv::{Op, StorageClass};

use super::{Draft, Inst};
use crate::legalise::spirv::shape::{string_text, string_words};

/// A variable of the module.
#[derive(Clone, Copy, Debug)]
pub(in crate::legalise::spirv) struct Variable {
    pub(in crate::legalise::spirv) id: u32,
    pub(in crate::legalise::spirv) pointer: u32,
    pub(in crate::legalise::spirv) class: u32,
}

impl Variable {
    /// Whether it has this storage class.
    pub(in crate::legalise::spirv) fn is(&self, class: StorageClass) -> bool {
        self.class == class as u32
    }

    /// Whether it is bound from outside.
    pub(in crate::legalise::spirv) fn is_resource(&self) -> bool {
        self.is(StorageClass::Uniform)
            || self.is(StorageClass::UniformConstant)
            || self.is(StorageClass::StorageBuffer)
    }
}

/// The parts of an `OpEntryPoint`.
pub(in crate::legalise::spirv) struct EntryPoint {
    pub(in crate::legalise::spirv) model: u32,
    pub(in crate::legalise::spirv) function: u32,
    pub(in crate::legalise::spirv) name: String,
    /// Index of the first interface variable among the operands.
    pub(in crate::legalise::spirv) interface: usize,
}

/// Takes an `OpEntryPoint` apart.
pub(in crate::legalise::spirv) fn entry_point(inst: &Inst) -> EntryPoint {
    let text = inst.args.get(2..).unwrap_or_default();
    EntryPoint {
        model: inst.arg(0),
        function: inst.arg(1),
        name: string_text(text),
        interface: 2 + string_words(text).unwrap_or(text.len()),
    }
}

impl Draft {
    /// The variables of the module: id, pointer type, storage class.
    pub(in crate::legalise::spirv) fn variables(&self) -> Vec<Variable> {
        self.globals
            .iter()
            .filter(|inst| inst.op == Op::Variable)
            .map(|inst| Variable {
                id: inst.id,
                pointer: inst.ty,
                class: inst.arg(0),
            })
            .collect()
    }

    /// Lists new variables in the interfaces that list the variables they belong to.
    pub(in crate::legalise::spirv) fn list_beside(&mut self, new: &HashMap<u32, Vec<u32>>) {
        for inst in &mut self.entry_points {
            let interface = entry_point(inst).interface;
            let listed = inst.args.iter().skip(interface);
            let added: Vec<u32> = listed
                .filter_map(|id| new.get(id))
                .flatten()
                .copied()
                .collect();
            inst.args.extend(added);
        }
    }

    /// The number of a variable among all of the module, in the order they are written.
    pub(in crate::legalise::spirv) fn variable_number(&self, id: u32) -> Option<usize> {
        self.ordered_globals()
            .into_iter()
            .filter_map(|index| self.globals.get(index))
            .filter(|inst| inst.op == Op::Variable)
            .position(|inst| inst.id == id)
    }

    /// Adds a variable.
    pub(in crate::legalise::spirv) fn add_variable(
        &mut self,
        class: StorageClass,
        target: u32,
    ) -> u32 {
        let pointer = self.pointer(class as u32, target);
        self.add_global(Op::Variable, pointer, [class as u32])
    }
}
