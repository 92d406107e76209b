//! What is said of erroneous SPIR-V.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that fails may panic.

use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::options::Options;
use crate::options::version::Legalise;
use crate::parse::parse;
use crate::source::{Language, Source};
use crate::spirv_text::assemble;

const HEAD: &str = "OpCapability Shader\nOpMemoryModel Logical GLSL450\nOpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1\n";
const TAIL: &str = "%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%main = OpFunction %void None %fn\n%entry = OpLabel\nOpReturn\nOpFunctionEnd\n";

fn words(text: &str) -> Vec<u32> {
    assemble(text).unwrap_or_else(|errors| panic!("{text}\n{errors:?}"))
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn binary(bytes: Vec<u8>) -> Result<(), Vec<Diagnostic>> {
    let source = Source::binary("t.spv", bytes);
    parse(&source, &Options::default())
        .map(|_| ())
        .map_err(crate::diagnostic::Failure::into_diagnostics)
}

fn text(text: &str) -> Result<(), Vec<Diagnostic>> {
    let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
    parse(&source, &Options::default())
        .map(|_| ())
        .map_err(crate::diagnostic::Failure::into_diagnostics)
}

/// As naga takes it, or not.
fn as_it_is(text: &str) -> Result<(), Vec<Diagnostic>> {
    let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
    let mut options = Options::default();
    options.spirv_in.legalise = Legalise::Off;
    parse(&source, &options)
        .map(|_| ())
        .map_err(crate::diagnostic::Failure::into_diagnostics)
}

fn code(result: Result<(), Vec<Diagnostic>>) -> Code {
    result.unwrap_err()[0].code
}

#[test]
fn both_byte_orders_and_text_are_read() {
    let valid = format!("{HEAD}{TAIL}");
    let words = words(&valid);
    binary(bytes(&words)).unwrap();
    binary(words.iter().flat_map(|word| word.to_be_bytes()).collect()).unwrap();
    text(&valid).unwrap();
}

#[test]
fn files_that_are_no_modules_are_told_apart() {
    let valid = bytes(&words(&format!("{HEAD}{TAIL}")));
    assert_eq!(code(binary(Vec::new())), codes::SPIRV_SIZE);
    assert_eq!(
        code(binary(valid[..valid.len() - 3].to_vec())),
        codes::SPIRV_SIZE
    );
    assert_eq!(code(binary(valid[..12].to_vec())), codes::SPIRV_TRUNCATED);
    let found = binary(b"; SPIR-V\nOpCapability Shader\n".to_vec()).unwrap_err();
    assert_eq!(found[0].code, codes::SPIRV_MAGIC);
    assert!(found[0].help.as_ref().unwrap().contains("spirv-assembly"));
}

#[test]
fn every_truncation_is_noticed() {
    let valid = words(&format!("{HEAD}{TAIL}"));
    let header_and_types = valid.len() - 10;
    for length in header_and_types..valid.len() {
        let found = code(binary(bytes(&valid[..length])));
        // Cut between two declarations, it is whole but for what an entry point needs.
        let expected = [codes::SPIRV_TRUNCATED, codes::SPIRV_ID];
        assert!(expected.contains(&found), "{length}: {found}");
    }
}

#[test]
fn unsupported_things_are_named() {
    for (line, wanted, message) in [
        (
            "OpExtension \"SPV_NOBODY_knows\"",
            codes::SPIRV_EXTENSION,
            "the extension `SPV_NOBODY_knows` is not supported",
        ),
        (
            "%cl = OpExtInstImport \"OpenCL.std\"",
            codes::SPIRV_EXTENSION,
            "the extended instruction set `OpenCL.std` is not supported",
        ),
    ] {
        let source = format!(
            "OpCapability Shader\n{line}\n{}{TAIL}",
            HEAD.split_once('\n').unwrap().1
        );
        let found = as_it_is(&source).unwrap_err();
        assert_eq!(found[0].code, wanted);
        assert_eq!(found[0].message, message);
        let label = found[0].main_label().unwrap();
        assert_eq!(label.source.slice(label.span.clone()), line);
    }
    let types = format!(
        "{HEAD}%float = OpTypeFloat 32\n%image = OpTypeImage %float Buffer 0 0 0 1 Unknown\n{TAIL}"
    );
    let found = as_it_is(&types).unwrap_err();
    assert_eq!(found[0].code, codes::SPIRV_IMAGE);
    assert!(found[0].message.contains("texel buffers"));
    let geometry = HEAD
        .replace("GLCompute", "Geometry")
        .replace("OpExecutionMode %main LocalSize 1 1 1\n", "");
    let found = text(&format!("{geometry}{TAIL}")).unwrap_err();
    let plain = as_it_is(&format!("{geometry}{TAIL}")).unwrap_err();
    assert_eq!(plain[0].code, codes::SPIRV_EXECUTION_MODEL);
    let nop = format!("{HEAD}{}", TAIL.replace("OpReturn", "OpNop\nOpReturn"));
    assert_eq!(code(as_it_is(&nop)), codes::SPIRV_INSTRUCTION);
    text(&nop).unwrap();
    assert_eq!(found[0].code, codes::SPIRV_OUTSIDE);
    assert_eq!(
        found[0].message,
        "geometry stages (`main`) are not supported"
    );
}

#[test]
fn strict_capabilities_are_an_option() {
    let source = Source::text(
        "t.spvasm",
        Language::SpirvAssembly,
        format!("OpCapability MinLod\n{HEAD}{TAIL}"),
    );
    let mut options = Options::default();
    assert!(parse(&source, &options).is_ok());
    options.spirv_in.strict_capabilities = true;
    let failure = parse(&source, &options).unwrap_err();
    assert_eq!(failure.diagnostics()[0].code, codes::SPIRV_CAPABILITY);
    assert!(failure.to_string().contains("`MinLod`"), "{failure}");
}

#[test]
fn ids_are_told_by_name() {
    let source = format!(
        "{HEAD}OpName %main \"main\"\nOpName %odd \"strange\"\n%int = OpTypeInt 32 0\n%odd = OpConstant %int 1\n{}",
        TAIL.replace("OpReturn", "%x = OpUndef %odd\nOpReturn")
    );
    let found = binary(bytes(&words(&source))).unwrap_err();
    assert_eq!(found[0].message, "`%strange` is not a type");
    assert!(
        found[0].notes[0].contains("OpUndef"),
        "{:?}",
        found[0].notes
    );
    // From text, names are those of the text.
    let found = text(&source).unwrap_err();
    assert_eq!(found[0].message, "`%odd` is not a type");
}

#[test]
fn errors_of_the_assembler_have_their_places() {
    let found = text("OpCapability Shader\nOpNonsense\n").unwrap_err();
    assert!(found[0].code.starts_with("spirv-asm-"));
    assert_eq!(found[0].position().unwrap().line, 2);
}

#[test]
fn codes_of_the_assembler_are_registered() {
    for (code, _) in crate::spirv_text::ERROR_CODES {
        assert!(codes::find(code).is_some(), "{code}");
    }
}

#[test]
fn combined_samplers_are_told_as_such() {
    let types = "%float = OpTypeFloat 32\n%v2 = OpTypeVector %float 2\n%v4 = OpTypeVector %float 4\n\
                 %image = OpTypeImage %float 2D 0 0 0 1 Unknown\n%joined = OpTypeSampledImage %image\n\
                 %pointer = OpTypePointer UniformConstant %joined\n%photo = OpVariable %pointer UniformConstant\n\
                 %zero = OpConstantNull %v2\n%level = OpConstant %float 0\n";
    let source = format!(
        "{HEAD}OpDecorate %photo DescriptorSet 0\nOpDecorate %photo Binding 0\n{types}{}",
        TAIL.replace(
            "OpReturn",
            "%loaded = OpLoad %joined %photo\n%x = OpImageSampleExplicitLod %v4 %loaded %zero Lod %level\nOpReturn"
        )
    );
    let found = as_it_is(&source).unwrap_err();
    assert_eq!(found[0].code, codes::SPIRV_COMBINED_SAMPLER);
    assert!(found[0].message.contains("`%photo`"), "{}", found[0]);
}

#[test]
fn where_a_varying_is_taken_is_kept() {
    for (decoration, sampling) in [
        ("Sample", naga::Sampling::Sample),
        ("Centroid", naga::Sampling::Centroid),
    ] {
        let text = format!(
            "OpCapability Shader\nOpCapability SampleRateShading\nOpMemoryModel Logical GLSL450\n\
             OpEntryPoint Fragment %main \"main\" %a %o\nOpExecutionMode %main OriginUpperLeft\n\
             OpDecorate %a Location 3\nOpDecorate %a {decoration}\nOpDecorate %o Location 0\n\
             %void = OpTypeVoid\n%fn = OpTypeFunction %void\n%float = OpTypeFloat 32\n\
             %in = OpTypePointer Input %float\n%out = OpTypePointer Output %float\n\
             %a = OpVariable %in Input\n%o = OpVariable %out Output\n\
             %main = OpFunction %void None %fn\n%entry = OpLabel\n%x = OpLoad %float %a\n\
             OpStore %o %x\nOpReturn\nOpFunctionEnd\n"
        );
        let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
        let parsed = parse(&source, &Options::default()).unwrap();
        let argument = &parsed.module().entry_points[0].function.arguments[0];
        let Some(naga::Binding::Location {
            location: 3,
            sampling: found,
            ..
        }) = argument.binding
        else {
            panic!("{:?}", argument.binding);
        };
        assert_eq!(found, Some(sampling));
    }
}

#[test]
fn outputs_keep_their_names() {
    let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
        OpEntryPoint Fragment %main \"main\" %colour %depth %nameless\nOpExecutionMode %main OriginUpperLeft\n\
        OpExecutionMode %main DepthReplacing\nOpName %colour \"colour\"\nOpName %depth \"depth\"\n\
        OpDecorate %colour Location 0\nOpDecorate %depth BuiltIn FragDepth\nOpDecorate %nameless Location 1\n\
        %void = OpTypeVoid\n%fn = OpTypeFunction %void\n%float = OpTypeFloat 32\n%one = OpConstant %float 1\n\
        %out = OpTypePointer Output %float\n%colour = OpVariable %out Output\n\
        %depth = OpVariable %out Output\n%nameless = OpVariable %out Output\n\
        %main = OpFunction %void None %fn\n%entry = OpLabel\nOpStore %colour %one\nOpStore %depth %one\n\
        OpReturn\nOpFunctionEnd\n";
    let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
    let parsed = parse(&source, &Options::default()).unwrap();
    let module = parsed.module();
    let result = module.entry_points[0].function.result.as_ref().unwrap();
    let naga::TypeInner::Struct { members, .. } = &module.types[result.ty].inner else {
        panic!("{:?}", module.types[result.ty]);
    };
    let names: Vec<_> = members
        .iter()
        .map(|member| member.name.as_deref())
        .collect();
    assert_eq!(names, [Some("colour"), Some("depth"), None]);
}

#[test]
fn what_a_function_leaves_undefined_is_read() {
    let valid = format!(
        "{HEAD}%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%float = OpTypeFloat 32
%one = OpConstant %float 1\n%v2 = OpTypeVector %float 2
%main = OpFunction %void None %fn\n%entry = OpLabel
%nothing = OpUndef %v2\n%x = OpCompositeExtract %float %nothing 0\n%sum = OpFAdd %float %x %one
OpReturn\nOpFunctionEnd\n"
    );
    let read = parse(
        &Source::text("t.spvasm", Language::SpirvAssembly, valid),
        &Options::default(),
    )
    .unwrap();
    crate::check::check(read, &Options::default()).unwrap();
}

#[test]
fn arrays_of_samplers_that_compare_are_named() {
    let head = HEAD.replace(
        "OpCapability Shader\n",
        "OpCapability Shader\nOpCapability Sampled1D\n",
    );
    let module = format!(
        "{head}OpDecorate %texture DescriptorSet 0\nOpDecorate %texture Binding 0
OpDecorate %samplers DescriptorSet 0\nOpDecorate %samplers Binding 1
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%float = OpTypeFloat 32\n%uint = OpTypeInt 32 0
%zero = OpConstant %float 0\n%one = OpConstant %uint 1\n%two = OpConstant %uint 2
%v2 = OpTypeVector %float 2\n%place = OpConstantComposite %v2 %zero %zero
%image = OpTypeImage %float 2D 1 0 0 1 Unknown\n%sampler = OpTypeSampler
%joined = OpTypeSampledImage %image\n%array = OpTypeArray %sampler %two
%to_image = OpTypePointer UniformConstant %image
%to_sampler = OpTypePointer UniformConstant %sampler
%to_array = OpTypePointer UniformConstant %array
%texture = OpVariable %to_image UniformConstant\n%samplers = OpVariable %to_array UniformConstant
%main = OpFunction %void None %fn\n%entry = OpLabel
%t = OpLoad %image %texture\n%at = OpAccessChain %to_sampler %samplers %one
%s = OpLoad %sampler %at\n%both = OpSampledImage %joined %t %s
%lit = OpImageSampleDrefExplicitLod %float %both %place %zero Lod %zero
OpReturn\nOpFunctionEnd\n"
    );
    let told = text(&module).unwrap_err();
    assert_eq!(told[0].code, codes::SPIRV_OUTSIDE);
    assert!(told[0].message.contains("arrays of samplers"), "{told:?}");
}

#[test]
fn a_uniform_block_like_a_storage_buffer_of_old_stays_one() {
    let module = format!(
        "{HEAD}OpDecorate %A BufferBlock\nOpMemberDecorate %A 0 Offset 0
OpDecorate %B Block\nOpMemberDecorate %B 0 Offset 0
OpDecorate %a DescriptorSet 0\nOpDecorate %a Binding 0
OpDecorate %b DescriptorSet 0\nOpDecorate %b Binding 1
%void = OpTypeVoid\n%fn = OpTypeFunction %void\n%uint = OpTypeInt 32 0\n%zero = OpConstant %uint 0
%A = OpTypeStruct %uint\n%B = OpTypeStruct %uint
%to_A = OpTypePointer Uniform %A\n%to_B = OpTypePointer Uniform %B
%to_uint = OpTypePointer Uniform %uint
%a = OpVariable %to_A Uniform\n%b = OpVariable %to_B Uniform
%main = OpFunction %void None %fn\n%entry = OpLabel
%from = OpAccessChain %to_uint %b %zero\n%value = OpLoad %uint %from
%to = OpAccessChain %to_uint %a %zero\nOpStore %to %value
OpReturn\nOpFunctionEnd\n"
    );
    // The assembler names what has a name.
    let mut words = words(&module);
    remove_names(&mut words);
    let read = parse(&Source::binary("t.spv", bytes(&words)), &Options::default()).unwrap();
    let spaces: Vec<_> = read
        .module
        .global_variables
        .iter()
        .map(|(_, variable)| variable.space)
        .collect();
    assert!(
        matches!(
            spaces.as_slice(),
            [
                naga::AddressSpace::Storage { .. },
                naga::AddressSpace::Uniform
            ]
        ),
        "{spaces:?}"
    );
}

/// Takes the instructions out that name an id.
fn remove_names(words: &mut Vec<u32>) {
    let mut at = 5;
    while at < words.len() {
        let count = (words[at] >> 16) as usize;
        if words[at] & 0xffff == rspirv::spirv::Op::Name as u32 {
            words.drain(at..at + count);
        } else {
            at += count;
        }
    }
}

#[test]
fn a_module_is_the_same_each_time() {
    let text = include_str!("../../../../tests/execution/shaders/spirv/atomic_signs.spvasm");
    let types = || {
        let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
        let parsed = parse(&source, &Options::default()).expect("it is right");
        format!("{:?}", parsed.module().types)
    };
    let first = types();
    for _ in 0..16 {
        assert_eq!(types(), first);
    }
}
