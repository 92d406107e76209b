//! Places in buffers, and what is read and written there.
//!
//! What holds vectors that lie as arrays of their components goes number by number: loaded whole, every
//! such array would be a value of its own, for which HLSL needs a function and DXC has no patience.

use rspirv::spirv::Op;

use super::{Layout, Plan};
use crate::legalise::spirv::draft::{Draft, Inst};
use crate::legalise::spirv::emit::Emit;

/// Nothing worth reading has more parts.
const MOST_PARTS: u32 = 4096;

/// A place in a buffer.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The pointer to it; for a column that lies across, to its matrix.
    pub(super) pointer: u32,
    pub(super) class: u32,
    /// The type that the author has there.
    pub(super) ty: u32,
    /// How a matrix or a vector, or those of an array, lie otherwise.
    pub(super) layout: Option<Layout>,
    /// The index of a column that lies across.
    pub(super) column: Option<u32>,
}

impl Plan {
    /// What lies at a place, as the author has it.
    pub(super) fn read(&self, e: &mut Emit<'_>, place: Place) -> u32 {
        if let Some(parts) = self.parts(e, place) {
            let values: Vec<u32> = parts.into_iter().map(|part| self.read(e, part)).collect();
            return e.op(Op::CompositeConstruct, self.value(place.ty), &values);
        }
        let memory = self.lying(e.draft, place);
        let loaded = e.op(Op::Load, memory, &[place.pointer]);
        match place.layout {
            Some(layout) => self.restore(e, loaded, place.ty, layout),
            None => self.to_value(e, loaded, place.ty),
        }
    }

    /// Puts there what the author has.
    pub(super) fn write(&self, e: &mut Emit<'_>, place: Place, value: u32) {
        let Some(parts) = self.parts(e, place) else {
            let laid = match place.layout {
                Some(layout) => self.lay(e, value, place.ty, layout),
                None => self.to_memory(e, value, place.ty),
            };
            e.out.push(Inst::bare(Op::Store, [place.pointer, laid]));
            return;
        };
        for (index, part) in (0..).zip(parts) {
            let value = e.extract(self.value(part.ty), value, &[index]);
            self.write(e, part, value);
        }
    }

    /// The type that lies at a place.
    fn lying(&self, draft: &mut Draft, place: Place) -> u32 {
        match place.layout {
            Some(layout) => self.memory(draft, place.ty, layout),
            None => place.ty,
        }
    }

    /// The parts by which a place is read and written; `None` for one that is so as a whole.
    fn parts(&self, e: &mut Emit<'_>, place: Place) -> Option<Vec<Place>> {
        let Place { ty, layout, .. } = place;
        let loose = layout.is_some_and(|layout| layout.loose);
        let inst = e.draft.global(ty)?.clone();
        match inst.op {
            Op::TypeStruct if self.scattered.contains(&ty) => {
                let members = self.members.get(&ty)?;
                let parts = (0..).zip(members).map(|(index, &member)| {
                    let layout = self.layouts.get(&(ty, index)).copied();
                    self.part(e, place, member, layout, index)
                });
                Some(parts.collect())
            }
            Op::TypeArray if loose || self.scattered.contains(&ty) => {
                let (element, count) = e.draft.array_parts(ty)?;
                let parts = (0..count.min(MOST_PARTS))
                    .map(|index| self.part(e, place, element, layout, index));
                Some(parts.collect())
            }
            Op::TypeMatrix if loose => {
                let (column, columns) = (inst.arg(0), inst.arg(1));
                let across = layout.is_some_and(|layout| layout.by_row);
                let parts = (0..columns).map(|index| {
                    if across {
                        Place {
                            ty: column,
                            column: Some(e.draft.uint(index)),
                            ..place
                        }
                    } else {
                        self.part(e, place, column, layout, index)
                    }
                });
                Some(parts.collect())
            }
            Op::TypeVector if loose || place.column.is_some() => {
                let parts =
                    (0..inst.arg(1)).map(|index| self.part(e, place, inst.arg(0), None, index));
                Some(parts.collect())
            }
            _ => None,
        }
    }

    fn part(
        &self,
        e: &mut Emit<'_>,
        whole: Place,
        ty: u32,
        layout: Option<Layout>,
        index: u32,
    ) -> Place {
        let mut part = Place {
            ty,
            layout,
            column: None,
            ..whole
        };
        let memory = self.lying(e.draft, part);
        let target = e.draft.pointer(whole.class, memory);
        let mut args = vec![whole.pointer, e.draft.uint(index)];
        args.extend(whole.column);
        part.pointer = e.op(Op::AccessChain, target, &args);
        part
    }
}
