//! What is said about broken texts and words, and that garbage does no harm.

use std::collections::HashSet;

use super::super::ERROR_CODES;
use super::{BARE, FRIENDLY, RAW, assemble, body, culprits, dis, disassemble, errors};

/// A small module with a bit of everything.
const MODULE: &str = r#"; SPIR-V
; Version: 1.3
; Generator: rspirv; 0
; Bound: 24
; Schema: 0
               OpCapability Shader
        %ext = OpExtInstImport "GLSL.std.450"
               OpMemoryModel Logical GLSL450
               OpEntryPoint Fragment %main "main" %color
               OpExecutionMode %main OriginUpperLeft
               OpName %main "main"
               OpName %color "a \"color\""
               OpDecorate %color Location 0
       %void = OpTypeVoid
        %fun = OpTypeFunction %void
      %float = OpTypeFloat 32
        %int = OpTypeInt 32 1
       %long = OpTypeInt 64 0
       %bool = OpTypeBool
         %v4 = OpTypeVector %float 4
        %out = OpTypePointer Output %v4
      %color = OpVariable %out Output
       %half = OpConstant %float 0.5
        %nan = OpConstant %float -0x1.8p+128
       %zero = OpConstant %int 0
        %big = OpConstant %long 0x100000000
       %spec = OpSpecConstantOp %int IAdd %zero %zero
       %true = OpConstantTrue %bool
       %main = OpFunction %void Inline|Pure %fun
      %entry = OpLabel
        %sin = OpExtInst %float %ext Sin %half
        %vec = OpCompositeConstruct %v4 %sin %sin %half %half
               OpStore %color %vec Volatile|Aligned 16
               OpSelectionMerge %end None
               OpSwitch %big %end 0 %one 0x1ffffffff %end
        %one = OpLabel
               OpBranch %end
        %end = OpLabel
               OpReturn
               OpFunctionEnd
"#;

#[test]
fn a_module_keeps_its_text() {
    let words = assemble(MODULE).unwrap();
    let text = dis(&words, &FRIENDLY);
    let again = assemble(&text).unwrap();
    assert_eq!(dis(&again, &FRIENDLY), text);
    assert_eq!(again.len(), words.len());
    assert_eq!(assemble(&dis(&words, &RAW)).unwrap(), words);
    for line in [
        "               OpEntryPoint Fragment %main \"main\" %a__color_",
        "%_ptr_Output_v4float = OpTypePointer Output %v4float",
        "  %float_0_5 = OpConstant %float 0.5",
        "%float_n0x1_8p_128 = OpConstant %float -0x1.8p+128",
        "%ulong_4294967296 = OpConstant %ulong 4294967296",
        "               OpSwitch %ulong_4294967296 %8 0 %9 8589934591 %8",
    ] {
        // Numbers of ids without a name may be others.
        let is_same = |other: &str| shape(other) == shape(line);
        assert!(text.lines().any(is_same), "{line}\n{text}");
    }
}

/// A line without the numbers of its ids.
fn shape(line: &str) -> String {
    let is_id = |word: &str| word.starts_with('%') && word[1..].bytes().all(|b| b.is_ascii_digit());
    let words = line.split_whitespace();
    words
        .map(|word| if is_id(word) { "%" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn options() {
    let words = assemble("OpCapability Shader\n%1 = OpTypeVoid").unwrap();
    assert_eq!(dis(&words, &BARE), "OpCapability Shader\n%1 = OpTypeVoid\n");
    let with_offsets = super::DisassembleOptions {
        offsets: true,
        indent: true,
        ..BARE
    };
    let expected =
        "               OpCapability Shader ; 0x00000014\n          %1 = OpTypeVoid ; 0x0000001c\n";
    assert_eq!(dis(&words, &with_offsets), expected);
    let swapped: Vec<_> = words.iter().map(|word| word.swap_bytes()).collect();
    assert_eq!(dis(&swapped, &RAW), dis(&words, &RAW));
}

#[test]
fn friendly_names_are_unique() {
    let text = "OpName %1 \"x\"\nOpName %2 \"x\"\nOpName %3 \"x_0\"\nOpName %4 \"\"\nOpName %5 \"7\"\n\
                OpName %6 \"é\"\n%1 = OpTypeVoid\n%2 = OpTypeBool\n%3 = OpTypeSampler\n\
                %4 = OpTypeEvent\n%5 = OpTypeQueue\n%6 = OpTypeReserveId\n%7 = OpTypePipeStorage";
    let words = assemble(&text.replace("%7 = OpTypePipeStorage", "%7 = OpLabel")).unwrap();
    let text = dis(&words, &FRIENDLY);
    let names = text.lines().filter_map(|line| line.split_once(" = "));
    let names: Vec<_> = names.map(|(name, _)| name.trim()).collect();
    assert_eq!(names, ["%x", "%x_0", "%x_0_0", "%_", "%7", "%__", "%7_0"]);
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn every_kind_of_error() {
    let cases = [
        (
            "OpCapabilty Shader",
            "spirv-asm-unknown-opcode",
            "OpCapabilty",
        ),
        (
            "OpNop\nCapability Shader",
            "spirv-asm-unknown-opcode",
            "Capability",
        ),
        ("%1 = opNop", "spirv-asm-unknown-opcode", "opNop"),
        ("OpCapability Shadr", "spirv-asm-unknown-enumerant", "Shadr"),
        ("OpCapability 1", "spirv-asm-unknown-enumerant", "1"),
        (
            "%1 = OpTypeVoid\nOpSelectionMerge %1 Flatten|Flat",
            "spirv-asm-unknown-enumerant",
            "Flat",
        ),
        (
            "%1 = OpTypeVoid\nOpStore %1 %1 Volatile|",
            "spirv-asm-unknown-enumerant",
            "",
        ),
        (
            "OpMemoryModel Logical",
            "spirv-asm-missing-operand",
            "OpMemoryModel",
        ),
        (
            "OpMemoryModel\nOpNop",
            "spirv-asm-missing-operand",
            "OpMemoryModel",
        ),
        (
            "OpExecutionMode %1 LocalSize 1 2\n%1 = OpTypeVoid",
            "spirv-asm-missing-operand",
            "OpExecutionMode",
        ),
        ("OpNop 1", "spirv-asm-extra-operand", "1"),
        ("OpTypeVoid", "spirv-asm-missing-result-id", "OpTypeVoid"),
        ("%1 = OpNop", "spirv-asm-unexpected-result-id", "%1"),
        (
            "%1 = OpTypeVoid\n%1 = OpTypeBool",
            "spirv-asm-duplicate-id",
            "%1",
        ),
        ("OpName %a \"a\"", "spirv-asm-undefined-id", "%a"),
        ("%a.b = OpTypeVoid", "spirv-asm-bad-id", "%a.b"),
        ("%1 = OpTypeStruct %", "spirv-asm-bad-id", "%"),
        ("%1 = OpTypeInt 32 -1", "spirv-asm-bad-literal", "-1"),
        (
            "%1 = OpTypeInt 0x100000000 1",
            "spirv-asm-bad-literal",
            "0x100000000",
        ),
        ("OpExtension \"a\0b\"", "spirv-asm-bad-literal", "\"a\0b\""),
        (
            "%1 = OpTypeVoid\n%2 = OpConstant %1 7",
            "spirv-asm-literal-type",
            "7",
        ),
        (
            "%1 = OpTypeVoid\nOpSwitch %1 %1 7 %1",
            "spirv-asm-literal-type",
            "7",
        ),
        (
            "OpExtension \"abc",
            "spirv-asm-unterminated-string",
            "\"abc",
        ),
        ("OpExtension abc", "spirv-asm-unexpected-operand", "abc"),
        (
            "OpName \"x\" %1\n%1 = OpTypeVoid",
            "spirv-asm-unexpected-operand",
            "\"x\"",
        ),
        ("\"abc\"", "spirv-asm-expected-instruction", "\"abc\""),
        ("%1 = ", "spirv-asm-expected-instruction", "%1 ="),
        (
            "%1 =\n%2 = OpTypeVoid",
            "spirv-asm-expected-instruction",
            "%1 =",
        ),
        (
            "%1 = OpExtInstImport \"GLSL.std.450\"\n%2 = OpTypeVoid\n%3 = OpExtInst %2 %1 Sinn %2",
            "spirv-asm-unknown-ext-inst",
            "Sinn",
        ),
        (
            "%2 = OpTypeVoid\n%3 = OpSpecConstantOp %2 OpIAdd %2 %2",
            "spirv-asm-unknown-opcode",
            "OpIAdd",
        ),
        (
            "%2 = OpTypeVoid\n%3 = OpSpecConstantOp %2 Constant 1",
            "spirv-asm-unexpected-operand",
            "Constant",
        ),
    ];
    let mut seen = HashSet::new();
    for (text, code, culprit) in cases {
        assert_eq!(culprits(text), [(code, culprit)], "{text}");
        seen.insert(code);
    }
    let long = format!("%1 = OpTypeStruct{}", " %1".repeat(70_000));
    assert_eq!(
        culprits(&long),
        [("spirv-asm-instruction-too-long", "OpTypeStruct")]
    );
    seen.insert("spirv-asm-instruction-too-long");
    let known: HashSet<_> = ERROR_CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(seen, known);
}

#[test]
fn help_names_what_was_meant() {
    let help = |text: &str| errors(text)[0].help.clone().unwrap_or_default();
    assert!(help("OpCapabilty Shader").contains("`OpCapability`"));
    assert!(help("capability Shader").contains("`OpCapability`"));
    assert!(help("OpCapability Shaders").contains("`Shader`"));
    assert!(help("OpCapability shader").contains("`Shader`"));
    assert!(help("OpName %mian \"x\"\n%main = OpTypeVoid").contains("`%main`"));
    assert!(help("%2 = OpTypeVoid\n%3 = OpSpecConstantOp %2 OpIAdd %2 %2").contains("`IAdd`"));
}

#[test]
fn one_error_does_not_hide_others_nor_bring_more() {
    let text = "%float = OpTypeFlot 32\n%one = OpConstant %float 1\n%int = OpTypeInt 32\n\
                %two = OpConstant %int 2\nOpSwitch %two %one 1 %one\nOpFoo\nOpName %x \"x\"\n";
    let expected = [
        ("spirv-asm-unknown-opcode", "OpTypeFlot"),
        ("spirv-asm-missing-operand", "OpTypeInt"),
        ("spirv-asm-unknown-opcode", "OpFoo"),
        ("spirv-asm-undefined-id", "%x"),
    ];
    assert_eq!(culprits(text), expected);
}

#[test]
fn a_missing_quote_does_not_swallow_the_rest() {
    let text = "OpExtension \"a\nOpFoo\nOpExtension \"b\"\n%1 = OpBar\n";
    let expected = [
        ("spirv-asm-unterminated-string", "\"a"),
        ("spirv-asm-unknown-opcode", "OpFoo"),
        ("spirv-asm-unknown-opcode", "OpBar"),
    ];
    assert_eq!(culprits(text), expected);
    // Strings may hold assembly, as long as nothing is wrong.
    assert_eq!(body("OpExtension \"\nOpFoo\"").len(), 3);
}

#[test]
fn instructions_may_go_over_lines() {
    assert_eq!(
        body("OpMemoryModel\n  Logical ; a comment\n  GLSL450 OpNop"),
        [0x0003_000e, 0, 1, 0x0001_0000]
    );
    assert_eq!(body("OpNop\r\nOpNop\r"), [0x0001_0000, 0x0001_0000]);
}

#[test]
fn words_that_are_no_module() {
    let header = assemble("").unwrap();
    let with = |words: &[u32]| -> (usize, String) {
        let words = [header.as_slice(), words].concat();
        let error = disassemble(&words, &RAW).expect_err("it should fail");
        assert!(disassemble(&words, &FRIENDLY).is_err());
        (error.word, error.message)
    };
    assert_eq!(disassemble(&[], &RAW).unwrap_err().word, 0);
    assert_eq!(disassemble(&[7], &RAW).unwrap_err().word, 0);
    assert_eq!(disassemble(&header[..3], &RAW).unwrap_err().word, 3);
    assert_eq!(with(&[0]).0, 5);
    assert_eq!(with(&[0x0001_ffff]).0, 5);
    assert_eq!(with(&[0x0003_0011, 1]).0, 5);
    assert_eq!(with(&[0x0001_0011]).0, 6);
    assert_eq!(with(&[0x0003_0011, 1, 1]).0, 7);
    assert_eq!(with(&[0x0002_0011, 0xffff]).0, 6);
    assert_eq!(with(&[0x0002_0013, 0]).0, 6);
    assert_eq!(with(&[0x0002_000a, 0x6161_6161]).0, 6);
    assert_eq!(with(&[0x0004_002b, 1, 2, 3]).0, 8);
    assert_eq!(with(&[0x0003_00f7, 1, 0x80]).0, 7);
    assert_eq!(with(&[0x0004_0015, 1, 64, 0, 0x0004_002b, 1, 2, 3]).0, 12);
    assert!(with(&[0x0001_ffff]).1.contains("65535"));
}

#[test]
fn long_names_do_not_multiply() {
    // Each pointer's name holds that of the one before.
    let mut words = assemble("%1 = OpTypeVoid").unwrap();
    for id in 2..3000 {
        words.extend([0x0004_0020, id, 7, id - 1]);
    }
    let text = dis(&words, &FRIENDLY);
    assert!(text.len() < 3000 * 600, "{}", text.len());
    assert_eq!(assemble(&text).unwrap().len(), words.len());
}

/// Numbers without a pattern, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit.max(1)
    }

    fn word(&mut self) -> u32 {
        u32::try_from(self.below(1 << 32)).unwrap()
    }
}

/// Everything that can be asked of an answer to a text.
fn check_text(text: &str) {
    match assemble(text) {
        Ok(words) => {
            // A text with raw words may be no module.
            if !text.contains('!') {
                disassemble(&words, &FRIENDLY).unwrap_or_else(|error| panic!("{error}\n{text}"));
            }
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(errors.is_sorted_by_key(|error| error.span.start));
            for error in errors {
                assert!(text.get(error.span.clone()).is_some(), "{error:?}\n{text}");
                assert!(ERROR_CODES.iter().any(|(code, _)| *code == error.code));
            }
        }
    }
}

#[test]
fn garbage_texts() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let pieces = [
        "\"",
        "\\",
        "%",
        "!",
        "=",
        "|",
        ";",
        "\n",
        " ",
        "é",
        "\0",
        "%1",
        "%main",
        "OpNop",
        "Op",
        "OpConstant",
        "-",
        "0x1p",
        "1.5",
        "None",
        "!5",
        "OpSwitch",
        "OpSpecConstantOp",
        "OpExtInst",
    ];
    for _ in 0..600 {
        let mut text = MODULE.to_owned();
        for _ in 0..=random.below(3) {
            let mut at = random.below(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let piece = pieces[random.below(pieces.len())];
            match random.below(3) {
                0 => text.insert_str(at, piece),
                1 => text.truncate(at),
                _ => drop(text.remove(at)),
            }
        }
        check_text(&text);
        let soup: Vec<_> = (0..random.below(20))
            .map(|_| pieces[random.below(pieces.len())])
            .collect();
        check_text(&soup.concat());
        check_text(&soup.join(" "));
    }
}

#[test]
fn garbage_words() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let module = assemble(MODULE).unwrap();
    let mut survivors = 0;
    for _ in 0..2000 {
        let mut words = module.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(words.len());
            match random.below(4) {
                0 => words[at] ^= 1 << random.below(32),
                1 => words[at] = random.word(),
                2 => words.truncate(at),
                _ => drop(words.remove(at)),
            }
            if words.is_empty() {
                break;
            }
        }
        for options in [&RAW, &FRIENDLY] {
            if let Ok(text) = disassemble(&words, options) {
                check_text(&text);
                if let (false, Ok(again)) = (options.friendly_names, assemble(&text)) {
                    survivors += 1;
                    let big = |word: &u32| *word >= 0x3f_ffff;
                    // Ids beyond the limit are not kept, so what is big may differ.
                    let is_same = again[5..]
                        .iter()
                        .zip(&words[5..])
                        .all(|(a, b)| a == b || big(b));
                    assert!(is_same && again.len() == words.len(), "{text}");
                }
            }
        }
    }
    assert!(survivors > 50, "{survivors}");
}
