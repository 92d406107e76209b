//! The outside compilers: a shader goes to them without the toolchain.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::words;

fn run(program: &str, arguments: &[&str], output: &Path) -> Result<Vec<u32>, String> {
    let result = Command::new(program)
        .args(arguments)
        .arg("-o")
        .arg(output)
        .output()
        .map_err(|error| format!("{program}: {error}; `make setup` installs it"))?;
    if !result.status.success() {
        return Err(format!(
            "{program}: {}{}",
            String::from_utf8_lossy(&result.stdout),
            String::from_utf8_lossy(&result.stderr),
        ));
    }
    let bytes = fs::read(output).map_err(|error| format!("{output:?}: {error}"))?;
    words::from_bytes(&bytes)
}

/// A place for the files of one call.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Self { folder })
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    pub(crate) fn file(&self, name: &str, content: &[u8]) -> Result<String, String> {
        let path = self.path(name);
        fs::write(&path, content).map_err(|error| format!("{path}: {error}"))?;
        Ok(path)
    }
}

/// GLSL for Vulkan to SPIR-V, by glslang.
///
/// # Errors
///
/// What glslang says.
pub fn glslang(text: &str, stage: &str, defines: &[String]) -> Result<Vec<u32>, String> {
    let desk = Desk::new()?;
    let source = desk.file(&format!("shader.{stage}"), text.as_bytes())?;
    let defines: Vec<String> = defines.iter().map(|each| format!("-D{each}")).collect();
    let mut arguments = vec!["-V", "--quiet", "--target-env", "vulkan1.1", "-S", stage];
    arguments.extend(defines.iter().map(String::as_str));
    arguments.push(&source);
    run(
        "glslangValidator",
        &arguments,
        Path::new(&desk.path("out.spv")),
    )
}

/// SPIR-V assembly to words, by SPIRV-Tools.
///
/// # Errors
///
/// What the assembler says.
pub fn spirv_as(text: &str) -> Result<Vec<u32>, String> {
    let desk = Desk::new()?;
    let source = desk.file("shader.spvasm", text.as_bytes())?;
    // A later version than 1.3 would need promises of the interface that older text lacks.
    let arguments = ["--target-env", "spv1.3", source.as_str()];
    run("spirv-as", &arguments, Path::new(&desk.path("out.spv")))
}

/// Which layouts of blocks are valid.
#[derive(Clone, Copy, Debug)]
pub enum Blocks {
    /// Those of the scalar layout.
    Scalar,
    /// All: in Direct3D something may lie in the last register of an array.
    Packed,
}

/// Whether SPIRV-Tools takes the words for valid Vulkan.
///
/// # Errors
///
/// What is wrong with them.
pub fn spirv_val(words: &[u32], blocks: Blocks) -> Result<(), String> {
    let layout = match blocks {
        Blocks::Scalar => "--scalar-block-layout",
        Blocks::Packed => "--skip-block-layout",
    };
    let desk = Desk::new()?;
    // The first version of Vulkan that takes words of this version.
    let environment = match words.get(1) {
        Some(0x0001_0400) => "vulkan1.1spv1.4",
        Some(0x0001_0500) => "vulkan1.2",
        Some(0x0001_0600) => "vulkan1.3",
        _ => "vulkan1.1",
    };
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let file = desk.file("shader.spv", &bytes)?;
    let result = Command::new("spirv-val")
        .args(["--target-env", environment, layout, &file])
        .output()
        .map_err(|error| format!("spirv-val: {error}; `make setup` installs it"))?;
    if result.status.success() {
        Ok(())
    } else {
        Err(format!(
            "spirv-val: {}{}",
            String::from_utf8_lossy(&result.stdout),
            String::from_utf8_lossy(&result.stderr)
        ))
    }
}

/// The words with every function put into its callers, by SPIRV-Tools.
///
/// # Errors
///
/// What the optimiser says.
pub fn inlined(words: &[u32]) -> Result<Vec<u32>, String> {
    let desk = Desk::new()?;
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let file = desk.file("shader.spv", &bytes)?;
    let arguments = [
        "--inline-entry-points-exhaustive",
        "--eliminate-dead-functions",
        file.as_str(),
    ];
    run("spirv-opt", &arguments, Path::new(&desk.path("out.spv")))
}
