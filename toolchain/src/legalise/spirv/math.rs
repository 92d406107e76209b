//! Functions that naga's module does not have, or not for these types.

use std::collections::HashMap;

use rspirv::spirv::{GlslStd450Op as Gl, Op};

use super::Settings;
use super::draft::{Draft, Inst};
use super::emit::Emit;
use super::marker::{self, Marker};
use super::shape::string_text;

/// The set of minima, maxima and medians of three.
const TRINARY: &str = "SPV_AMD_shader_trinary_minmax";

/// Writes out functions of `GLSL.std.450` for scalars and of other sets, `OpQuantizeToF16`, and
/// dot products of integers.
pub(super) fn expand(draft: &mut Draft, _: Settings) {
    let trinary = draft
        .imports
        .iter()
        .find(|inst| string_text(&inst.args) == TRINARY)
        .map(|inst| inst.id);
    let mut quantised: HashMap<u32, u32> = HashMap::new();
    draft.rewrite(|draft, inst, out| {
        let function = match inst.op {
            Op::ExtInst if Some(inst.arg(0)) == draft.glsl_set() => Gl::from_u32(inst.arg(1)),
            _ => None,
        };
        let is_trinary = inst.op == Op::ExtInst && Some(inst.arg(0)) == trinary;
        let mut e = Emit { draft, out };
        let done = match (inst.op, function) {
            (_, Some(function)) => of_glsl(&mut e, &inst, function),
            _ if is_trinary => of_three(&mut e, &inst),
            (op, _) if is_derivative(op) && e.draft.float(inst.ty) == Some(16) => {
                // Derivatives are taken of 32-bit floats.
                let single = e.draft.float_type();
                let single = e.draft.like(inst.ty, single);
                let value = e.op(Op::FConvert, single, &[inst.arg(0)]);
                let derivative = e.op(inst.op, single, &[value]);
                e.end(Op::FConvert, &inst, &[derivative]);
                true
            }
            (op, _) if is_derivative(op) && e.draft.matrix_parts(inst.ty).is_some() => {
                if let Some((column, columns)) = e.draft.matrix_parts(inst.ty) {
                    by_columns(&mut e, &inst, column, columns);
                }
                true
            }
            (Op::QuantizeToF16, _) => {
                let ty = inst.ty;
                let function = *quantised
                    .entry(ty)
                    .or_insert_with(|| marker::function(e.draft, Marker::QuantizeToF16, ty, &[ty]));
                e.end(Op::FunctionCall, &inst, &[function, inst.arg(0)]);
                true
            }
            (
                Op::SDot | Op::UDot | Op::SUDot | Op::SDotAccSat | Op::UDotAccSat | Op::SUDotAccSat,
                _,
            ) => dot(&mut e, &inst),
            _ => false,
        };
        if !done {
            out.push(inst);
        }
    });
    if let Some(id) = trinary {
        draft.imports.retain(|inst| inst.id != id);
    }
}

const fn is_derivative(op: Op) -> bool {
    matches!(
        op,
        Op::DPdx
            | Op::DPdy
            | Op::Fwidth
            | Op::DPdxFine
            | Op::DPdyFine
            | Op::FwidthFine
            | Op::DPdxCoarse
            | Op::DPdyCoarse
            | Op::FwidthCoarse
    )
}

/// A scalar, or a vector of it that has another size, as a column.
fn as_column(e: &mut Emit<'_>, operand: u32, column: u32) -> u32 {
    let Some((scalar, size)) = e.draft.vector_parts(column) else {
        return operand;
    };
    let is_vector = e.draft.vector_parts(e.draft.type_of(operand)).is_some();
    let part = match is_vector {
        true => e.op(Op::CompositeExtract, scalar, &[operand, 0]),
        false => operand,
    };
    e.op(Op::CompositeConstruct, column, &vec![part; size as usize])
}

/// A function of numbers on matrices, as glslang writes what HLSL does to each element: column by column.
fn by_columns(e: &mut Emit<'_>, inst: &Inst, column: u32, columns: u32) {
    let (op, fixed, operands) = match inst.op {
        Op::ExtInst => (inst.op, inst.args.get(..2), inst.args.get(2..)),
        op => (op, None, Some(inst.args.as_slice())),
    };
    let made: Vec<u32> = (0..columns)
        .map(|index| {
            let mut args = fixed.unwrap_or_default().to_vec();
            for &operand in operands.unwrap_or_default() {
                let ty = e.draft.type_of(operand);
                args.push(if e.draft.matrix_parts(ty).is_some() {
                    e.op(Op::CompositeExtract, column, &[operand, index])
                } else if ty == column {
                    operand
                } else {
                    as_column(e, operand, column)
                });
            }
            e.op(op, column, &args)
        })
        .collect();
    e.end(Op::CompositeConstruct, inst, &made);
}

/// Whether the function was written out.
fn of_glsl(e: &mut Emit<'_>, inst: &Inst, function: Gl) -> bool {
    let [x, y, z] = [2, 3, 4].map(|index| inst.arg(index));
    let ty = inst.ty;
    if function != Gl::MatrixInverse
        && let Some((column, columns)) = e.draft.matrix_parts(ty)
    {
        by_columns(e, inst, column, columns);
        return true;
    }
    let is_scalar = e.draft.vector_parts(e.draft.type_of(x)).is_none();
    match function {
        Gl::Length if is_scalar => end(e, inst, Gl::FAbs, &[x]),
        Gl::Distance if is_scalar => {
            let difference = e.op(Op::FSub, ty, &[x, y]);
            end(e, inst, Gl::FAbs, &[difference]);
        }
        Gl::Normalize if is_scalar => end(e, inst, Gl::FSign, &[x]),
        Gl::Reflect if is_scalar => {
            // I - 2 N I N
            let product = e.op(Op::FMul, ty, &[y, x]);
            let product = e.op(Op::FMul, ty, &[product, y]);
            let twice = e.op(Op::FAdd, ty, &[product, product]);
            e.end(Op::FSub, inst, &[x, twice]);
        }
        Gl::Refract if is_scalar => refract(e, inst, [x, y, z]),
        Gl::FaceForward if is_scalar => {
            // N where Nref and I point apart
            let flag = e.draft.bool_type();
            let zero = e.draft.define(Op::ConstantNull, ty, []);
            let product = e.op(Op::FMul, ty, &[z, y]);
            let apart = e.op(Op::FOrdLessThan, flag, &[product, zero]);
            let turned = e.op(Op::FNegate, ty, &[x]);
            e.end(Op::Select, inst, &[apart, x, turned]);
        }
        Gl::Ldexp => {
            let exponent = e.draft.type_of(y);
            if e.draft.float(exponent).is_some() {
                // HLSL's, whose exponent may be a fraction.
                let power = e.glsl(Gl::Exp2, ty, &[y]);
                e.end(Op::FMul, inst, &[x, power]);
                return true;
            }
            if e.draft
                .integer(exponent)
                .is_none_or(|(width, _)| width == 32)
            {
                return false;
            }
            let int = e.draft.int_type(true);
            let int = e.draft.like(exponent, int);
            let wide = e.op(Op::SConvert, int, &[y]);
            end(e, inst, Gl::Ldexp, &[x, wide]);
        }
        // glslang's for `mad` of HLSL.
        Gl::Fma if e.draft.integer(ty).is_some() => {
            let product = e.op(Op::IMul, ty, &[x, y]);
            e.end(Op::IAdd, inst, &[product, z]);
        }
        Gl::PackDouble2x32 | Gl::UnpackDouble2x32 => e.end(Op::Bitcast, inst, &[x]),
        _ => return false,
    }
    true
}

/// The last instruction: a function of `GLSL.std.450`.
fn end(e: &mut Emit<'_>, inst: &Inst, function: Gl, args: &[u32]) {
    let set = e.draft.glsl_import();
    let all: Vec<u32> = [set, function as u32].iter().chain(args).copied().collect();
    e.end(Op::ExtInst, inst, &all);
}

/// k = 1 - eta² (1 - (N I)²); 0 where it is negative, otherwise eta I - (eta N I + √k) N.
fn refract(e: &mut Emit<'_>, inst: &Inst, [i, n, eta]: [u32; 3]) {
    let ty = inst.ty;
    let flag = e.draft.bool_type();
    let zero = e.draft.define(Op::ConstantNull, ty, []);
    let one = float_one(e.draft, ty);
    let product = e.op(Op::FMul, ty, &[n, i]);
    let square = e.op(Op::FMul, ty, &[product, product]);
    let rest = e.op(Op::FSub, ty, &[one, square]);
    let eta_square = e.op(Op::FMul, ty, &[eta, eta]);
    let bent = e.op(Op::FMul, ty, &[eta_square, rest]);
    let k = e.op(Op::FSub, ty, &[one, bent]);
    let total = e.op(Op::FOrdLessThan, flag, &[k, zero]);
    // No root of a negative number, even where its result is not taken.
    let positive = e.glsl(Gl::FMax, ty, &[k, zero]);
    let root = e.glsl(Gl::Sqrt, ty, &[positive]);
    let along = e.op(Op::FMul, ty, &[eta, product]);
    let along = e.op(Op::FAdd, ty, &[along, root]);
    let along = e.op(Op::FMul, ty, &[along, n]);
    let straight = e.op(Op::FMul, ty, &[eta, i]);
    let result = e.op(Op::FSub, ty, &[straight, along]);
    e.end(Op::Select, inst, &[total, zero, result]);
}

fn float_one(draft: &mut Draft, ty: u32) -> u32 {
    let words = match draft.float(ty) {
        Some(16) => vec![0x3c00],
        Some(64) => vec![0, 0x3ff0_0000],
        _ => vec![0x3f80_0000],
    };
    draft.define(Op::Constant, ty, words)
}

/// Minimum, maximum and median of three.
fn of_three(e: &mut Emit<'_>, inst: &Inst) -> bool {
    let number = inst.arg(1);
    // Nine functions: minimum, maximum, median; of floats, unsigned and signed integers each.
    let kinds = [
        (Gl::FMin, Gl::FMax),
        (Gl::UMin, Gl::UMax),
        (Gl::SMin, Gl::SMax),
    ];
    let Some(index) = number.checked_sub(1) else {
        return false;
    };
    let Some(&(least, most)) = kinds.get(index as usize % 3) else {
        return false;
    };
    let ty = inst.ty;
    let [x, y, z] = [2, 3, 4].map(|index| inst.arg(index));
    match index / 3 {
        0 | 1 => {
            let function = if index < 3 { least } else { most };
            let two = e.glsl(function, ty, &[x, y]);
            end(e, inst, function, &[two, z]);
        }
        2 => {
            let low = e.glsl(least, ty, &[x, y]);
            let high = e.glsl(most, ty, &[x, y]);
            let below = e.glsl(least, ty, &[high, z]);
            end(e, inst, most, &[low, below]);
        }
        _ => return false,
    }
    true
}

/// A dot product of vectors of integers, or of bytes that are packed into a word.
fn dot(e: &mut Emit<'_>, inst: &Inst) -> bool {
    let Some((result_width, _)) = e.draft.integer(inst.ty) else {
        return false;
    };
    // A narrower sum has the low bits of that of 32.
    let width = result_width.max(32);
    let saturates = matches!(inst.op, Op::SDotAccSat | Op::UDotAccSat | Op::SUDotAccSat);
    let signed = match inst.op {
        Op::SDot | Op::SDotAccSat => [true, true],
        Op::UDot | Op::UDotAccSat => [false, false],
        _ => [true, false],
    };
    // A sum that saturates is one of 32 bits here: no narrower one overflows in it.
    if saturates && result_width != 32 {
        return false;
    }
    let sum_type = e
        .draft
        .define(Op::TypeInt, 0, [width, u32::from(signed[0])]);
    let mut sides: Vec<Vec<u32>> = Vec::new();
    for (index, signed) in signed.into_iter().enumerate() {
        let value = inst.arg(index);
        let ty = e.draft.type_of(value);
        let Some((part_width, _)) = e.draft.integer(ty) else {
            return false;
        };
        let parts = match e.draft.vector_parts(ty) {
            Some((part, count)) if part_width <= width => (0..count)
                .map(|index| {
                    let part = e.extract(part, value, &[index]);
                    widen(e, sum_type, part, part_width, width, signed)
                })
                .collect(),
            None if part_width == 32 => (0..4)
                .map(|index| packed(e, sum_type, value, index, width, signed))
                .collect(),
            _ => return false,
        };
        sides.push(parts);
    }
    let (Some(left), Some(right)) = (sides.first().cloned(), sides.get(1).cloned()) else {
        return false;
    };
    let mut sum = e.draft.define(Op::ConstantNull, sum_type, []);
    for (a, b) in left.into_iter().zip(right) {
        let product = e.op(Op::IMul, sum_type, &[a, b]);
        sum = e.op(Op::IAdd, sum_type, &[sum, product]);
    }
    if saturates {
        let plus = e.bitcast(sum_type, inst.arg(2));
        sum = add_saturated(e, sum_type, signed[0], sum, plus);
    }
    if result_width == width {
        e.end_bitcast(inst, sum);
    } else {
        let narrow = e
            .draft
            .define(Op::TypeInt, 0, [result_width, u32::from(signed[0])]);
        let op = if signed[0] {
            Op::SConvert
        } else {
            Op::UConvert
        };
        let sum = e.op(op, narrow, &[sum]);
        e.end_bitcast(inst, sum);
    }
    true
}

/// A component as a number of the sum's type.
fn widen(e: &mut Emit<'_>, to: u32, part: u32, from: u32, width: u32, signed: bool) -> u32 {
    if from == width {
        return e.bitcast(to, part);
    }
    let source = e.draft.define(Op::TypeInt, 0, [from, u32::from(signed)]);
    let part = e.bitcast(source, part);
    let wide = e.draft.define(Op::TypeInt, 0, [width, u32::from(signed)]);
    let op = if signed { Op::SConvert } else { Op::UConvert };
    let part = e.op(op, wide, &[part]);
    e.bitcast(to, part)
}

/// A byte of a word as a number of the sum's type.
fn packed(e: &mut Emit<'_>, to: u32, word: u32, index: u32, width: u32, signed: bool) -> u32 {
    let word_type = e.draft.int_type(signed);
    let word = e.bitcast(word_type, word);
    let (offset, count) = (e.draft.uint(index * 8), e.draft.uint(8));
    let op = if signed {
        Op::BitFieldSExtract
    } else {
        Op::BitFieldUExtract
    };
    let byte = e.op(op, word_type, &[word, offset, count]);
    widen(e, to, byte, 32, width, signed)
}

/// A sum that stays at the largest or smallest number instead of going beyond.
fn add_saturated(e: &mut Emit<'_>, ty: u32, signed: bool, a: u32, b: u32) -> u32 {
    let flag = e.draft.bool_type();
    let sum = e.op(Op::IAdd, ty, &[a, b]);
    if !signed {
        let all = e.draft.constant(ty, u32::MAX);
        let over = e.op(Op::ULessThan, flag, &[sum, a]);
        return e.op(Op::Select, ty, &[over, all, sum]);
    }
    let zero = e.draft.constant(ty, 0);
    let (least, most) = (
        e.draft.constant(ty, 0x8000_0000),
        e.draft.constant(ty, 0x7fff_ffff),
    );
    // Over where both have the sign that the sum has not.
    let from_a = e.op(Op::BitwiseXor, ty, &[a, sum]);
    let from_b = e.op(Op::BitwiseXor, ty, &[b, sum]);
    let both = e.op(Op::BitwiseAnd, ty, &[from_a, from_b]);
    let over = e.op(Op::SLessThan, flag, &[both, zero]);
    let negative = e.op(Op::SLessThan, flag, &[a, zero]);
    let end = e.op(Op::Select, ty, &[negative, least, most]);
    e.op(Op::Select, ty, &[over, end, sum])
}
