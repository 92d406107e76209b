//! Operations on vectors that naga has for scalars alone, or gives a wrong type.

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Writes out `OpLogicalAnd` and `OpLogicalOr` of vectors, which naga takes for `&&` and `||`, `OpAny` and `OpAll` of
/// one `bool`, which glslang makes of HLSL, and outer products, whose rows naga takes for columns.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    draft.rewrite(|draft, mut inst, out| {
        let is_vector = draft.vector_parts(inst.ty).is_some();
        match inst.op {
            // Not SPIR-V any more, but what naga reads as `&` and `|` of vectors of `bool`.
            Op::LogicalAnd if is_vector => inst.op = Op::BitwiseAnd,
            Op::LogicalOr if is_vector => inst.op = Op::BitwiseOr,
            Op::Any | Op::All => {
                let value = draft.type_of(inst.arg(0));
                if draft.vector_parts(value).is_none() {
                    inst.op = Op::CopyObject;
                }
            }
            Op::OuterProduct => {
                multiply_out(&mut Emit { draft, out }, &inst);
                return;
            }
            _ => {}
        }
        out.push(inst);
    });
}

/// Composes vectors of constants from numbers alone: with a vector among them, naga writes a constant
/// of SPIR-V with too few parts.
pub(super) fn compose_of_numbers(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::CompositeConstruct) {
        return;
    }
    draft.rewrite(|draft, mut inst, out| {
        let composes = inst.op == Op::CompositeConstruct
            && draft.vector_parts(inst.ty).is_some()
            && inst.args.iter().all(|&id| is_constant(draft, id));
        if composes {
            let mut numbers = Vec::new();
            for &id in &inst.args {
                match (draft.op_of(id), draft.vector_parts(draft.type_of(id))) {
                    (Some(Op::ConstantComposite), Some(_)) => {
                        numbers.extend(
                            draft
                                .global(id)
                                .map(|part| part.args.clone())
                                .unwrap_or_default(),
                        );
                    }
                    (Some(Op::ConstantNull), Some((scalar, count))) => {
                        let zero = draft.define(Op::ConstantNull, scalar, []);
                        numbers.extend((0..count).map(|_| zero));
                    }
                    _ => numbers.push(id),
                }
            }
            inst.args = numbers;
        }
        out.push(inst);
    });
}

fn is_constant(draft: &Draft, id: u32) -> bool {
    matches!(
        draft.op_of(id),
        Some(
            Op::Constant
                | Op::ConstantTrue
                | Op::ConstantFalse
                | Op::ConstantComposite
                | Op::ConstantNull
        )
    )
}

/// Each column is the first vector times a number of the second.
fn multiply_out(e: &mut Emit<'_>, inst: &Inst) {
    let Some((column, columns)) = e.draft.matrix_parts(inst.ty) else {
        return;
    };
    let scalar = e.draft.scalar_of(column);
    let made: Vec<u32> = (0..columns)
        .map(|index| {
            let factor = e.extract(scalar, inst.arg(1), &[index]);
            e.op(Op::VectorTimesScalar, column, &[inst.arg(0), factor])
        })
        .collect();
    e.end(Op::CompositeConstruct, inst, &made);
}
