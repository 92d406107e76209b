//! A module taken apart so that passes can change it: sections, functions, blocks.
//!
//! Types, constants and variables may be added in any order; [`Draft::words`] puts each behind
//! what it needs. Nothing here fails on a strange module: what cannot be read is not read at all
//! ([`Draft::read`]), and a pass that does not find what it looks for leaves things alone.

mod about;
mod names;
mod types;

use std::collections::{HashMap, HashSet};

use about::About;
use rspirv::spirv::{Op, StorageClass};

use super::shape::{self, each_id, shape, string_text, string_words, text_words};
use super::{FixedConstant, Note, Repair};

/// Words of the header.
const HEADER: usize = 5;

/// An instruction: its operation, the ids of its type and result (0: none), and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inst {
    pub(super) op: Op,
    pub(super) ty: u32,
    pub(super) id: u32,
    pub(super) args: Vec<u32>,
}

impl Inst {
    /// One with a result.
    pub(super) fn new(op: Op, ty: u32, id: u32, args: impl Into<Vec<u32>>) -> Self {
        Self {
            op,
            ty,
            id,
            args: args.into(),
        }
    }

    /// One without a result.
    pub(super) fn bare(op: Op, args: impl Into<Vec<u32>>) -> Self {
        Self::new(op, 0, 0, args)
    }

    /// An operand, 0 if it is not there.
    pub(super) fn arg(&self, index: usize) -> u32 {
        self.args.get(index).copied().unwrap_or(0)
    }

    /// Whether it ends a block.
    pub(super) fn is_terminator(&self) -> bool {
        matches!(
            self.op,
            Op::Branch
                | Op::BranchConditional
                | Op::Switch
                | Op::Return
                | Op::ReturnValue
                | Op::Kill
                | Op::Unreachable
                | Op::TerminateInvocation
                | Op::IgnoreIntersectionKHR
                | Op::TerminateRayKHR
                | Op::EmitMeshTasksEXT
        )
    }

    fn write(&self, words: &mut Vec<u32>) {
        let typed = usize::from(self.ty != 0) + usize::from(self.id != 0);
        let count = u32::try_from(1 + typed + self.args.len()).unwrap_or(u32::MAX);
        words.push((count << 16) | self.op as u32);
        words.extend([self.ty, self.id].into_iter().filter(|&id| id != 0));
        words.extend_from_slice(&self.args);
    }
}

/// A block, without its label as an instruction.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) label: u32,
    pub(super) insts: Vec<Inst>,
}

impl Block {
    /// Its last instruction, if that ends it.
    pub(super) fn terminator(&self) -> Option<&Inst> {
        self.insts.last().filter(|inst| inst.is_terminator())
    }

    /// The merge instruction, if it is the header of a construct.
    pub(super) fn merge(&self) -> Option<&Inst> {
        self.insts
            .iter()
            .rev()
            .take(2)
            .find(|inst| matches!(inst.op, Op::SelectionMerge | Op::LoopMerge))
    }

    /// The labels it can go to.
    pub(super) fn successors(&self) -> Vec<u32> {
        let Some(last) = self.terminator() else {
            return Vec::new();
        };
        match last.op {
            Op::Branch => last.args.iter().take(1).copied().collect(),
            Op::BranchConditional => last.args.iter().skip(1).take(2).copied().collect(),
            Op::Switch => std::iter::once(last.arg(1))
                .chain(last.args.iter().skip(2).skip(1).step_by(2).copied())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) def: Inst,
    pub(super) params: Vec<Inst>,
    pub(super) blocks: Vec<Block>,
}

impl Function {
    /// Its instructions, in order.
    pub(super) fn insts(&self) -> impl Iterator<Item = &Inst> {
        self.blocks.iter().flat_map(|block| &block.insts)
    }

    /// Puts instructions before all others; variables stay first.
    pub(super) fn begin_with(&mut self, added: Vec<Inst>) {
        if let Some(first) = self.blocks.first_mut() {
            let at = first
                .insts
                .iter()
                .position(|inst| inst.op != Op::Variable)
                .unwrap_or(first.insts.len());
            first.insts.splice(at..at, added);
        }
    }
}

/// A module being changed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    header: [u32; HEADER],
    pub(super) capabilities: Vec<Inst>,
    pub(super) extensions: Vec<Inst>,
    pub(super) imports: Vec<Inst>,
    memory_model: Vec<Inst>,
    pub(super) entry_points: Vec<Inst>,
    pub(super) modes: Vec<Inst>,
    pub(super) debug: Vec<Inst>,
    pub(super) names: About,
    pub(super) annotations: About,
    pub(super) globals: Vec<Inst>,
    pub(super) functions: Vec<Function>,
    /// Index of each global by its id.
    place: HashMap<u32, usize>,
    /// Type of each value.
    types: HashMap<u32, u32>,
    /// Types and constants without decorations, to be used again.
    shared: HashMap<(u32, u32, Vec<u32>), u32>,
    pub(super) notes: Vec<Note>,
    /// The notes that are there.
    noted: HashSet<Note>,
    pub(super) repairs: Vec<Repair>,
    /// The values that specialisation constants are given: as bits, and as they are given.
    pub(super) given: HashMap<u32, (u64, f64)>,
    /// The specialisation constants that became ordinary ones.
    pub(super) fixed: Vec<FixedConstant>,
    /// Why mesh and task stages were left alone.
    pub(super) unread_stages: Option<String>,
    /// Functions whose calls stand for something else, by name.
    pub(super) markers: HashMap<String, u32>,
}

impl Draft {
    /// Takes a module apart; `None` for one whose words are no whole instructions.
    pub(super) fn read(words: &[u32]) -> Option<Self> {
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
    pub(super) fn words(&self) -> Vec<u32> {
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
    pub(super) fn ordered_globals(&self) -> Vec<usize> {
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

    /// A new id.
    pub(super) fn fresh(&mut self) -> u32 {
        let [_, _, _, bound, _] = &mut self.header;
        let id = *bound;
        *bound = bound.saturating_add(1);
        id
    }

    /// A new id for a value of a type.
    pub(super) fn value(&mut self, ty: u32) -> u32 {
        let id = self.fresh();
        self.types.insert(id, ty);
        id
    }

    /// A type, constant or variable of the module.
    pub(super) fn global(&self, id: u32) -> Option<&Inst> {
        self.globals.get(*self.place.get(&id)?)
    }

    /// The same, to be changed. What is changed is no longer shared.
    pub(super) fn global_mut(&mut self, id: u32) -> Option<&mut Inst> {
        let index = *self.place.get(&id)?;
        let inst = self.globals.get_mut(index)?;
        let key = (inst.op as u32, inst.ty, inst.args.clone());
        if self.shared.get(&key) == Some(&id) {
            self.shared.remove(&key);
        }
        Some(inst)
    }

    /// Takes several globals out.
    pub(super) fn remove_globals(&mut self, ids: &HashSet<u32>) {
        for &id in ids {
            self.drop_global(id);
        }
        self.forget_all(ids);
    }

    /// Takes out several globals at once; their names and decorations stay.
    pub(super) fn drop_globals(&mut self, ids: &[u32]) {
        for &id in ids {
            self.drop_global(id);
        }
    }

    fn drop_global(&mut self, id: u32) {
        if let Some(inst) = self.global_mut(id) {
            *inst = Inst::bare(Op::Nop, []);
        }
        self.place.remove(&id);
    }

    /// Takes out those of some types that nothing names, in this order.
    pub(super) fn drop_unused(&mut self, ids: &[u32]) {
        // How often each of them is named.
        let mut uses: HashMap<u32, usize> = ids.iter().map(|&id| (id, 0)).collect();
        let mut count = |inst: &Inst| {
            for_each_named(inst, |id| {
                if let Some(uses) = uses.get_mut(&id) {
                    *uses += 1;
                }
            });
        };
        self.globals.iter().for_each(&mut count);
        for function in &self.functions {
            count(&function.def);
            function.params.iter().for_each(&mut count);
            function.insts().for_each(&mut count);
        }
        let mut unused = HashSet::new();
        for &id in ids {
            if uses.get(&id).is_some_and(|&uses| uses > 0) {
                continue;
            }
            // What it named is named once less.
            if let Some(inst) = self.global(id) {
                for_each_named(inst, |id| {
                    if let Some(uses) = uses.get_mut(&id) {
                        *uses = uses.saturating_sub(1);
                    }
                });
            }
            self.drop_global(id);
            unused.insert(id);
        }
        self.forget_all(&unused);
    }

    /// Takes out names and decorations of an id.
    pub(super) fn forget(&mut self, id: u32) {
        self.names.remove(id, |_| true);
        self.annotations.remove(id, |_| true);
    }

    /// Takes out names and decorations of several ids.
    pub(super) fn forget_all(&mut self, ids: &HashSet<u32>) {
        for &id in ids {
            self.forget(id);
        }
    }

    /// Adds a global of its own.
    pub(super) fn add_global(&mut self, op: Op, ty: u32, args: impl Into<Vec<u32>>) -> u32 {
        let id = self.fresh();
        self.add_global_as(id, op, ty, args)
    }

    /// The same, with an id that was taken before.
    pub(super) fn add_global_as(
        &mut self,
        id: u32,
        op: Op,
        ty: u32,
        args: impl Into<Vec<u32>>,
    ) -> u32 {
        self.place.insert(id, self.globals.len());
        self.globals.push(Inst::new(op, ty, id, args));
        if ty != 0 {
            self.types.insert(id, ty);
        }
        id
    }

    /// A type or constant without decorations: one that is there, or a new one.
    pub(super) fn define(&mut self, op: Op, ty: u32, args: impl Into<Vec<u32>>) -> u32 {
        let args = args.into();
        let key = (op as u32, ty, args.clone());
        if let Some(&id) = self.shared.get(&key) {
            return id;
        }
        let id = self.add_global(op, ty, args);
        self.shared.insert(key, id);
        id
    }

    /// The variables of the module: id, pointer type, storage class.
    pub(super) fn variables(&self) -> Vec<Variable> {
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
    pub(super) fn list_beside(&mut self, new: &HashMap<u32, Vec<u32>>) {
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
    pub(super) fn variable_number(&self, id: u32) -> Option<usize> {
        self.ordered_globals()
            .into_iter()
            .filter_map(|index| self.globals.get(index))
            .filter(|inst| inst.op == Op::Variable)
            .position(|inst| inst.id == id)
    }

    /// Adds a variable.
    pub(super) fn add_variable(&mut self, class: StorageClass, target: u32) -> u32 {
        let pointer = self.pointer(class as u32, target);
        self.add_global(Op::Variable, pointer, [class as u32])
    }

    /// Rewrites every instruction of every block: `edit` puts what shall stand there into its
    /// last argument.
    pub(super) fn rewrite(&mut self, mut edit: impl FnMut(&mut Self, Inst, &mut Vec<Inst>)) {
        let mut functions = std::mem::take(&mut self.functions);
        for block in functions.iter_mut().flat_map(|f| &mut f.blocks) {
            let old = std::mem::take(&mut block.insts);
            let mut new = Vec::with_capacity(old.len());
            for inst in old {
                edit(self, inst, &mut new);
            }
            block.insts = new;
        }
        // A pass may have added functions.
        functions.append(&mut self.functions);
        self.functions = functions;
    }

    /// Whether an instruction of this operation stands in a function.
    pub(super) fn uses(&self, wanted: impl Fn(Op) -> bool) -> bool {
        self.functions
            .iter()
            .flat_map(Function::insts)
            .any(|inst| wanted(inst.op))
    }

    /// The id under which `GLSL.std.450` is imported.
    pub(super) fn glsl_set(&self) -> Option<u32> {
        self.imports
            .iter()
            .find(|inst| string_text(&inst.args) == "GLSL.std.450")
            .map(|inst| inst.id)
    }

    /// The same; imports it if it is not.
    pub(super) fn glsl_import(&mut self) -> u32 {
        if let Some(id) = self.glsl_set() {
            return id;
        }
        let id = self.fresh();
        let name = text_words("GLSL.std.450");
        self.imports.push(Inst::new(Op::ExtInstImport, 0, id, name));
        id
    }

    /// Adds a note, once.
    pub(super) fn note(&mut self, note: Note) {
        if self.noted.insert(note.clone()) {
            self.notes.push(note);
        }
    }
}

/// The ids that an instruction names: its type and its operands.
fn for_each_named(inst: &Inst, mut each: impl FnMut(u32)) {
    each(inst.ty);
    each_id(inst.op, &inst.args, false, |at| each(inst.arg(at)));
}

/// A variable of the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable {
    pub(super) id: u32,
    pub(super) pointer: u32,
    pub(super) class: u32,
}

impl Variable {
    /// Whether it has this storage class.
    pub(super) fn is(&self, class: StorageClass) -> bool {
        self.class == class as u32
    }

    /// Whether it is bound from outside.
    pub(super) fn is_resource(&self) -> bool {
        self.is(StorageClass::Uniform)
            || self.is(StorageClass::UniformConstant)
            || self.is(StorageClass::StorageBuffer)
    }
}

/// The parts of an `OpEntryPoint`.
pub(super) struct EntryPoint {
    pub(super) model: u32,
    pub(super) function: u32,
    pub(super) name: String,
    /// Index of the first interface variable among the operands.
    pub(super) interface: usize,
}

/// Takes an `OpEntryPoint` apart.
pub(super) fn entry_point(inst: &Inst) -> EntryPoint {
    let text = inst.args.get(2..).unwrap_or_default();
    EntryPoint {
        model: inst.arg(0),
        function: inst.arg(1),
        name: string_text(text),
        interface: 2 + string_words(text).unwrap_or(text.len()),
    }
}

/// Renames ids among the operands of an instruction.
pub(super) fn rename(inst: &mut Inst, renamed: &HashMap<u32, u32>) {
    let mut places = Vec::new();
    shape::each_id(inst.op, &inst.args, false, |at| places.push(at));
    for at in places {
        if let Some(arg) = inst.args.get_mut(at)
            && let Some(&new) = renamed.get(arg)
        {
            *arg = new;
        }
    }
}
