//! Tests of both directions, on the whole grammar and on the edges of literals; what is wrong with
//! texts and words is in `broken`. They need nothing from outside; the comparison with `spirv-as` and `spirv-dis` was
//! made by hand, and what was found there is held here as expected words and texts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::trivially_copy_pass_by_ref,
    reason = "a test that fails is to stop; options are passed as the API has them"
)]

use std::collections::HashSet;

use rspirv::grammar::{ExtendedInstruction, INSTRUCTION_TABLE, OperandKind, OperandQuantifier};
use rspirv::spirv::{self, Op};

use super::grammar::{self, Class, EnumTable, Pattern, Slot};
use super::{AssembleError, DisassembleOptions, GENERATOR, assemble, disassemble, string};

mod broken;

const RAW: DisassembleOptions = DisassembleOptions {
    friendly_names: false,
    indent: true,
    header: true,
    offsets: false,
};

const FRIENDLY: DisassembleOptions = DisassembleOptions {
    friendly_names: true,
    ..RAW
};

const BARE: DisassembleOptions = DisassembleOptions {
    friendly_names: false,
    indent: false,
    header: false,
    offsets: false,
};

/// Assembles and leaves out the header.
fn body(text: &str) -> Vec<u32> {
    match assemble(text) {
        Ok(words) => words[5..].to_vec(),
        Err(errors) => panic!("{text}\n{errors:#?}"),
    }
}

fn errors(text: &str) -> Vec<AssembleError> {
    assemble(text).expect_err(text)
}

/// Code and culprit of every error.
fn culprits(text: &str) -> Vec<(&'static str, &str)> {
    let errors = errors(text);
    errors
        .iter()
        .map(|error| (error.code, &text[error.span.clone()]))
        .collect()
}

fn dis(words: &[u32], options: &DisassembleOptions) -> String {
    disassemble(words, options).unwrap_or_else(|error| panic!("{error}: {words:x?}"))
}

/// Words to text to words, with both kinds of names.
fn round_trip(words: &[u32]) {
    let text = dis(words, &RAW);
    let again = assemble(&text).unwrap_or_else(|errors| panic!("{text}\n{errors:#?}"));
    assert_eq!(again[5..], words[5..], "{text}");
    assert_eq!(again[1], words[1]);
    let text = dis(words, &FRIENDLY);
    let again = assemble(&text).unwrap_or_else(|errors| panic!("{text}\n{errors:#?}"));
    assert_eq!(again.len(), words.len(), "{text}");
}

// ---- The whole grammar.

/// A module with a type and a value of it, to which instructions are added.
struct Module {
    words: Vec<u32>,
    next: u32,
}

const INT: u32 = 1;
const VALUE: u32 = 2;
const SET: u32 = 3;

impl Module {
    fn new(set: &str) -> Self {
        let text = format!(
            "%{INT} = OpTypeInt 64 1\n%{VALUE} = OpConstant %{INT} -7\n\
             %{SET} = OpExtInstImport \"{set}\""
        );
        Self {
            words: assemble(&text).unwrap(),
            next: 4,
        }
    }

    /// Adds an instruction, with `enumerant` in place of the first operand of its kind, and
    /// operands that come more often `repeats` times.
    fn add(
        &mut self,
        op: Op,
        enumerant: Option<(OperandKind, u32)>,
        repeats: usize,
        ext: Option<&ExtendedInstruction<'_>>,
    ) {
        let inst = grammar::by_opcode(op as u32).unwrap();
        let mut pattern = Pattern::new(inst.operands);
        let mut words = vec![0];
        let mut repeated = 0;
        while let Some((kind, quantifier)) = pattern.pop() {
            match quantifier {
                OperandQuantifier::ZeroOrOne if repeats == 0 => break,
                OperandQuantifier::One | OperandQuantifier::ZeroOrOne => {}
                OperandQuantifier::ZeroOrMore if repeated == repeats => continue,
                OperandQuantifier::ZeroOrMore => {
                    repeated += 1;
                    pattern.repeat(kind);
                }
            }
            match grammar::class(kind) {
                Class::ResultId => {
                    words.push(self.next);
                    self.next += 1;
                }
                Class::ResultType => words.push(INT),
                // Sets are wanted by the instructions that have them, values by all others.
                Class::Id if pattern.contains(OperandKind::LiteralExtInstInteger) => {
                    words.push(SET);
                }
                Class::Id => words.push(VALUE),
                Class::Integer => words.push(0xffff_ffff),
                Class::Float => words.push(1.5_f32.to_bits()),
                Class::Number => words.extend([5, 0xffff_fff0]),
                Class::String => string::encode("a \"\\é\n", &mut words),
                Class::ExtInst => {
                    let ext = ext.expect("a set");
                    words.push(ext.opcode.into());
                    pattern.replace(ext.operands);
                }
                Class::SpecOp => {
                    words.push(Op::IAdd as u32);
                    pattern = grammar::spec_operands(grammar::by_opcode(Op::IAdd as u32).unwrap())
                        .unwrap();
                }
                Class::Pair(first, second) => pattern.want_pair(first, second),
                Class::Enum(table) => {
                    let value = match enumerant {
                        Some((wanted, value)) if wanted == kind => value,
                        _ => table.values().next().unwrap(),
                    };
                    words.push(value);
                    pattern.want(&parameters(table, value));
                }
            }
        }
        words[0] = u32::try_from(words.len() << 16).unwrap() | op as u32;
        self.words.extend(words);
    }
}

fn parameters(table: &EnumTable, value: u32) -> Vec<Slot> {
    if !table.is_mask {
        return table.by_value(value).unwrap().parameters.clone();
    }
    let bits = (0..32).map(|bit| 1 << bit).filter(|bit| value & bit != 0);
    bits.flat_map(|bit| table.by_value(bit).unwrap().parameters.clone())
        .collect()
}

#[test]
fn every_instruction_survives() {
    for inst in INSTRUCTION_TABLE.iter() {
        let glsl = grammar::ext_set("GLSL.std.450").unwrap().iter().next();
        for repeats in 0..3 {
            let mut module = Module::new("GLSL.std.450");
            module.add(inst.opcode, None, repeats, glsl);
            round_trip(&module.words);
        }
    }
}

#[test]
fn every_enumerant_survives() {
    let mut seen = HashSet::new();
    let glsl = grammar::ext_set("GLSL.std.450").unwrap().iter().next();
    for inst in INSTRUCTION_TABLE.iter() {
        for operand in inst.operands {
            let kind = operand.kind;
            let Class::Enum(table) = grammar::class(kind) else {
                continue;
            };
            if !seen.insert(kind) {
                continue;
            }
            let mut module = Module::new("GLSL.std.450");
            for value in table.values() {
                module.add(inst.opcode, Some((kind, value)), 1, glsl);
                module.add(inst.opcode, Some((kind, value)), 2, glsl);
            }
            if table.is_mask {
                let all = table.values().fold(0, |all, value| all | value);
                module.add(inst.opcode, Some((kind, 0)), 1, glsl);
                module.add(inst.opcode, Some((kind, all)), 1, glsl);
            }
            round_trip(&module.words);
        }
    }
    // Far from all are operands of instructions; the others are parameters of enumerants.
    assert!(seen.len() > 25, "{}", seen.len());
}

#[test]
fn every_extended_instruction_survives() {
    for name in [
        "GLSL.std.450",
        "OpenCL.std",
        "DebugInfo",
        "OpenCL.DebugInfo.100",
        "NonSemantic.Shader.DebugInfo.100",
        "NonSemantic.DebugPrintf",
        "NonSemantic.ClspvReflection.5",
        "SPV_AMD_gcn_shader",
    ] {
        let set = grammar::ext_set(name).unwrap();
        for repeats in 0..3 {
            let mut module = Module::new(name);
            for inst in set.iter() {
                module.add(Op::ExtInst, None, repeats, Some(inst));
            }
            round_trip(&module.words);
        }
    }
    assert!(grammar::ext_set("NonSemantic.Unheard").is_none());
    assert!(grammar::ext_set("GLSL.std.451").is_none());
}

#[test]
fn every_name_leads_back_to_its_value() {
    let check = |kind: OperandKind| {
        if let Class::Enum(table) = grammar::class(kind) {
            for value in table.values() {
                let entry = table.by_value(value).unwrap();
                assert_eq!(
                    table.by_name(&entry.name),
                    Some(value),
                    "{kind:?} {}",
                    entry.name
                );
                let known = entry.parameters.iter().all(|slot| is_known(slot.0));
                assert!(known, "{kind:?} {}", entry.name);
            }
        }
        assert!(is_known(kind), "{kind:?}");
    };
    for inst in INSTRUCTION_TABLE.iter() {
        inst.operands.iter().for_each(|operand| check(operand.kind));
        assert_eq!(grammar::by_name(inst.opname).unwrap().opcode, inst.opcode);
    }
    // Nothing is beyond the limit up to which values are tried.
    let beyond = grammar::ENUMERANT_LIMIT..0x2_0000;
    assert!(
        beyond
            .clone()
            .all(|value| spirv::Capability::from_u32(value).is_none())
    );
    assert!(
        beyond
            .clone()
            .all(|value| spirv::Decoration::from_u32(value).is_none())
    );
    assert!(
        beyond
            .clone()
            .all(|value| spirv::ExecutionMode::from_u32(value).is_none())
    );
    assert!(
        beyond
            .clone()
            .all(|value| spirv::BuiltIn::from_u32(value).is_none())
    );
    assert!(
        beyond
            .into_iter()
            .all(|value| spirv::StorageClass::from_u32(value).is_none())
    );
}

/// Whether an operand kind is handled, rather than taken for a number for want of better.
fn is_known(kind: OperandKind) -> bool {
    !matches!(grammar::class(kind), Class::Integer) || kind == OperandKind::LiteralInteger
}

#[test]
fn alternative_names() {
    let words = body("OpDecorateStringGOOGLE %a HlslSemanticGOOGLE \"x\"\n%a = OpTypeVoid");
    assert_eq!(words[0], 4 << 16 | Op::DecorateString as u32);
    let words =
        body("OpStore %a %a MakePointerAvailableKHR|NonPrivatePointerKHR %a\n%a = OpTypeVoid");
    assert_eq!(words[3], 0x28);
    assert_eq!(body("OpCapability RayTracingNV"), [0x0002_0011, 5340]);
}

// ---- Ids and the header.

#[test]
fn header_and_version() {
    let words = assemble("OpNop").unwrap();
    assert_eq!(
        words,
        [
            spirv::MAGIC_NUMBER,
            0x0001_0500,
            GENERATOR,
            1,
            0,
            0x0001_0000
        ]
    );
    assert_eq!(
        assemble("; SPIR-V\n; Version: 1.3\nOpNop").unwrap()[1],
        0x0001_0300
    );
    // Only ahead of the first instruction is a comment the header.
    assert_eq!(assemble("OpNop\n; Version: 1.3").unwrap()[1], 0x0001_0500);
    assert_eq!(assemble("\u{feff}; Version: 1.0").unwrap()[1], 0x0001_0000);
    assert_eq!(assemble("").unwrap().len(), 5);
}

#[test]
fn numeric_ids_are_kept_and_names_fill_the_gaps() {
    let words = assemble("%b = OpTypeStruct %a %2\n%a = OpTypeVoid\n%2 = OpTypeBool").unwrap();
    assert_eq!(
        words[5..],
        [0x0004_001e, 1, 3, 2, 0x0002_0013, 3, 0x0002_0014, 2]
    );
    assert_eq!(words[3], 4);
    // Not numbers that can be kept: names.
    let words = assemble("%0 = OpTypeVoid\n%01 = OpTypeVoid\n%4294967295 = OpTypeVoid").unwrap();
    assert_eq!(words[5..], [0x0002_0013, 1, 0x0002_0013, 2, 0x0002_0013, 3]);
}

// ---- Literals.

#[test]
fn integers() {
    let value = |ty: &str, text: &str| -> Option<Vec<u32>> {
        let words = assemble(&format!("%1 = OpTypeInt {ty}\n%2 = OpConstant %1 {text}")).ok()?;
        Some(words[12..].to_vec())
    };
    for (ty, text, expected) in [
        ("32 1", "-1", vec![0xffff_ffff]),
        ("32 1", "0xffffffff", vec![0xffff_ffff]),
        ("32 1", "-2147483648", vec![0x8000_0000]),
        ("32 0", "4294967295", vec![0xffff_ffff]),
        ("32 0", "010", vec![8]),
        ("32 0", "+5", vec![5]),
        ("16 1", "0x8000", vec![0xffff_8000]),
        ("16 1", "-1", vec![0xffff_ffff]),
        ("16 0", "0xffff", vec![0xffff]),
        ("8 1", "-128", vec![0xffff_ff80]),
        ("8 0", "255", vec![0xff]),
        ("64 1", "-1", vec![0xffff_ffff, 0xffff_ffff]),
        ("64 0", "0x100000002", vec![2, 1]),
        (
            "64 0",
            "18446744073709551615",
            vec![0xffff_ffff, 0xffff_ffff],
        ),
        ("32 0", "!7", vec![7]),
    ] {
        assert_eq!(value(ty, text), Some(expected), "{ty} {text}");
    }
    for (ty, text) in [
        ("32 0", "-1"),
        ("32 0", "-0"),
        ("32 0", "4294967296"),
        ("32 1", "2147483648"),
        ("32 1", "-2147483649"),
        ("16 1", "32768"),
        ("8 1", "0x100"),
        ("64 0", "18446744073709551616"),
        ("32 0", "08"),
        ("32 0", "0x"),
        ("32 0", "1.0"),
        ("32 0", "1e3"),
        ("32 0", "--1"),
        ("32 0", "é"),
        ("0 0", "1"),
        ("128 0", "1"),
    ] {
        assert_eq!(value(ty, text), None, "{ty} {text}");
    }
}

#[test]
fn floats() {
    let value = |ty: &str, text: &str| -> Option<u64> {
        let source = format!("%1 = OpTypeFloat {ty}\n%2 = OpConstant %1 {text}");
        let words = assemble(&source).ok()?;
        let words = &words[8 + ty.split(' ').count() - 1 + 3..];
        Some(
            words
                .iter()
                .rev()
                .fold(0, |bits, &word| bits << 32 | u64::from(word)),
        )
    };
    for (ty, text, expected) in [
        ("32", "0.5", 0x3f00_0000),
        ("32", "-0", 0x8000_0000),
        ("32", "1e-50", 0),
        ("32", "0x1p-149", 1),
        ("32", "0x1p-150", 0),
        ("32", "0x1p+128", 0x7f80_0000),
        ("32", "0x1.8p+128", 0x7fc0_0000),
        ("32", "-0x1.800002p+128", 0xffc0_0001),
        ("32", "0x1.fffffffp0", 0x3fff_ffff),
        ("32", "0x1p99999999999999999999", 0x7f80_0000),
        ("32", "0x123456789abcdef01234p-20", 0x5b91_a2b3),
        ("64", "0.1", 0x3fb9_9999_9999_999a),
        ("64", "0x1p-1074", 1),
        ("64", "0x1p+1024", 0x7ff0_0000_0000_0000),
        ("16", "0.3", 0x34cc),
        ("16", "65535", 0x7bff),
        ("16", "0x1p-24", 1),
        ("16", "0x1p+16", 0x7c00),
        ("16", "0x1.8p+16", 0x7e00),
        ("16 BFloat16KHR", "1.5", 0x3fc0),
        ("8 Float8E4M3EXT", "448", 0x7e),
        ("8 Float8E5M2EXT", "1", 0x3c),
    ] {
        assert_eq!(value(ty, text), Some(expected), "{ty} {text}");
    }
    for (ty, text) in [
        ("32", "1e40"),
        ("32", "inf"),
        ("32", "nan"),
        ("32", "0x1"),
        ("32", "0xp3"),
        ("32", "0x1p+-3"),
        ("32", "1e"),
        ("32", "."),
        ("32", "--1"),
        ("64", "1e400"),
        ("16", "65536"),
        ("8 Float8E4M3EXT", "480"),
    ] {
        assert_eq!(value(ty, text), None, "{ty} {text}");
    }
}

#[test]
fn numbers_are_written_as_spirv_dis_does() {
    let text = |ty: &str, words: &[u32]| {
        let mut module = assemble(&format!("%1 = {ty}")).unwrap();
        module.push(u32::try_from(3 + words.len()).unwrap() << 16 | Op::Constant as u32);
        module.extend([1, 2]);
        module.extend(words);
        round_trip(&module);
        let text = dis(&module, &BARE);
        text.rsplit_once(' ').unwrap().1.trim_end().to_owned()
    };
    let float = |value: f32| text("OpTypeFloat 32", &[value.to_bits()]);
    assert_eq!(float(0.1), "0.100000001");
    assert_eq!(float(1.0), "1");
    assert_eq!(float(-0.0), "-0");
    assert_eq!(float(100.0), "100");
    assert_eq!(float(1e9), "1e+09");
    assert_eq!(float(123_456_792.0), "123456792");
    assert_eq!(float(1e-4), "9.99999975e-05");
    assert_eq!(float(f32::MAX), "3.40282347e+38");
    assert_eq!(float(f32::INFINITY), "0x1p+128");
    assert_eq!(float(f32::from_bits(0xffc0_0001)), "-0x1.800002p+128");
    assert_eq!(float(f32::from_bits(1)), "0x1p-149");
    assert_eq!(
        text("OpTypeFloat 64", &[0x9999_999a, 0x3fb9_9999]),
        "0.10000000000000001"
    );
    assert_eq!(text("OpTypeFloat 16", &[0x3c00]), "0x1p+0");
    assert_eq!(text("OpTypeFloat 16", &[0x8000]), "-0x0p+0");
    assert_eq!(text("OpTypeFloat 16", &[0x0001]), "0x1p-24");
    assert_eq!(text("OpTypeInt 16 1", &[0xffff_ffff]), "-1");
    assert_eq!(
        text("OpTypeInt 64 1", &[0, 0x8000_0000]),
        "-9223372036854775808"
    );
    // Without a spelling: padding that is not what it should be.
    assert_eq!(text("OpTypeInt 16 1", &[0xffff]), "!0x0000ffff");
    assert_eq!(text("OpTypeFloat 16", &[0x1_3c00]), "!0x00013c00");
}

#[test]
fn strings() {
    let words = body("OpName %1 \"a\\\\b\\\"c\\nd\"\n%1 = OpTypeVoid");
    assert_eq!(
        words[2..4],
        [
            u32::from_le_bytes(*b"a\\b\""),
            u32::from_le_bytes(*b"cnd\0")
        ]
    );
    assert_eq!(body("OpExtension \"\""), [0x0002_000a, 0]);
    assert_eq!(body("OpExtension \"abcd\""), [0x0003_000a, 0x6463_6261, 0]);
    assert_eq!(body("OpExtension \"a\nb\";"), [0x0002_000a, 0x0062_0a61]);
    // Not UTF-8, and rubbish behind the terminator: as raw words.
    for word in [0x00ff_6161, 0x6100_6161] {
        let mut words = assemble("").unwrap();
        words.extend([0x0002_000a, word]);
        assert_eq!(dis(&words, &BARE), format!("OpExtension !0x{word:08x}\n"));
        round_trip(&words);
    }
}

#[test]
fn raw_words() {
    assert_eq!(body("!0x00020011 !1"), [0x0002_0011, 1]);
    assert_eq!(
        body("OpNop !4 %9 = OpTypeVoid"),
        [0x0001_0000, 4, 0x0002_0013, 9]
    );
    assert_eq!(body("%9 = OpConstant !1 !5"), [0x0004_002b, 1, 9, 5]);
    let words = body("%9 = OpConstant !1 5 -7 \"abc\" 1.5 %2");
    assert_eq!(
        words,
        [
            0x0008_002b,
            1,
            9,
            5,
            0xffff_fff9,
            0x0063_6261,
            0x3fc0_0000,
            2
        ]
    );
    assert_eq!(culprits("OpCapability !1 Shader")[0].1, "Shader");
    assert_eq!(culprits("OpCapability !4294967296")[0].1, "!4294967296");
}
