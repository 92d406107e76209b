//! From words to the parts of a module and back.

use std::collections::HashSet;

use rspirv::spirv::Op;

use super::{Block, Draft, Function, HEADER, Inst};
use crate::legalise::spirv::shape::{each_id, shape};

impl Draft {
    /// Takes a module apart; `None` for one whose words are no whole instructions.
    pub(in crate::legalise::spirv) fn read(words: &[u32]) -> Option<Self> {
        let mut draft = Self {
            header: *words.first_chunk::<HEADER>()?,
            ..Self::default()
        };
        let mut function: Option<Function> = None;
        let mut at = HEADER;
        while let Some(&first) = words.get(at) {
            let count = (first >> 16) as usize;
            let body = words.get(at + 1..at + count.max(1))?;
            let shape = shape(first & 0xffff)?;
            let typed = usize::from(shape.has_type) + usize::from(shape.has_result);
            let ids = body.get(..typed)?;
            let inst = Inst {
                op: shape.op,
                ty: if shape.has_type { *ids.first()? } else { 0 },
                id: if shape.has_result { *ids.last()? } else { 0 },
                args: body.get(typed..)?.to_vec(),
            };
            if inst.id != 0 && inst.ty != 0 {
                draft.types.insert(inst.id, inst.ty);
            }
            at += count;
            match (&mut function, inst.op) {
                (None, Op::Function) => {
                    function = Some(Function {
                        def: inst,
                        params: Vec::new(),
                        blocks: Vec::new(),
                    });
                }
                (None, _) => draft.section(inst),
                (Some(_), Op::FunctionEnd) => draft.functions.extend(function.take()),
                (Some(f), Op::FunctionParameter) => f.params.push(inst),
                (Some(f), Op::Label) => f.blocks.push(Block {
                    label: inst.id,
                    insts: Vec::new(),
                }),
                // Lines say nothing that anybody reads here, and stand in odd places.
                (Some(_), Op::Line | Op::NoLine) => {}
                (Some(f), _) => f.blocks.last_mut()?.insts.push(inst),
            }
        }
        if function.is_some() {
            return None;
        }
        draft.share();
        Some(draft)
    }

    fn section(&mut self, inst: Inst) {
        let section = match inst.op {
            Op::Capability => &mut self.capabilities,
            Op::Extension => &mut self.extensions,
            Op::ExtInstImport => &mut self.imports,
            Op::MemoryModel => &mut self.memory_model,
            Op::EntryPoint => &mut self.entry_points,
            Op::ExecutionMode | Op::ExecutionModeId => &mut self.modes,
            Op::String | Op::Source | Op::SourceContinued | Op::SourceExtension => &mut self.debug,
            Op::Name | Op::MemberName => return self.names.push(inst),
            Op::Line | Op::NoLine | Op::Nop | Op::ModuleProcessed => return,
            Op::Decorate
            | Op::MemberDecorate
            | Op::DecorateId
            | Op::DecorateString
            | Op::MemberDecorateString
            | Op::DecorationGroup
            | Op::GroupDecorate
            | Op::GroupMemberDecorate => return self.annotations.push(inst),
            _ => {
                if inst.id != 0 {
                    self.place.insert(inst.id, self.globals.len());
                }
                &mut self.globals
            }
        };
        section.push(inst);
    }

    fn share(&mut self) {
        let decorated: HashSet<u32> = self.annotations.iter().map(|a| a.arg(0)).collect();
        for inst in &self.globals {
            let shareable = matches!(
                inst.op,
                Op::TypeVoid
                    | Op::TypeBool
                    | Op::TypeInt
                    | Op::TypeFloat
                    | Op::TypeVector
                    | Op::TypeMatrix
                    | Op::TypeImage
                    | Op::TypeSampler
                    | Op::TypeSampledImage
                    | Op::TypeArray
                    | Op::TypePointer
                    | Op::TypeFunction
                    | Op::Constant
                    | Op::ConstantTrue
                    | Op::ConstantFalse
                    | Op::ConstantComposite
                    | Op::ConstantNull
            );
            if shareable && !decorated.contains(&inst.id) {
                self.shared
                    .entry((inst.op as u32, inst.ty, inst.args.clone()))
                    .or_insert(inst.id);
            }
        }
    }

    /// The words of the module.
    pub(in crate::legalise::spirv) fn words(&self) -> Vec<u32> {
        let mut words = self.header.to_vec();
        let sections = [
            &self.capabilities,
            &self.extensions,
            &self.imports,
            &self.memory_model,
            &self.entry_points,
            &self.modes,
            &self.debug,
        ];
        let about = self.names.iter().chain(self.annotations.iter());
        for inst in sections.into_iter().flatten().chain(about) {
            inst.write(&mut words);
        }
        for index in self.ordered_globals() {
            if let Some(inst) = self.globals.get(index) {
                inst.write(&mut words);
            }
        }
        for function in &self.functions {
            function.def.write(&mut words);
            for param in &function.params {
                param.write(&mut words);
            }
            for block in &function.blocks {
                Inst::new(Op::Label, 0, block.label, []).write(&mut words);
                for inst in &block.insts {
                    inst.write(&mut words);
                }
            }
            Inst::bare(Op::FunctionEnd, []).write(&mut words);
        }
        words
    }

    /// Globals behind what they need, otherwise in the order they stand in.
    pub(in crate::legalise::spirv) fn ordered_globals(&self) -> Vec<usize> {
        let mut done = vec![false; self.globals.len()];
        // What stands on the stack until all that it needs is done.
        let mut waits = vec![false; self.globals.len()];
        let mut order = Vec::with_capacity(self.globals.len());
        for start in 0..self.globals.len() {
            // (index, whether what it needs is done)
            let mut stack = vec![(start, false)];
            while let Some((index, ready)) = stack.pop() {
                let Some(inst) = self.globals.get(index) else {
                    continue;
                };
                if done.get(index).copied().unwrap_or(true) {
                    continue;
                }
                if ready {
                    if let Some(flag) = done.get_mut(index) {
                        *flag = true;
                    }
                    if inst.op != Op::Nop {
                        order.push(index);
                    }
                    continue;
                }
                stack.push((index, true));
                if let Some(flag) = waits.get_mut(index) {
                    *flag = true;
                }
                let mut need = |id: u32| {
                    if let Some(&place) = self.place.get(&id)
                        && !done.get(place).copied().unwrap_or(true)
                        && place != index
                        && inst.op != Op::TypeForwardPointer
                    {
                        // A cycle (through a forward pointer) ends here.
                        if !waits.get(place).copied().unwrap_or(true) {
                            stack.push((place, false));
                        }
                    }
                };
                let mut needed = Vec::new();
                each_id(inst.op, &inst.args, false, |at| needed.push(inst.arg(at)));
                // Last pushed is done first: keep the order of the operands.
                for id in needed.into_iter().rev() {
                    need(id);
                }
                need(inst.ty);
            }
        }
        order
    }
}
