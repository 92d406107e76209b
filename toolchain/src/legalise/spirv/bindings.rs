//! Bindings that two resources share.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Op};

use super::draft::{Draft, Variable};
use super::{Note, Settings};
use crate::codes;

/// The descriptor set of a variable.
pub(super) fn set_of(draft: &Draft, variable: u32) -> u32 {
    draft
        .number(variable, Decoration::DescriptorSet)
        .unwrap_or(0)
}

/// Bindings above all that are used, by set: for a pass that gives bindings, and gets all that it
/// gives from here.
#[derive(Default)]
pub(super) struct FreeBindings {
    next: Option<HashMap<u32, u32>>,
}

impl FreeBindings {
    /// The lowest of a set.
    pub(super) fn take(&mut self, draft: &Draft, set: u32) -> u32 {
        let next = self.next.get_or_insert_with(|| {
            let mut next: HashMap<u32, u32> = HashMap::new();
            for variable in draft.variables() {
                if variable.is_resource()
                    && let Some(used) = draft.number(variable.id, Decoration::Binding)
                {
                    let next = next.entry(set_of(draft, variable.id)).or_default();
                    *next = (*next).max(used.saturating_add(1));
                }
            }
            next
        });
        let next = next.entry(set).or_default();
        let free = *next;
        *next = free.saturating_add(1);
        free
    }
}

/// Moves resources that share a binding with another one of the same entry point, as Vulkan
/// allows (an image and its sampler, one buffer seen in two ways).
pub(super) fn move_clashing(draft: &mut Draft, _: Settings) {
    let users = users(draft);
    let mut free = FreeBindings::default();
    let mut taken: HashMap<(u32, u32), Vec<HashSet<u32>>> = HashMap::new();
    for variable in draft.variables() {
        let Some(binding) = draft.number(variable.id, Decoration::Binding) else {
            continue;
        };
        if !variable.is_resource() {
            continue;
        }
        let set = set_of(draft, variable.id);
        let mine = users.get(&variable.id).cloned().unwrap_or_default();
        let there = taken.entry((set, binding)).or_default();
        // Unused resources clash with nobody, but a report that lists both at one place would
        // mislead: they move, too.
        let clashes = there
            .iter()
            .any(|others| others.is_empty() || mine.is_empty() || !others.is_disjoint(&mine));
        if !clashes {
            there.push(mine);
            continue;
        }
        let free = free.take(draft, set);
        relocate(draft, variable, set, binding, free);
        taken.entry((set, free)).or_default().push(mine);
    }
}

fn relocate(draft: &mut Draft, variable: Variable, set: u32, from: u32, to: u32) {
    draft.undecorate(variable.id, Decoration::Binding);
    draft.decorate(variable.id, Decoration::Binding, &[to]);
    let spoken = draft.spoken(variable.id);
    draft.note(Note::new(
        codes::SPIRV_BINDING_MOVED,
        false,
        format!(
            "{spoken} moves from binding {from} to {to} in group {set}: another resource has binding {from}"
        ),
    ));
}

/// The entry points that reach each variable.
fn users(draft: &Draft) -> HashMap<u32, HashSet<u32>> {
    let variables: HashSet<u32> = draft.variables().iter().map(|v| v.id).collect();
    let mut direct: HashMap<u32, (HashSet<u32>, HashSet<u32>)> = HashMap::new();
    for function in &draft.functions {
        let (uses, calls) = direct.entry(function.def.id).or_default();
        for inst in function.insts() {
            if inst.op == Op::FunctionCall {
                calls.insert(inst.arg(0));
            }
            uses.extend(inst.args.iter().filter(|id| variables.contains(id)));
        }
    }
    let mut users: HashMap<u32, HashSet<u32>> = HashMap::new();
    for entry in &draft.entry_points {
        let mut seen = HashSet::new();
        let mut queue = vec![entry.arg(1)];
        while let Some(function) = queue.pop() {
            if !seen.insert(function) {
                continue;
            }
            if let Some((uses, calls)) = direct.get(&function) {
                for &variable in uses {
                    users.entry(variable).or_default().insert(entry.arg(1));
                }
                queue.extend(calls);
            }
        }
    }
    users
}
