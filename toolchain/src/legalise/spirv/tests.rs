//! The expansions, run: an interpreter of straight-line SPIR-V against Rust's own arithmetic.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a test stops at the first surprise, and bits are what is compared"
)]

use std::collections::{BTreeMap, HashMap};

use rspirv::spirv::{GlslStd450Op as Gl, Op};

use super::draft::{Draft, Inst};
use super::{Extent, Legalised, Settings, legalise};
use crate::spirv_text::assemble;

const ALL: Settings = Settings {
    extent: Extent::All,
    freeze: false,
    storage_format: crate::options::version::StorageTexel::Auto,
    extensions: &[],
    capabilities: None,
    flip_positions: true,
    layouts: super::Layouts::AsDeclared,
};

fn legalised(text: &str) -> Legalised {
    legalise(&assemble(text).unwrap(), ALL, &BTreeMap::new()).unwrap()
}

#[test]
fn long_texts_of_a_source_end_where_their_first_instruction_does() {
    let legalised = legalised(
        "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
         OpEntryPoint GLCompute %4 \"main\"\nOpExecutionMode %4 LocalSize 1 1 1\n\
         %1 = OpString \"long.comp\"\nOpSource GLSL 450 %1 \"#version 450\"\n\
         OpSourceContinued \"void main() {}\"\n%2 = OpTypeVoid\n%3 = OpTypeFunction %2\n\
         %4 = OpFunction %2 None %3\n%5 = OpLabel\nOpReturn\nOpFunctionEnd\n",
    );
    let draft = Draft::read(&legalised.words).unwrap();
    let ops: Vec<Op> = draft.debug.iter().map(|inst| inst.op).collect();
    assert_eq!(ops, [Op::String, Op::Source]);
}

/// A value: the bits of scalars, or parts.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Bits(u32),
    Parts(Vec<Value>),
}

impl Value {
    fn bits(&self) -> u32 {
        match self {
            Self::Bits(bits) => *bits,
            Self::Parts(_) => panic!("a scalar was expected"),
        }
    }
}

/// Runs the only block of a function; the variable `%a` is given, the value stored last is got.
fn run(words: &[u32], inputs: &[(u32, u32)]) -> Vec<(u32, Value)> {
    let draft = Draft::read(words).unwrap();
    let mut values: HashMap<u32, Value> = HashMap::new();
    for inst in &draft.globals {
        let value = match inst.op {
            Op::Constant => Value::Bits(inst.arg(0)),
            Op::ConstantTrue => Value::Bits(1),
            Op::ConstantFalse | Op::ConstantNull => Value::Bits(0),
            _ => continue,
        };
        values.insert(inst.id, value);
    }
    let mut memory: HashMap<u32, Value> = inputs
        .iter()
        .map(|&(id, bits)| (id, Value::Bits(bits)))
        .collect();
    let mut stored = Vec::new();
    for inst in draft.functions[0].insts() {
        match inst.op {
            Op::Load => {
                let value = memory[&inst.arg(0)].clone();
                values.insert(inst.id, value);
            }
            Op::Store => {
                let value = values[&inst.arg(1)].clone();
                stored.push((inst.arg(0), value.clone()));
                memory.insert(inst.arg(0), value);
            }
            Op::Return | Op::Variable => {}
            _ => {
                let value = step(&draft, inst, &values);
                values.insert(inst.id, value);
            }
        }
    }
    stored
}

fn step(draft: &Draft, inst: &Inst, values: &HashMap<u32, Value>) -> Value {
    let value = |at: usize| values[&inst.arg(at)].clone();
    let bits = |at: usize| value(at).bits();
    let float = |at: usize| f32::from_bits(bits(at));
    let flag = |it: bool| Value::Bits(u32::from(it));
    match inst.op {
        Op::CompositeConstruct => {
            Value::Parts(inst.args.iter().map(|id| values[id].clone()).collect())
        }
        Op::CompositeExtract => match value(0) {
            Value::Parts(parts) => parts[inst.arg(1) as usize].clone(),
            Value::Bits(_) => panic!("a composite was expected"),
        },
        Op::Bitcast | Op::CopyObject => value(0),
        Op::Select => value(if bits(0) != 0 { 1 } else { 2 }),
        Op::IAdd => Value::Bits(bits(0).wrapping_add(bits(1))),
        Op::ISub => Value::Bits(bits(0).wrapping_sub(bits(1))),
        Op::IMul => Value::Bits(bits(0).wrapping_mul(bits(1))),
        Op::SRem => Value::Bits((bits(0) as i32).wrapping_rem(bits(1) as i32) as u32),
        Op::BitwiseAnd => Value::Bits(bits(0) & bits(1)),
        Op::BitwiseOr => Value::Bits(bits(0) | bits(1)),
        Op::BitwiseXor => Value::Bits(bits(0) ^ bits(1)),
        Op::ShiftRightLogical => Value::Bits(bits(0) >> bits(1)),
        Op::ULessThan => flag(bits(0) < bits(1)),
        Op::SLessThan => flag((bits(0) as i32) < (bits(1) as i32)),
        Op::IEqual => flag(bits(0) == bits(1)),
        Op::INotEqual => flag(bits(0) != bits(1)),
        Op::LogicalAnd => flag(bits(0) & bits(1) != 0),
        Op::FSub => Value::Bits((float(0) - float(1)).to_bits()),
        Op::ExtInst if inst.arg(1) == Gl::Trunc as u32 => Value::Bits(float(2).trunc().to_bits()),
        op => panic!("{op:?} is not run here ({:?})", draft.spoken(inst.id)),
    }
}

const EDGES: &[u32] = &[
    0,
    1,
    2,
    7,
    0xffff,
    0x1_0000,
    0x1_0001,
    0x7fff_ffff,
    0x8000_0000,
    0x8000_0001,
    0xdead_beef,
    0xffff_fffe,
    0xffff_ffff,
];

/// A module that applies `operation` (to `%x` and `%y`, giving `%r`) to two numbers.
fn binary(result: &str, operation: &str) -> String {
    format!(
        "OpCapability Shader\n%glsl = OpExtInstImport \"GLSL.std.450\"\nOpMemoryModel Logical GLSL450\n\
         OpEntryPoint GLCompute %100 \"main\"\nOpExecutionMode %100 LocalSize 1 1 1\n\
         %void = OpTypeVoid\n%fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0\n%int = OpTypeInt 32 1\n\
         %float = OpTypeFloat 32\n%upair = OpTypeStruct %uint %uint\n%ipair = OpTypeStruct %int %int\n\
         %fpair = OpTypeStruct %float %float\n%mixed = OpTypeStruct %float %int\n\
         %from = OpTypePointer Private %uint\n%to = OpTypePointer Private {result}\n\
         %1 = OpVariable %from Private\n%2 = OpVariable %from Private\n%3 = OpVariable %to Private\n\
         %100 = OpFunction %void None %fn\n%entry = OpLabel\n%x = OpLoad %uint %1\n%y = OpLoad %uint %2\n\
         {operation}\nOpStore %3 %r\nOpReturn\nOpFunctionEnd\n"
    )
}

fn results(result: &str, operation: &str, mut check: impl FnMut(u32, u32, Value)) {
    let legalised = legalised(&binary(result, operation));
    assert!(legalised.changed);
    for &a in EDGES {
        for &b in EDGES {
            let stored = run(&legalised.words, &[(1, a), (2, b)]);
            check(a, b, stored.last().unwrap().1.clone());
        }
    }
}

fn pair(low: u32, high: u32) -> Value {
    Value::Parts(vec![Value::Bits(low), Value::Bits(high)])
}

#[test]
fn carries_and_wide_products_are_those_of_64_bits() {
    results("%upair", "%r = OpIAddCarry %upair %x %y", |a, b, got| {
        let sum = u64::from(a) + u64::from(b);
        assert_eq!(got, pair(sum as u32, (sum >> 32) as u32), "{a} + {b}");
    });
    results("%upair", "%r = OpISubBorrow %upair %x %y", |a, b, got| {
        assert_eq!(got, pair(a.wrapping_sub(b), u32::from(a < b)), "{a} - {b}");
    });
    results("%upair", "%r = OpUMulExtended %upair %x %y", |a, b, got| {
        let product = u64::from(a) * u64::from(b);
        assert_eq!(
            got,
            pair(product as u32, (product >> 32) as u32),
            "{a} * {b}"
        );
    });
    let signed = "%p = OpBitcast %int %x\n%q = OpBitcast %int %y\n%r = OpSMulExtended %ipair %p %q";
    results("%ipair", signed, |a, b, got| {
        let product = i64::from(a as i32) * i64::from(b as i32);
        assert_eq!(
            got,
            pair(product as u32, (product >> 32) as u32),
            "{a} * {b}"
        );
    });
}

#[test]
fn modulo_has_the_sign_of_the_divisor() {
    let modulo = "%p = OpBitcast %int %x\n%q = OpBitcast %int %y\n%r = OpSMod %int %p %q";
    let words = legalised(&binary("%int", modulo)).words;
    for &a in EDGES {
        for &b in EDGES.iter().filter(|&&b| b != 0) {
            let got = run(&words, &[(1, a), (2, b)]).last().unwrap().1.bits();
            let (x, y) = (i64::from(a as i32), i64::from(b as i32));
            // In a width that cannot overflow.
            let floored = if y > 0 {
                x.rem_euclid(y)
            } else {
                -((-x).rem_euclid(-y))
            };
            assert_eq!(i64::from(got as i32), floored, "{x} mod {y}");
        }
    }
}

#[test]
fn frexp_and_modf_take_numbers_apart() {
    let numbers = [
        0.0_f32,
        1.0,
        -1.0,
        0.5,
        0.75,
        3.0,
        -7.25,
        1.0e-30,
        1.0e30,
        123_456.79,
        -0.1,
        f32::MAX,
        f32::MIN_POSITIVE,
    ];
    let frexp = legalised(&binary(
        "%mixed",
        "%f = OpBitcast %float %x\n%r = OpExtInst %mixed %glsl FrexpStruct %f",
    ));
    let modf = legalised(&binary(
        "%fpair",
        "%f = OpBitcast %float %x\n%r = OpExtInst %fpair %glsl ModfStruct %f",
    ));
    for number in numbers {
        let inputs = [(1, number.to_bits()), (2, 0)];
        let Value::Parts(parts) = run(&frexp.words, &inputs).last().unwrap().1.clone() else {
            panic!("two parts");
        };
        let (significand, exponent) = (f32::from_bits(parts[0].bits()), parts[1].bits() as i32);
        assert!(
            number == 0.0 || (0.5..1.0).contains(&significand.abs()),
            "{number}"
        );
        let back = f64::from(significand) * 2.0_f64.powi(exponent);
        assert_eq!(back, f64::from(number), "{number}");

        let Value::Parts(parts) = run(&modf.words, &inputs).last().unwrap().1.clone() else {
            panic!("two parts");
        };
        let (part, whole) = (
            f32::from_bits(parts[0].bits()),
            f32::from_bits(parts[1].bits()),
        );
        assert_eq!(whole, number.trunc());
        assert_eq!(part, number.fract());
    }
}

#[test]
fn what_needs_nothing_stays_word_for_word() {
    let text = binary("%uint", "%r = OpIAdd %uint %x %y");
    let words = assemble(&text).unwrap();
    let settings = Settings {
        extent: Extent::Meaning,
        ..ALL
    };
    let legalised = legalise(&words, settings, &BTreeMap::new()).unwrap();
    assert!(!legalised.changed);
    assert_eq!(legalised.words, words);
}

#[test]
fn signed_shifts_of_unsigned_numbers_are_cast() {
    let text = binary("%uint", "%r = OpShiftRightArithmetic %uint %x %y");
    let legalised = legalised(&text);
    let draft = Draft::read(&legalised.words).unwrap();
    let shift = draft.functions[0]
        .insts()
        .find(|inst| inst.op == Op::ShiftRightArithmetic)
        .unwrap();
    assert_eq!(draft.integer(shift.ty), Some((32, true)));
    assert_eq!(draft.integer(draft.type_of(shift.arg(0))), Some((32, true)));
}

#[test]
fn copies_of_opaque_values_and_lines_are_passed_over() {
    // A line alone is what naga refuses in some places: the module counts as changed without it.
    let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
        OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1\n\
        %file = OpString \"a\"\n%void = OpTypeVoid\n%fn = OpTypeFunction %void\n\
        OpLine %file 1 1\n%main = OpFunction %void None %fn\n%label = OpLabel\nOpReturn\n\
        OpFunctionEnd\n";
    assert!(legalised(text).changed);
}

#[test]
fn constants_are_composed_of_numbers() {
    let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%int = OpTypeInt 32 1
%v2 = OpTypeVector %int 2\n%v3 = OpTypeVector %int 3\n%one = OpConstant %int 1
%two = OpConstantComposite %v2 %one %one\n%null = OpConstantNull %v2
%main = OpFunction %void None %fn\n%entry = OpLabel
%a = OpCompositeConstruct %v3 %two %one\n%b = OpCompositeConstruct %v3 %one %null
OpReturn\nOpFunctionEnd\n";
    let settings = Settings {
        extent: Extent::Meaning,
        ..ALL
    };
    let words = legalise(&assemble(text).unwrap(), settings, &BTreeMap::new())
        .unwrap()
        .words;
    let draft = Draft::read(&words).unwrap();
    let lengths: Vec<usize> = draft.functions[0]
        .insts()
        .filter(|inst| inst.op == Op::CompositeConstruct)
        .map(|inst| inst.args.len())
        .collect();
    assert_eq!(lengths, [3, 3]);
}

#[test]
fn structs_without_members_leave_others() {
    let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1
OpMemberName %block 1 \"nothing\"\nOpMemberName %block 2 \"number\"
OpMemberDecorate %block 0 Offset 0\nOpMemberDecorate %block 1 Offset 4
OpMemberDecorate %block 2 Offset 8\nOpDecorate %block BufferBlock
OpDecorate %from DescriptorSet 0\nOpDecorate %from Binding 0
OpDecorate %to DescriptorSet 0\nOpDecorate %to Binding 1
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0
%one = OpConstant %uint 1\n%two = OpConstant %uint 2\n%empty = OpTypeStruct
%block = OpTypeStruct %uint %empty %uint\n%to_block = OpTypePointer Uniform %block
%to_empty = OpTypePointer Uniform %empty\n%to_uint = OpTypePointer Uniform %uint
%from = OpVariable %to_block Uniform\n%to = OpVariable %to_block Uniform
%main = OpFunction %void None %fn\n%entry = OpLabel
%whole = OpLoad %block %from\nOpStore %to %whole
%a = OpAccessChain %to_empty %from %one\n%b = OpAccessChain %to_empty %to %one
%nothing = OpLoad %empty %a\nOpStore %b %nothing
%c = OpAccessChain %to_uint %to %two\n%number = OpCompositeExtract %uint %whole 2
OpStore %c %number\nOpReturn\nOpFunctionEnd\n";
    let draft = Draft::read(&legalised(text).words).unwrap();
    let insts: Vec<&Inst> = draft.functions[0].insts().collect();
    let stores = insts.iter().filter(|inst| inst.op == Op::Store).count();
    assert_eq!(stores, 2);
    let chains: Vec<Option<u32>> = insts
        .iter()
        .filter(|inst| inst.op == Op::AccessChain)
        .map(|inst| draft.constant_value(inst.arg(1)))
        .collect();
    assert_eq!(chains, [Some(1)]);
    let extract = insts.iter().find(|inst| inst.op == Op::CompositeExtract);
    assert_eq!(extract.unwrap().arg(1), 1);
    let block = draft
        .globals
        .iter()
        .find(|inst| inst.op == Op::TypeStruct && inst.args.len() == 2)
        .unwrap();
    let offset = draft.member_decoration(block.id, 1, rspirv::spirv::Decoration::Offset);
    assert_eq!(offset, Some([8].as_slice()));
    assert_eq!(draft.member_name(block.id, 1).unwrap(), "number");
}

#[test]
fn what_is_undefined_is_computed_with_as_zero() {
    let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0
%v2 = OpTypeVector %uint 2\n%seven = OpConstant %uint 7
%known = OpConstantComposite %v2 %seven %seven\n%unknown = OpUndef %v2
%mixed = OpSpecConstantOp %v2 VectorShuffle %known %unknown 1 2
%part = OpSpecConstantOp %uint CompositeExtract %mixed 0
%main = OpFunction %void None %fn\n%entry = OpLabel
%sum = OpIAdd %uint %part %part\nOpReturn\nOpFunctionEnd\n";
    let draft = Draft::read(&legalised(text).words).unwrap();
    let is_left = draft.globals.iter().any(|i| i.op == Op::SpecConstantOp);
    assert!(!is_left);
    let sum = draft.functions[0]
        .insts()
        .find(|inst| inst.op == Op::IAdd)
        .unwrap();
    assert_eq!(draft.constant_value(sum.arg(0)), Some(7));
}
