//! What goes through pointers to what lies otherwise.

use rspirv::spirv::Op;

use super::place::Place;
use super::{Layout, Plan, is_buffer, lines_in};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::emit::Emit;

impl Plan {
    pub(super) fn instruction(&mut self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let pointer = inst.arg(0);
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain => self.chain(draft, inst, out),
            Op::CopyObject if self.special.contains_key(&pointer) => {
                if let Some(&special) = self.special.get(&pointer) {
                    self.special.insert(inst.id, special);
                }
            }
            Op::Load => {
                let place = self.place(draft, pointer, inst.ty);
                inst.ty = self.value(inst.ty);
                draft.set_type(inst.id, inst.ty);
                match place {
                    Some(place) => {
                        let mut e = Emit { draft, out };
                        let value = self.read(&mut e, place);
                        e.end(Op::CopyObject, &inst, &[value]);
                    }
                    None => out.push(inst),
                }
            }
            Op::Store => {
                let target = draft.pointee(draft.type_of(pointer));
                match self.place(draft, pointer, target) {
                    Some(place) => self.write(&mut Emit { draft, out }, place, inst.arg(1)),
                    None => out.push(inst),
                }
            }
            _ => {
                if self.values.contains_key(&inst.ty) {
                    inst.ty = self.value(inst.ty);
                    draft.set_type(inst.id, inst.ty);
                }
                out.push(inst);
            }
        }
    }

    /// The place that a pointer leads to, if something there lies otherwise.
    fn place(&self, draft: &Draft, pointer: u32, ty: u32) -> Option<Place> {
        if let Some(&special) = self.special.get(&pointer) {
            return Some(special);
        }
        let (class, _) = draft.pointer_parts(draft.type_of(pointer))?;
        (is_buffer(class) && self.values.contains_key(&ty)).then_some(Place {
            pointer,
            class,
            ty,
            layout: None,
            column: None,
        })
    }

    /// Follows an access chain by the types the author knows.
    fn chain(&mut self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let base = inst.arg(0);
        let indices: Vec<u32> = inst.args.iter().skip(1).copied().collect();
        let (class, mut ty, mut layout, start) = match self.special.get(&base) {
            Some(special) => (special.class, special.ty, special.layout, special.pointer),
            None => match draft.pointer_parts(draft.type_of(base)) {
                Some((class, target)) if is_buffer(class) => (class, target, None, base),
                _ => {
                    out.push(inst);
                    return;
                }
            },
        };
        // The row of a column that lies across.
        if let Some(column) = self.special.get(&base).and_then(|special| special.column) {
            let row = indices.first().copied().unwrap_or(0);
            inst.args = vec![start, row, column];
            out.push(inst);
            return;
        }
        for (at, &index) in indices.iter().enumerate() {
            if let (Some(found), Some(Op::TypeMatrix)) = (layout, draft.op_of(ty)) {
                let rest: Vec<u32> = indices.iter().skip(at).copied().collect();
                let before: Vec<u32> = indices.iter().take(at).copied().collect();
                self.reach_matrix(draft, inst, out, (class, ty, found, start), &before, &rest);
                return;
            }
            let Some(whole) = draft.global(ty).cloned() else {
                break;
            };
            ty = match whole.op {
                Op::TypeStruct => {
                    let member = draft.constant_value(index).unwrap_or(0);
                    layout = self.layouts.get(&(ty, member)).copied();
                    self.members
                        .get(&ty)
                        .and_then(|members| members.get(member as usize))
                        .copied()
                        .unwrap_or(0)
                }
                _ => whole.arg(0),
            };
        }
        if let Some(first) = inst.args.first_mut() {
            *first = start;
        }
        if let Some(layout) = layout.filter(|layout| lines_in(draft, ty, layout.loose).is_some()) {
            self.ends_in(draft, &mut inst, (class, ty, layout));
        }
        out.push(inst);
    }

    /// A chain ends in what lies otherwise: it points at that as it is in memory.
    fn ends_in(&mut self, draft: &mut Draft, inst: &mut Inst, place: (u32, u32, Layout)) {
        let (class, ty, layout) = place;
        let memory = self.memory(draft, ty, layout);
        inst.ty = draft.pointer(class, memory);
        draft.set_type(inst.id, inst.ty);
        let special = Place {
            pointer: inst.id,
            class,
            ty,
            layout: Some(layout),
            column: None,
        };
        self.special.insert(inst.id, special);
    }

    /// The end of a chain that goes into a matrix.
    fn reach_matrix(
        &mut self,
        draft: &mut Draft,
        mut inst: Inst,
        out: &mut Vec<Inst>,
        (class, ty, layout, start): (u32, u32, Layout, u32),
        before: &[u32],
        rest: &[u32],
    ) {
        let mut args = vec![start];
        args.extend(before);
        match *rest {
            [column] if layout.by_row => {
                let pointer = if before.is_empty() {
                    start
                } else {
                    let memory = self.memory(draft, ty, layout);
                    let target = draft.pointer(class, memory);
                    Emit { draft, out }.op(inst.op, target, &args)
                };
                let special = Place {
                    pointer,
                    class,
                    ty: draft.matrix_parts(ty).map_or(0, |(column, _)| column),
                    layout: Some(layout),
                    column: Some(column),
                };
                self.special.insert(inst.id, special);
                return;
            }
            [column, row] if layout.by_row => args.extend([row, column]),
            [column] if layout.loose => {
                args.push(column);
                let ty = draft.matrix_parts(ty).map_or(0, |(column, _)| column);
                self.ends_in(draft, &mut inst, (class, ty, layout));
            }
            _ => args.extend(rest),
        }
        inst.args = args;
        out.push(inst);
    }
}
