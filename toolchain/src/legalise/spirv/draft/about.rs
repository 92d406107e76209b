//! Instructions that say something of an id, in their order and by that id.

use std::cell::OnceCell;
use std::collections::HashMap;

use rspirv::spirv::Op;

use super::Inst;

/// Names, or decorations. What is said of one id is found without going through all of them.
#[derive(Clone, Debug, Default)]
pub(in crate::legalise::spirv) struct About {
    /// What was taken out is `OpNop`.
    list: Vec<Inst>,
    /// By target the places in the list; made when it is first asked for.
    places: OnceCell<HashMap<u32, Vec<usize>>>,
    /// The same by target and member, for what is said of a member.
    members: OnceCell<HashMap<(u32, u32), Vec<usize>>>,
}

/// Whether it speaks of a member: then that is its second argument.
const fn is_of_member(inst: &Inst) -> bool {
    matches!(inst.op, Op::MemberName | Op::MemberDecorate)
}

impl About {
    /// All of them.
    pub(in crate::legalise::spirv) fn iter(&self) -> impl Iterator<Item = &Inst> {
        self.list.iter().filter(|inst| inst.op != Op::Nop)
    }

    /// All of them, to be changed.
    pub(in crate::legalise::spirv) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Inst> {
        self.forget_places();
        self.list.iter_mut().filter(|inst| inst.op != Op::Nop)
    }

    /// Those of one target.
    pub(in crate::legalise::spirv) fn of(&self, target: u32) -> impl Iterator<Item = &Inst> {
        self.places(target)
            .iter()
            .filter_map(|&at| self.list.get(at))
            .filter(|inst| inst.op != Op::Nop)
    }

    /// Those of one member of a target. A struct may have as many as its source has lines.
    pub(in crate::legalise::spirv) fn of_member(
        &self,
        target: u32,
        member: u32,
    ) -> impl Iterator<Item = &Inst> {
        let members = self.members.get_or_init(|| {
            let mut members: HashMap<(u32, u32), Vec<usize>> = HashMap::new();
            for (at, inst) in self.list.iter().enumerate() {
                if is_of_member(inst) {
                    let key = (inst.arg(0), inst.arg(1));
                    members.entry(key).or_default().push(at);
                }
            }
            members
        });
        members
            .get(&(target, member))
            .into_iter()
            .flatten()
            .filter_map(|&at| self.list.get(at))
            .filter(|inst| inst.op != Op::Nop)
    }

    fn forget_places(&mut self) {
        self.places.take();
        self.members.take();
    }

    fn places(&self, target: u32) -> &[usize] {
        let places = self.places.get_or_init(|| {
            let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
            for (at, inst) in self.list.iter().enumerate() {
                places.entry(inst.arg(0)).or_default().push(at);
            }
            places
        });
        places.get(&target).map_or(&[], Vec::as_slice)
    }

    /// Puts one behind the others.
    pub(in crate::legalise::spirv) fn push(&mut self, inst: Inst) {
        if let Some(places) = self.places.get_mut() {
            let at = self.list.len();
            places.entry(inst.arg(0)).or_default().push(at);
        }
        if let Some(members) = self.members.get_mut()
            && is_of_member(&inst)
        {
            let at = self.list.len();
            let key = (inst.arg(0), inst.arg(1));
            members.entry(key).or_default().push(at);
        }
        self.list.push(inst);
    }

    /// Puts several behind the others.
    pub(in crate::legalise::spirv) fn extend(&mut self, all: impl IntoIterator<Item = Inst>) {
        for inst in all {
            self.push(inst);
        }
    }

    /// Takes out those of one target for which `gone` holds.
    pub(in crate::legalise::spirv) fn remove(&mut self, target: u32, gone: impl Fn(&Inst) -> bool) {
        for at in self.places(target).to_vec() {
            if let Some(inst) = self.list.get_mut(at)
                && gone(inst)
            {
                *inst = Inst::bare(Op::Nop, []);
            }
        }
    }

    /// Keeps those for which `stays` holds.
    pub(in crate::legalise::spirv) fn retain(&mut self, mut stays: impl FnMut(&Inst) -> bool) {
        self.forget_places();
        self.list.retain(|inst| inst.op != Op::Nop && stays(inst));
    }
}

impl From<Vec<Inst>> for About {
    fn from(list: Vec<Inst>) -> Self {
        Self {
            list,
            places: OnceCell::new(),
            members: OnceCell::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_id_is_found_after_changes() {
        let of = |about: &About, target| -> Vec<u32> {
            about.of(target).map(|inst| inst.arg(1)).collect()
        };
        let inst = |target, word| Inst::bare(Op::Decorate, [target, word]);
        let mut about = About::from(vec![inst(1, 10), inst(2, 20), inst(1, 11)]);
        assert_eq!(of(&about, 1), [10, 11]);
        about.push(inst(1, 12));
        about.remove(1, |inst| inst.arg(1) == 10);
        assert_eq!(of(&about, 1), [11, 12]);
        for inst in about.iter_mut() {
            if inst.arg(0) == 2 {
                *inst = Inst::bare(Op::Decorate, [3, 30]);
            }
        }
        assert_eq!((of(&about, 2), of(&about, 3)), (vec![], vec![30]));
        about.retain(|inst| inst.arg(1) != 11);
        assert_eq!(of(&about, 1), [12]);
        assert_eq!(about.iter().count(), 2);
    }
}
