//! Constants of 16-bit integers, which naga's module holds and its reader refuses.
//!
//! Each becomes a null constant, which the reader takes; its value is put in afterwards, in
//! naga's module.

use naga::{Expression, Literal, Module};
use rspirv::spirv::{Decoration, Op};

use super::draft::Draft;
use super::{Repair, Settings};

/// What the names of the constants begin with while naga reads them.
const NAME: &str = "short_constant_";

/// Makes the constants null.
pub(super) fn hide(draft: &mut Draft, _: Settings) {
    let short: Vec<u32> = draft
        .globals
        .iter()
        .filter(|inst| matches!(inst.op, Op::Constant | Op::SpecConstant))
        .filter(|inst| draft.integer(inst.ty).is_some_and(|(width, _)| width == 16))
        .map(|inst| inst.id)
        .collect();
    for id in short {
        let Some(inst) = draft.global(id) else {
            continue;
        };
        let bits = (inst.arg(0) & 0xffff) as u16;
        let signed = draft.integer(inst.ty).is_some_and(|(_, signed)| signed);
        let value = if signed {
            Literal::I16(bits.cast_signed())
        } else {
            Literal::U16(bits)
        };
        let place = match draft.number(id, Decoration::SpecId) {
            Some(number) => Place::Override(number),
            None => {
                let name = format!("{NAME}{id}");
                draft.names.remove(id, |_| true);
                draft.set_name(id, &name);
                Place::Constant(name)
            }
        };
        if let Some(inst) = draft.global_mut(id) {
            inst.op = Op::ConstantNull;
            inst.args.clear();
        }
        draft.repairs.push(Repair::Value { place, value });
    }
}

/// Where a value belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The constant with this name.
    Constant(String),
    /// The override with this number.
    Override(u32),
}

/// Puts a value in its place.
pub(super) fn set(module: &mut Module, place: &Place, value: Literal) {
    let init = match place {
        Place::Constant(name) => {
            let found = module
                .constants
                .iter()
                .find(|(_, constant)| constant.name.as_deref() == Some(name))
                .map(|(handle, _)| handle);
            found.map(|handle| {
                let constant = &mut module.constants[handle];
                constant.name = None;
                constant.init
            })
        }
        Place::Override(number) => module
            .overrides
            .iter()
            .find(|(_, each)| each.id.map(u32::from) == Some(*number))
            .and_then(|(_, each)| each.init),
    };
    if let Some(init) = init {
        module.global_expressions[init] = Expression::Literal(value);
    }
}
