//! Names and decorations.

use rspirv::spirv::{Decoration, Op};

use super::{Draft, Inst};
use crate::legalise::spirv::shape::{string_text, text_words};

impl Draft {
    /// The words behind a decoration of `target`.
    pub(in crate::legalise::spirv) fn decoration(
        &self,
        target: u32,
        kind: Decoration,
    ) -> Option<&[u32]> {
        self.annotations.of(target).find_map(|a| {
            let found = a.op == Op::Decorate && a.arg(1) == kind as u32;
            found.then(|| a.args.get(2..).unwrap_or_default())
        })
    }

    /// The number behind a decoration of `target`.
    pub(in crate::legalise::spirv) fn number(&self, target: u32, kind: Decoration) -> Option<u32> {
        self.decoration(target, kind)?.first().copied()
    }

    /// The words behind a decoration of a member.
    pub(in crate::legalise::spirv) fn member_decoration(
        &self,
        target: u32,
        member: u32,
        kind: Decoration,
    ) -> Option<&[u32]> {
        self.annotations.of_member(target, member).find_map(|a| {
            let found = a.op == Op::MemberDecorate && a.arg(2) == kind as u32;
            found.then(|| a.args.get(3..).unwrap_or_default())
        })
    }

    /// Decorates an id.
    pub(in crate::legalise::spirv) fn decorate(
        &mut self,
        target: u32,
        kind: Decoration,
        words: &[u32],
    ) {
        let mut args = vec![target, kind as u32];
        args.extend_from_slice(words);
        self.annotations.push(Inst::bare(Op::Decorate, args));
    }

    /// Decorates a member.
    pub(in crate::legalise::spirv) fn decorate_member(
        &mut self,
        target: u32,
        member: u32,
        kind: Decoration,
        words: &[u32],
    ) {
        let mut args = vec![target, member, kind as u32];
        args.extend_from_slice(words);
        self.annotations.push(Inst::bare(Op::MemberDecorate, args));
    }

    /// Takes a decoration off an id.
    pub(in crate::legalise::spirv) fn undecorate(&mut self, target: u32, kind: Decoration) {
        let is_it = |a: &Inst| a.op == Op::Decorate && a.arg(1) == kind as u32;
        self.annotations.remove(target, is_it);
    }

    /// The name of an id, if it has one that is not empty.
    pub(in crate::legalise::spirv) fn name(&self, id: u32) -> Option<String> {
        self.names.of(id).find_map(|inst| {
            (inst.op == Op::Name)
                .then(|| string_text(inst.args.get(1..).unwrap_or_default()))
                .filter(|name| !name.is_empty())
        })
    }

    /// Whether something has this name.
    pub(in crate::legalise::spirv) fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|inst| {
            inst.op == Op::Name && string_text(inst.args.get(1..).unwrap_or_default()) == name
        })
    }

    /// The name of a member, if it has one that is not empty.
    pub(in crate::legalise::spirv) fn member_name(&self, ty: u32, member: u32) -> Option<String> {
        self.names.of_member(ty, member).find_map(|inst| {
            let found = inst.op == Op::MemberName;
            found
                .then(|| string_text(inst.args.get(2..).unwrap_or_default()))
                .filter(|name| !name.is_empty())
        })
    }

    /// How a message calls an id: by its name, or by its number.
    pub(in crate::legalise::spirv) fn spoken(&self, id: u32) -> String {
        self.name(id)
            .map_or_else(|| format!("%{id}"), |name| format!("`{name}`"))
    }

    /// Names an id.
    pub(in crate::legalise::spirv) fn set_name(&mut self, id: u32, name: &str) {
        let mut args = vec![id];
        args.extend(text_words(name));
        self.names.push(Inst::bare(Op::Name, args));
    }

    /// Names a member.
    pub(in crate::legalise::spirv) fn set_member_name(&mut self, ty: u32, member: u32, name: &str) {
        let mut args = vec![ty, member];
        args.extend(text_words(name));
        self.names.push(Inst::bare(Op::MemberName, args));
    }
}
