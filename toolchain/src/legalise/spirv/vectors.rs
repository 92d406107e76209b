//! Operations on vectors that naga has for scalars alone, or gives a wrong type.

use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;

/// Writes out `OpLogicalAnd` and `OpLogicalOr` of vectors, which naga takes for `&&` and `||`, and
/// outer products, whose rows naga takes for columns.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    draft.rewrite(|draft, mut inst, out| {
        let is_vector = draft.vector_parts(inst.ty).is_some();
        match inst.op {
            // Not SPIR-V any more, but what naga reads as `&` and `|` of vectors of `bool`.
            Op::LogicalAnd if is_vector => inst.op = Op::BitwiseAnd,
            Op::LogicalOr if is_vector => inst.op = Op::BitwiseOr,
            Op::OuterProduct => {
                multiply_out(&mut Emit { draft, out }, &inst);
                return;
            }
            _ => {}
        }
        out.push(inst);
    });
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
