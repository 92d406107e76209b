//! Options of the front ends.

use std::fs;
use std::path::PathBuf;

use naga_toolchain::emit::Content;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage::{SpirvAsm, Wgsl};
use serde_json::json;

use super::{Adds, Case, Drops, common, shaders};

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
