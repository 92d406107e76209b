//! A module taken apart so that passes can change it: sections, functions, blocks.
//!
//! Types, constants and variables may be added in any order; [`Draft::words`] puts each behind
//! what it needs. Nothing here fails on a strange module: what cannot be read is not read at all
//! ([`Draft::read`]), and a pass that does not find what it looks for leaves things alone.

mod about;
mod encoding;
mod interface;
mod names;
mod parts;
mod types;

use std::collections::{HashMap, HashSet};

use about::About;
pub(super) use interface::{EntryPoint, Variable, entry_point};
use parts::for_each_named;
pub(super) use parts::{Block, Function, Inst, rename};
use rspirv::spirv::Op;

use super::shape::{string_text, text_words};
use super::{FixedConstant, Note, Repair};

/// Words of the header.
const HEADER: usize = 5;

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
