//! Options of the front ends.

use std::fs;
use std::path::PathBuf;

use naga_toolchain::emit::Content;
use naga_toolchain::link::MemoryFiles;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage::{SpirvAsm, Wgsl};
use serde_json::json;

use super::{Adds, Case, Drops, common, shaders};

/// Refused by naga's own front end for its sampler.
const COMBINED: &str = "#version 450
layout(binding = 0) uniform sampler2D image;
layout(location = 0) out vec4 colour;
void main() { colour = texture(image, vec2(0.5)); }
";

/// A storage image whose format is open.
const FORMATLESS: &str = "OpCapability Shader
OpCapability StorageImageWriteWithoutFormat
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main \"main\"
OpExecutionMode %main LocalSize 1 1 1
OpName %image \"image\"
OpDecorate %image DescriptorSet 0
OpDecorate %image Binding 0
%void = OpTypeVoid
%fn = OpTypeFunction %void
%float = OpTypeFloat 32
%vec4 = OpTypeVector %float 4
%uint = OpTypeInt 32 0
%place = OpTypeVector %uint 2
%type = OpTypeImage %float 2D 2 0 0 2 Unknown
%pointer = OpTypePointer UniformConstant %type
%image = OpVariable %pointer UniformConstant
%at = OpConstantNull %place
%value = OpConstantNull %vec4
%main = OpFunction %void None %fn
%entry = OpLabel
%loaded = OpLoad %type %image
OpImageWrite %loaded %at %value
OpReturn
OpFunctionEnd
";

pub(crate) fn cases() -> Vec<Case> {
    let defines = "#version 450
        layout(location = 0) out vec4 color;
        void main() { color = vec4(LEVEL); }";
    let dump = std::env::temp_dir().join(format!("naga-toolchain-dump-{}", std::process::id()));
    vec![
        Case::new(
            "wgsl_in.parse_doc_comments",
            json!(true),
            "/// Tells nothing.\n@compute @workgroup_size(1) fn main() {}",
            Wgsl,
            Adds("Tells nothing."),
        )
        .look(doc_comments),
        Case::new(
            "wgsl_in.capabilities",
            json!(["all", "-shader-float16"]),
            "enable f16; const half = 1.0h;",
            Wgsl,
            Adds("error[wgsl-extension-unsupported]"),
        )
        .text("all,-shader-float16"),
        Case::new(
            "wgsl_in.linker",
            json!("naga-oil"),
            "#ifdef NOTHING\nwrong\n#endif\n@compute @workgroup_size(1) fn main() {}",
            Wgsl,
            Adds("fn main("),
        ),
        Case::new(
            "wgsl_in.defines",
            json!({ "LEVEL": "0.25" }),
            "import package::near::one;\n@fragment fn main() -> @location(0) vec4f { \
             @if(LEVEL) return vec4f(one * 0.75); return vec4f(one); }",
            Wgsl,
            Adds("0.75"),
        )
        .text("LEVEL=0.25")
        .base("wgsl_in.linker = 'wesl'"),
        Case::new(
            "wgsl_in.module_paths",
            json!(["other"]),
            "import far::shapes::two;\n@fragment fn main() -> @location(0) vec4f { return vec4f(two); }",
            Wgsl,
            Drops("error[link-module-unknown]"),
        )
        .text("other")
        .base("wgsl_in.linker = 'wesl'"),
        Case::new(
            "wgsl_in.packages",
            json!({ "near": "other/far" }),
            "import near::shapes::two;\n@fragment fn main() -> @location(0) vec4f { return vec4f(two); }",
            Wgsl,
            Drops("error[link-module-unknown]"),
        )
        .text("near=other/far")
        .base("wgsl_in.linker = 'wesl'"),
        Case::new(
            "wgsl_in.package_root",
            json!("other/far"),
            "import package::shapes::two;\n@fragment fn main() -> @location(0) vec4f { return vec4f(two); }",
            Wgsl,
            Drops("error[link-module-unknown]"),
        )
        .base("wgsl_in.linker = 'wesl'"),
        Case::new(
            "wgsl_in.subgroup_matrices",
            json!("native"),
            "enable subgroup_matrix; @compute @workgroup_size(32) fn main() { \
             let matrix = subgroup_matrix_left<f32, 8, 8>(); }",
            Wgsl,
            Drops("array<f32, 64>"),
        ),
        Case::new(
            "glsl_in.stage",
            json!("fragment"),
            "",
            Wgsl,
            Drops("error[stage-needed]"),
        )
        .source(Source::text(
            "shader.glsl",
            Language::Glsl,
            "#version 450\nvoid main() {}",
        )),
        Case::new(
            "glsl_in.defines",
            json!({ "LEVEL": "0.25" }),
            "",
            Wgsl,
            Adds("0.25"),
        )
        .text("LEVEL=0.25")
        .source(Source::text("shader.frag", Language::Glsl, defines)),
        Case::new(
            "glsl_in.front_end",
            json!("naga"),
            "",
            Wgsl,
            Adds("error[glsl-combined-sampler]"),
        )
        .source(Source::text("shader.frag", Language::Glsl, COMBINED)),
        // The library opens no file; that a folder is looked in is a test of the linker.
        Case::new(
            "glsl_in.include_paths",
            json!(["lib"]),
            "",
            Wgsl,
            Adds("nor in `lib`"),
        )
        .text("lib")
        .source(Source::text(
            "shader.frag",
            Language::Glsl,
            "#version 450\n#include \"none\"\nvoid main() {}",
        )),
        Case::new(
            "glsl_in.shadertoy",
            json!(true),
            "",
            Wgsl,
            Adds("iResolution"),
        )
        .source(Source::text(
            "shader.glsl",
            Language::Glsl,
            "void mainImage(out vec4 c, in vec2 p) { c = vec4(p / iResolution.xy, iTime, 1.0); }",
        )),
        Case::new(
            "spirv_in.adjust_coordinate_space",
            json!(false),
            "",
            Wgsl,
            Drops(".y = -("),
        )
        .source(assembly(shaders::VERTEX)),
        Case::new(
            "spirv_in.strict_capabilities",
            json!(true),
            "",
            Wgsl,
            Adds("error[spirv-capability]"),
        )
        .source(with_capability(shaders::NOTHING, "MinLod")),
        Case::new(
            "spirv_in.legalise",
            json!("off"),
            "",
            Wgsl,
            Adds("error[spirv-extension]"),
        )
        .source(Source::text(
            "shader.spvasm",
            Language::SpirvAssembly,
            SPECIALISED,
        )),
        Case::new(
            "spirv_in.storage_format",
            json!("rgba8unorm"),
            "",
            Wgsl,
            Adds("texture_storage_2d<rgba8unorm"),
        )
        .source(Source::text(
            "shader.spvasm",
            Language::SpirvAssembly,
            FORMATLESS,
        )),
        Case::new(
            "spirv_in.freeze_constants",
            json!(true),
            "",
            Wgsl,
            Adds("spirv-constant-frozen"),
        )
        .source(Source::text(
            "shader.spvasm",
            Language::SpirvAssembly,
            SPECIALISED,
        ))
        .look(warnings),
        Case::new(
            "spirv_in.block_ctx_dump_prefix",
            json!(dump.display().to_string()),
            "",
            Wgsl,
            Adds("dumped block_ctx"),
        )
        .source(assembly(shaders::NOTHING))
        .look(dumped),
    ]
}

/// What sources can import.
pub(crate) fn files() -> MemoryFiles {
    let files = [
        ("near.wesl", "const one = 1.0;"),
        ("other/far/shapes.wesl", "const two = 2.0;"),
    ];
    MemoryFiles(
        files
            .into_iter()
            .map(|(name, text)| (PathBuf::from(name), text.to_owned()))
            .collect(),
    )
}
/// A module that names an extension naga does not list, and has a specialisation constant.
const SPECIALISED: &str = r#"OpCapability Shader
OpExtension "SPV_GOOGLE_decorate_string"
OpMemoryModel Logical GLSL450
OpEntryPoint GLCompute %main "main"
OpExecutionMode %main LocalSize 1 1 1
OpName %level "level"
OpDecorate %level SpecId 3
OpDecorate %array ArrayStride 4
OpDecorate %Data Block
OpMemberDecorate %Data 0 Offset 0
OpDecorate %data DescriptorSet 0
OpDecorate %data Binding 0
%void = OpTypeVoid
%function = OpTypeFunction %void
%uint = OpTypeInt 32 0
%zero = OpConstant %uint 0
%level = OpSpecConstant %uint 7
%array = OpTypeRuntimeArray %uint
%Data = OpTypeStruct %array
%pointer = OpTypePointer StorageBuffer %Data
%element = OpTypePointer StorageBuffer %uint
%data = OpVariable %pointer StorageBuffer
%main = OpFunction %void None %function
%start = OpLabel
%place = OpAccessChain %element %data %zero %zero
OpStore %place %level
OpReturn
OpFunctionEnd
"#;

/// A WGSL shader as SPIR-V assembly.
pub(super) fn assembly(shader: &str) -> Source {
    let source = Source::text("shader.wgsl", Language::Wgsl, shader);
    let options = Options::default();
    let checked = common::read(&source, &options).expect("the shader is right");
    let product = common::write(&checked, SpirvAsm, &options).remove(0);
    match product.result.expect("SPIR-V has all of it").content {
        Content::Text(text) => Source::text("shader.spvasm", Language::SpirvAssembly, text),
        Content::Words(_) => panic!("assembly is text"),
    }
}

fn with_capability(shader: &str, capability: &str) -> Source {
    let source = assembly(shader);
    let text = source.as_text().replacen(
        "OpCapability Shader\n",
        &format!("OpCapability Shader\nOpCapability {capability}\n"),
        1,
    );
    assert!(text.contains(capability));
    Source::text("shader.spvasm", Language::SpirvAssembly, text)
}

/// What reading the module brought up.
fn warnings(source: &Source, options: &Options) -> String {
    let checked = common::read(source, options).expect("the shader is right");
    common::lines(checked.warnings())
}

/// Doc comments are in no product; they are in the module.
fn doc_comments(source: &Source, options: &Options) -> String {
    let checked = common::read(source, options).expect("the shader is right");
    format!("{:?}", checked.module().doc_comments)
}

/// The files that the front end wrote, if it was told to; `run` has made them.
fn dumped(source: &Source, options: &Options) -> String {
    let Some(folder) = &options.spirv_in.block_ctx_dump_prefix else {
        return String::new();
    };
    // The front end makes no folder.
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    common::read(source, options).expect("the shader is right");
    let names: String = fs::read_dir(&folder)
        .expect("the folder was made")
        .map(|entry| {
            let entry = entry.expect("a folder can be listed");
            format!("dumped {}\n", entry.file_name().to_string_lossy())
        })
        .collect();
    fs::remove_dir_all(&folder).expect("a temporary folder can be removed");
    names
}
