//! `OpBitcast` between numbers of different widths, as pieces that are shifted and put together.

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// A number or vector of numbers, in bits and components.
#[derive(Clone, Copy)]
struct Form {
    width: u32,
    count: u32,
}

fn form(draft: &Draft, ty: u32) -> Option<Form> {
    let width = draft
        .integer(ty)
        .map(|(width, _)| width)
        .or_else(|| draft.float(ty))?;
    let count = draft.vector_parts(ty).map_or(1, |(_, count)| count);
    Some(Form { width, count })
}

/// Writes them out.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::Bitcast) {
        return;
    }
    draft.rewrite(|draft, inst, out| {
        let source = form(draft, draft.type_of(inst.arg(0)));
        let target = form(draft, inst.ty);
        match (source, target) {
            (Some(source), Some(target))
                if inst.op == Op::Bitcast
                    && source.width != target.width
                    && source.width * source.count == target.width * target.count =>
            {
                let mut e = Emit { draft, out };
                cast(&mut e, &inst, source, target);
            }
            _ => out.push(inst),
        }
    });
}

fn cast(e: &mut Emit<'_>, inst: &Inst, source: Form, target: Form) {
    let value = inst.arg(0);
    // Whole numbers of both widths, the bits of what they stand for.
    let from = e.draft.define(Op::TypeInt, 0, [source.width, 0]);
    let to = e.draft.define(Op::TypeInt, 0, [target.width, 0]);
    let vector = e.draft.like(e.draft.type_of(value), from);
    let value = e.bitcast(vector, value);
    let parts: Vec<u32> = (0..source.count)
        .map(|index| match source.count {
            1 => value,
            _ => e.extract(from, value, &[index]),
        })
        .collect();
    let whole: Vec<u32> = if source.width < target.width {
        let each = (target.width / source.width) as usize;
        parts
            .chunks(each)
            .map(|parts| join(e, parts, to, source.width))
            .collect()
    } else {
        let each = source.width / target.width;
        parts
            .iter()
            .flat_map(|&part| (0..each).map(move |index| (part, index)))
            .map(|(part, index)| {
                let shift = e.draft.uint(index * target.width);
                let moved = match index {
                    0 => part,
                    _ => e.op(Op::ShiftRightLogical, from, &[part, shift]),
                };
                e.op(Op::UConvert, to, &[moved])
            })
            .collect()
    };
    let result = match whole.as_slice() {
        &[one] => one,
        parts => {
            let vector = e.draft.like(inst.ty, to);
            e.op(Op::CompositeConstruct, vector, parts)
        }
    };
    e.end_bitcast(inst, result);
}

/// Parts as one number, the first the lowest.
fn join(e: &mut Emit<'_>, parts: &[u32], to: u32, width: u32) -> u32 {
    let mut sum = 0;
    for (index, &part) in (0..).zip(parts) {
        let mut part = e.op(Op::UConvert, to, &[part]);
        if index > 0 {
            let shift = e.draft.uint(index * width);
            part = e.op(Op::ShiftLeftLogical, to, &[part, shift]);
            part = e.op(Op::BitwiseOr, to, &[sum, part]);
        }
        sum = part;
    }
    sum
}
