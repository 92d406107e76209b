//! Each problem from a module that has it, and that sound modules pass.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use super::*;
use crate::codes;
use crate::source::Source;
use crate::spirv_text::assemble;

const HEAD: &str = "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
    OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1\n";
const TYPES: &str = "%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0\n\
    %float = OpTypeFloat 32\n%bool = OpTypeBool\n%one = OpConstant %uint 1\n%yes = OpConstantTrue %bool\n\
    %v2 = OpTypeVector %float 2\n%null = OpConstantNull %v2\n%half = OpConstant %float 0.5\n";

fn module(types: &str, body: &str) -> Vec<u32> {
    assemble(&format!(
        "{HEAD}{TYPES}{types}\n%main = OpFunction %void None %fn\n%start = OpLabel\n{body}\nOpFunctionEnd\n"
    ))
    .unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn problem(words: &[u32]) -> Problem {
    check(words).unwrap_err().problem
}

fn in_body(body: &str) -> Problem {
    problem(&module("", body))
}

fn code(words: &[u32]) -> &'static str {
    let wrong = check(words).unwrap_err();
    failure(&Source::binary("t.spv", Vec::new()), words, wrong).diagnostics()[0].code
}

#[test]
fn a_sound_module_passes() {
    check(&module("", "OpReturn")).unwrap();
    let nested = "OpSelectionMerge %end None\nOpBranchConditional %yes %then %end\n%then = OpLabel\n\
                  OpBranch %end\n%end = OpLabel\n%x = OpPhi %uint %one %start %one %then\nOpReturn";
    check(&module("", nested)).unwrap();
}

#[test]
fn words_are_whole_instructions() {
    let mut words = module("", "OpReturn");
    assert_eq!(problem(&words[..4]), Problem::Header);
    let last = words.len() - 1;
    words[last] = 0;
    assert_eq!(problem(&words), Problem::WordCount);
    assert_eq!(code(&words), codes::SPIRV_WORD_COUNT);
    words[last] = (9 << 16) | 56;
    assert_eq!(problem(&words), Problem::Overrun { count: 9 });
}

#[test]
fn every_prefix_is_refused() {
    let words = module("", "%x = OpIAdd %uint %one %one\nOpReturn");
    for length in 0..words.len() {
        assert!(check(&words[..length]).is_err(), "{length} words");
    }
}

#[test]
fn ids_are_defined_once_and_in_bounds() {
    let words = module("", "OpReturn");
    let mut small = words.clone();
    small[3] = 3;
    assert!(matches!(problem(&small), Problem::IdOutOfBounds { .. }));
    let mut large = words.clone();
    large[3] = 0x7fff_ffff;
    assert!(matches!(problem(&large), Problem::Bound { .. }));
    // `%void` once more, under the same id.
    let at = words
        .iter()
        .position(|&word| word == (2 << 16) | Op::TypeVoid as u32)
        .unwrap();
    let mut twice = words.clone();
    twice.splice(at..at, words[at..at + 2].to_vec());
    assert!(matches!(problem(&twice), Problem::DefinedTwice { .. }));
    let mut undefined = words;
    undefined[3] += 1;
    let id = undefined[3] - 1;
    let at = undefined.len() - 2;
    undefined.splice(at..at, [(4 << 16) | Op::Not as u32, id, id, id]);
    assert!(check(&undefined).is_err());
}

#[test]
fn branches_and_phis_stay_in_the_function() {
    assert!(matches!(in_body("OpBranch %void"), Problem::WrongId { .. }));
    let of_type = "OpBranch %next\n%next = OpLabel\n%x = OpPhi %uint %uint %start\nOpReturn";
    assert!(matches!(in_body(of_type), Problem::WrongId { .. }));
    let of_label = "OpBranch %next\n%next = OpLabel\n%x = OpPhi %uint %one %one\nOpReturn";
    assert!(matches!(in_body(of_label), Problem::WrongId { .. }));
    let call = "%x = OpFunctionCall %void %fn\nOpReturn";
    assert!(matches!(in_body(call), Problem::WrongId { .. }));
    let switch = "OpSelectionMerge %end None\nOpSwitch %half %end 1 %end\n%end = OpLabel\nOpReturn";
    assert!(matches!(in_body(switch), Problem::Operand { .. }));
}

#[test]
fn operands_are_what_naga_takes_for_granted() {
    let bodies = [
        "%x = OpIAdd %fn %one %one\nOpReturn",
        "%x = OpSNegate %void %one\nOpReturn",
        "%x = OpULessThan %bool %one %null\n%y = OpIEqual %bool %main %main\nOpReturn",
        "%x = OpCompositeConstruct %v2\nOpReturn",
        "%x = OpCompositeInsert %v2 %half %null 2\nOpReturn",
        "%x = OpSampledImage %void %one %one\nOpReturn",
        "%x = OpBitFieldInsert %uint %one %one %main %one\nOpReturn",
        "%x = OpSMod %fn %one %one\nOpReturn",
    ];
    for body in bodies {
        assert!(matches!(in_body(body), Problem::Operand { .. }), "{body}");
    }
    let words = assemble(&format!(
        "{}{TYPES}%main = OpFunction %void None %fn\n%start = OpLabel\nOpReturn\nOpFunctionEnd\n",
        HEAD.replace("LocalSize 1 1 1", "!17 !1")
    ))
    .unwrap();
    assert_eq!(problem(&words), Problem::TooFewOperands);
}

#[test]
fn types_have_real_widths_and_sizes() {
    let odd = "%odd = OpTypeInt 24 0\n";
    assert_eq!(
        problem(&module(odd, "OpReturn")),
        Problem::Width { width: 24 }
    );
    let large = "%many = OpConstant %uint 0x40000000\n%large = OpTypeArray %uint %many\n";
    assert!(matches!(
        problem(&module(large, "OpReturn")),
        Problem::TooLarge { .. }
    ));
    let far = format!(
        "{HEAD}OpMemberDecorate %far 1 Offset 4294967280\n{TYPES}%far = OpTypeStruct %uint %uint\n\
         %main = OpFunction %void None %fn\n%start = OpLabel\nOpReturn\nOpFunctionEnd\n"
    );
    assert!(matches!(
        problem(&assemble(&far).unwrap()),
        Problem::TooLarge { .. }
    ));
    let spread = format!(
        "{HEAD}OpMemberDecorate %spread 0 Offset 0\nOpMemberDecorate %spread 0 ColMajor\n\
         OpMemberDecorate %spread 0 MatrixStride 1073741824\n{TYPES}\
         %row = OpTypeVector %float 2\n%mat = OpTypeMatrix %row 2\n%two = OpConstant %uint 2\n\
         %mats = OpTypeArray %mat %two\n%spread = OpTypeStruct %mats\n\
         %main = OpFunction %void None %fn\n%start = OpLabel\nOpReturn\nOpFunctionEnd\n"
    );
    assert!(matches!(
        problem(&assemble(&spread).unwrap()),
        Problem::TooLarge { .. }
    ));
    let mut deep = "%t0 = OpTypeStruct %uint\n".to_owned();
    for level in 1..300 {
        deep += &format!("%t{level} = OpTypeStruct %t{}\n", level - 1);
    }
    assert!(matches!(
        problem(&module(&deep, "OpReturn")),
        Problem::TooDeep { .. }
    ));
}

#[test]
fn types_are_made_of_earlier_ones_whatever_else_is_wrong() {
    // A wrong operand stands before it.
    let words = module(
        "%wide = OpTypeVector %uint 77\n%fn2 = OpTypeFunction %void\n%ptr = OpTypePointer Private %fn2\n\
         %endless = OpTypeRuntimeArray %endless",
        "OpReturn",
    );
    assert!(matches!(problem(&words), Problem::Late { .. }));
}

#[test]
fn values_are_there_before_they_are_used() {
    let body = |text: &str| module("", &format!("{text}\nOpReturn"));
    check(&body(
        "%x = OpIAdd %uint %one %one\n%y = OpIAdd %uint %x %x",
    ))
    .unwrap();
    for text in [
        "%x = OpIAdd %uint %x %one",
        "%x = OpIAdd %uint %y %one\n%y = OpIAdd %uint %one %one",
    ] {
        assert!(matches!(problem(&body(text)), Problem::Early { .. }));
    }
    let constant = "%u2 = OpTypeVector %uint 2\n%itself = OpConstantComposite %u2 %itself %itself";
    assert!(matches!(
        problem(&module(constant, "OpReturn")),
        Problem::Early { .. }
    ));
}

#[test]
fn the_type_of_a_value_is_a_type() {
    for ty in ["one", "start"] {
        let words = module("", &format!("%x = OpIAdd %{ty} %one %one\nOpReturn"));
        assert!(matches!(problem(&words), Problem::WrongId { .. }), "{ty}");
    }
}

#[test]
fn nesting_ends_at_a_limit() {
    let mut body = String::new();
    let levels = 1100;
    for level in 0..levels {
        body += &format!(
            "OpSelectionMerge %end{level} None\nOpBranchConditional %yes %then{level} %end{level}\n%then{level} = OpLabel\n"
        );
    }
    body += &format!("OpBranch %end{}\n", levels - 1);
    for level in (0..levels).rev() {
        body += &format!("%end{level} = OpLabel\n");
        body += &match level {
            0 => "OpReturn\n".to_owned(),
            _ => format!("OpBranch %end{}\n", level - 1),
        };
    }
    let words = module("", body.trim_end());
    assert!(matches!(problem(&words), Problem::TooDeep { .. }));
    assert_eq!(code(&words), codes::SPIRV_NESTING);
}

#[test]
fn atomics_are_on_whole_numbers() {
    let types = "%u2 = OpTypeVector %uint 2\n%pair = OpTypeStruct %u2\n\
                 %pointer = OpTypePointer Workgroup %pair\n%element = OpTypePointer Workgroup %uint\n\
                 %shared = OpVariable %pointer Workgroup\n%zero = OpConstant %uint 0\n";
    let body = "%place = OpAccessChain %element %shared %zero %one\n\
                %x = OpAtomicIAdd %uint %place %one %zero %one\nOpReturn";
    assert!(matches!(
        problem(&module(types, body)),
        Problem::Operand { .. }
    ));
}

#[test]
fn chains_lead_to_what_they_say() {
    let types = "%u2 = OpTypeVector %uint 2\n%pair = OpTypeStruct %u2\n\
                 %pointer = OpTypePointer Workgroup %pair\n%both = OpTypePointer Workgroup %u2\n\
                 %element = OpTypePointer Workgroup %uint\n\
                 %shared = OpVariable %pointer Workgroup\n%zero = OpConstant %uint 0\n";
    let chain = |ty: &str, indices: &str| {
        module(
            types,
            &format!("%place = OpAccessChain %{ty} %shared {indices}\nOpReturn"),
        )
    };
    check(&chain("both", "%zero")).unwrap();
    check(&chain("element", "%zero %one")).unwrap();
    for words in [chain("element", "%zero"), chain("pointer", "%zero")] {
        assert!(matches!(problem(&words), Problem::Operand { .. }));
    }
}

#[test]
fn what_is_read_and_written_has_the_type_of_the_place() {
    let types = "%int = OpTypeInt 32 1\n%pointer = OpTypePointer Workgroup %uint\n\
                 %shared = OpVariable %pointer Workgroup\n%minus = OpConstant %int -1\n";
    let body = |inst: &str| module(types, &format!("{inst}\nOpReturn"));
    check(&body("%x = OpLoad %uint %shared")).unwrap();
    check(&body("OpStore %shared %one")).unwrap();
    for inst in ["%x = OpLoad %int %shared", "OpStore %shared %minus"] {
        assert!(matches!(problem(&body(inst)), Problem::Operand { .. }));
    }
}

#[test]
fn what_is_used_is_declared() {
    let needs = |types: &str, body: &str| match problem(&module(types, body)) {
        Problem::Needs { needs, .. } => needs,
        other => panic!("{other:?}"),
    };
    assert!(needs("%long = OpTypeInt 64 0", "OpReturn").contains("Int64"));
    assert!(needs("%double = OpTypeFloat 64", "OpReturn").contains("Float64"));
    let end = "OpTerminateInvocation";
    assert_eq!(code(&at_version(5, "", end)), codes::SPIRV_DECLARED);
    check(&at_version(6, "", end)).unwrap();
    let buffer = "%ptr = OpTypePointer StorageBuffer %uint";
    assert_eq!(
        code(&at_version(2, buffer, "OpReturn")),
        codes::SPIRV_DECLARED
    );
    check(&at_version(3, buffer, "OpReturn")).unwrap();
}

#[test]
fn an_interface_is_made_of_inputs_and_outputs_before_everything_is_listed() {
    let text = |class: &str| {
        format!(
            "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
             OpEntryPoint Fragment %main \"main\" %it\nOpExecutionMode %main OriginUpperLeft\n\
             {TYPES}\n%ptr = OpTypePointer {class} %uint\n%it = OpVariable %ptr {class}\n\
             %main = OpFunction %void None %fn\n%label = OpLabel\nOpReturn\nOpFunctionEnd\n"
        )
    };
    for (class, minor, is_right) in [
        ("Input", 3, true),
        ("Private", 3, false),
        ("Private", 4, true),
    ] {
        let mut words = assemble(&text(class)).unwrap();
        words[1] = 0x1_0000 | (minor << 8);
        assert_eq!(check(&words).is_ok(), is_right, "{class} in 1.{minor}");
    }
}

/// A module of SPIR-V 1.`minor`.
fn at_version(minor: u32, types: &str, body: &str) -> Vec<u32> {
    let mut words = module(types, body);
    words[1] = 0x1_0000 | (minor << 8);
    words
}

#[test]
fn a_vector_is_selected_by_as_many_conditions() {
    let one = "%x = OpSelect %v2 %yes %null %null\nOpReturn";
    assert!(matches!(
        problem(&at_version(3, "", one)),
        Problem::Operand { .. }
    ));
    check(&at_version(4, "", one)).unwrap();
    let types = "%b2 = OpTypeVector %bool 2\n%b3 = OpTypeVector %bool 3\n\
        %two = OpConstantNull %b2\n%three = OpConstantNull %b3";
    check(&at_version(
        3,
        types,
        "%x = OpSelect %v2 %two %null %null\nOpReturn",
    ))
    .unwrap();
    let three = "%x = OpSelect %v2 %three %null %null\nOpReturn";
    assert!(matches!(
        problem(&at_version(4, types, three)),
        Problem::Operand { .. }
    ));
}

#[test]
fn variables_come_first_and_nothing_points_to_functions() {
    let pointer = "%ptr = OpTypePointer Function %uint";
    let early =
        "%a = OpVariable %ptr Function\n%b = OpVariable %ptr Function\nOpStore %a %one\nOpReturn";
    check(&module(pointer, early)).unwrap();
    let late =
        "%a = OpVariable %ptr Function\nOpStore %a %one\n%b = OpVariable %ptr Function\nOpReturn";
    assert!(matches!(
        problem(&module(pointer, late)),
        Problem::Operand { .. }
    ));
    let function = "%bad = OpTypePointer Private %fn";
    assert!(matches!(
        problem(&module(function, "OpReturn")),
        Problem::Operand { .. }
    ));
}

#[test]
fn selections_are_structured() {
    let refused = |body: &str| matches!(in_body(body), Problem::Operand { .. });
    let bare = "OpBranchConditional %yes %then %else\n%then = OpLabel\nOpReturn\n\
                %else = OpLabel\nOpReturn";
    assert!(refused(bare));
    check(&module("", &format!("OpSelectionMerge %else None\n{bare}"))).unwrap();
    // A branch that leaves the loop, or goes on with it, needs no merge.
    let leaves = "OpBranch %loop\n%loop = OpLabel\nOpLoopMerge %end %next None\nOpBranch %body\n\
        %body = OpLabel\nOpBranchConditional %yes %work %end\n%work = OpLabel\nOpBranch %next\n\
        %next = OpLabel\nOpBranch %loop\n%end = OpLabel\nOpReturn";
    check(&module("", leaves)).unwrap();
    let shared = "OpBranch %loop\n%loop = OpLabel\nOpLoopMerge %end %next None\nOpBranch %body\n\
        %body = OpLabel\nOpSelectionMerge %next None\nOpBranchConditional %yes %work %next\n\
        %work = OpLabel\nOpBranch %next\n\
        %next = OpLabel\nOpBranchConditional %yes %loop %end\n%end = OpLabel\nOpReturn";
    assert!(refused(shared));
}

#[test]
fn cases_fall_into_the_next() {
    let switch = |list: &str| {
        module(
            "",
            &format!(
                "OpSelectionMerge %end None\nOpSwitch %one %end {list}\n%a = OpLabel\nOpBranch %c\n\
                 %b = OpLabel\nOpBranch %end\n%c = OpLabel\nOpBranch %end\n%end = OpLabel\nOpReturn"
            ),
        )
    };
    check(&switch("0 %b 1 %a 2 %c")).unwrap();
    assert!(matches!(
        problem(&switch("0 %a 1 %b 2 %c")),
        Problem::Operand { .. }
    ));
}

#[test]
fn types_do_not_hold_themselves() {
    let rule = |types: &str| problem(&module(types, "OpReturn"));
    let ring = "%a = OpTypeStruct %b %uint\n%b = OpTypeStruct %a";
    assert!(matches!(rule(ring), Problem::Late { .. }));
    let itself = "%a = OpTypeRuntimeArray %a";
    assert!(matches!(rule(itself), Problem::Late { .. }));
    let list = "OpTypeForwardPointer %p StorageBuffer\n%a = OpTypeStruct %p\n%p = OpTypePointer StorageBuffer %a";
    check(&module(list, "OpReturn")).unwrap();
}
