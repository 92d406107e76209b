//! The one caller of glslang: a text to SPIR-V, or what glslang says of it.
//!
//! glslang starts when it is first asked and then stays; nothing of it runs before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Once, OnceLock};

use glslang::include::{IncludeHandler, IncludeResult, IncludeType};
use glslang::{
    Compiler, CompilerOptions, GlslProfile, Program, Shader, ShaderInput, ShaderMessage,
    ShaderOptions, ShaderSource, ShaderStage, SourceLanguage, SpirvVersion, Target, VulkanVersion,
};

use rspirv::spirv::{Decoration, Op, StorageClass};
use serde::{Deserialize, Serialize};

use super::assertions::{self, Failed};
use super::calls;
#[cfg(target_os = "linux")]
use super::gate;
use super::legacy::identifiers;
use crate::guard;
use crate::source::Stage;

static BEFORE_START: OnceLock<fn()> = OnceLock::new();
static START: Once = Once::new();

/// Has `work` done before glslang is asked for the first time; the first `work` that is given
/// counts.
///
/// For a program that has kept the constructors of glslang's C++ from running when it began.
pub fn before_glslang(work: fn()) {
    let _ = BEFORE_START.set(work);
}

/// A text with everything that decides what glslang makes of it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) text: String,
    pub(super) stage: Stage,
    pub(super) language: Input,
    /// Definitions from outside.
    pub(super) defines: BTreeMap<String, String>,
    pub(super) spirv: Spirv,
}

/// The language of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Glsl,
    /// HLSL, whose entry point has any name.
    Hlsl {
        entry_point: String,
    },
}

/// The version of SPIR-V that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spirv {
    /// 1.3, which has no instructions that the passes after this one must take out again.
    Common,
    /// 1.4, which mesh stages ask for.
    Mesh,
    /// 1.6, for what 1.3 cannot say.
    Newest,
}

/// What came out.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Compiled {
    pub(super) words: Vec<u32>,
    /// The text after the preprocessor.
    pub(super) preprocessed: String,
}

/// Includes were resolved before ([`link`](crate::link)); what is left is refused.
struct NoFiles;

impl IncludeHandler for NoFiles {
    fn include(
        &mut self,
        _kind: IncludeType,
        _header: &str,
        _includer: &str,
        _depth: usize,
    ) -> Option<IncludeResult> {
        None
    }
}

/// Why there is no SPIR-V.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Refusal {
    /// The text is wrong: glslang's log.
    Log(String),
    /// glslang is.
    Fault(Failed),
    /// Functions call each other in too many ways.
    Calls(usize),
    /// The system gives no process to ask glslang in.
    NoProcess(String),
    /// The text has no function of the name of the entry point, of which glslang makes an empty one.
    NoEntryPoint(String),
}

/// Compiles.
///
/// # Errors
///
/// What glslang says, or its end.
pub(super) fn compile(request: &Request) -> Result<Compiled, Refusal> {
    let request = request.clone();
    #[cfg(target_os = "linux")]
    let _inside = gate::enter();
    assertions::caught(move || compile_here(&request)).map_err(Refusal::Fault)?
}

/// OpenGL's rules let more pass, but glslang then makes a variable of its own, bound to nothing,
/// of an argument like `sampler2D(image, parameter)` or `queries[0]`: Vulkan's rules do not.
fn compile_here(request: &Request) -> Result<Compiled, Refusal> {
    let relaxed = compile_under(request, Rules::OpenGl)?;
    if !invents_variables(&relaxed.words) {
        return Ok(relaxed);
    }
    compile_under(request, Rules::Vulkan).or(Ok(relaxed))
}

/// What a source may leave to the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    OpenGl,
    Vulkan,
}

/// Whether there is a resource without a set, which declared ones have, or a variable whose name
/// is a path.
fn invents_variables(words: &[u32]) -> bool {
    const HEADER: usize = 5;
    let mut paths = BTreeSet::new();
    let mut bound = BTreeSet::new();
    let mut at = HEADER;
    while let Some(&first) = words.get(at) {
        let count = (first >> 16) as usize;
        let (op, operands) = (
            first & 0xffff,
            words.get(at + 1..at + count.max(1)).unwrap_or_default(),
        );
        match operands {
            [id, name @ ..]
                if op == Op::Name as u32
                    && name.iter().any(|word| word.to_le_bytes().contains(&b'[')) =>
            {
                paths.insert(*id);
            }
            [id, kind, ..]
                if op == Op::Decorate as u32 && *kind == Decoration::DescriptorSet as u32 =>
            {
                bound.insert(*id);
            }
            [_, id, class, ..] if op == Op::Variable as u32 => {
                let invented = if *class == StorageClass::UniformConstant as u32 {
                    !bound.contains(id)
                } else {
                    paths.contains(id)
                };
                if invented {
                    return true;
                }
            }
            _ => {}
        }
        at += count.max(1);
    }
    false
}

fn compile_under(request: &Request, rules: Rules) -> Result<Compiled, Refusal> {
    let (compiler, shader) = read(request, rules, ShaderMessage::DEFAULT)?;
    let preprocessed = preprocessed_text(&shader)?;
    if let Input::Hlsl { entry_point } = &request.language
        && !identifiers(&preprocessed).any(|(_, name)| name == entry_point)
    {
        return Err(Refusal::NoEntryPoint(entry_point.clone()));
    }
    let calls = calls::pairs(&preprocessed);
    if calls > calls::MOST {
        return Err(Refusal::Calls(calls));
    }
    let mut program = Program::new(compiler);
    program.add_shader(&shader);
    let words = program
        .compile(stage(request.stage)?)
        .map_err(|error| Refusal::Log(error.to_string()))?;
    if words.is_empty() {
        return Err(Refusal::Log("ERROR: glslang made no code".to_owned()));
    }
    Ok(Compiled {
        words,
        preprocessed,
    })
}

/// What the preprocessor makes of a text, whatever the front end says of that; no words.
///
/// # Errors
///
/// What the preprocessor says, or the end of the front end.
pub(super) fn preprocess(request: &Request) -> Result<Compiled, Refusal> {
    let request = request.clone();
    #[cfg(target_os = "linux")]
    let _inside = gate::enter();
    assertions::caught(move || {
        let (_, shader) = read(&request, Rules::OpenGl, ShaderMessage::ONLY_PREPROCESSOR)?;
        Ok(Compiled {
            words: Vec::new(),
            preprocessed: preprocessed_text(&shader)?,
        })
    })
    .map_err(Refusal::Fault)?
}

/// Its binding panics where the preprocessor makes bytes of its own, of directives in others.
fn preprocessed_text(shader: &Shader<'_>) -> Result<String, Refusal> {
    guard::attempt(|| shader.get_preprocessed_code())
        .ok_or_else(|| Refusal::Log("ERROR: the preprocessor leaves what is no text".to_owned()))
}

fn stage(stage: Stage) -> Result<ShaderStage, Refusal> {
    Ok(match stage {
        Stage::Vertex => ShaderStage::Vertex,
        Stage::Fragment => ShaderStage::Fragment,
        Stage::Compute => ShaderStage::Compute,
        Stage::Task => ShaderStage::Task,
        Stage::Mesh => ShaderStage::Mesh,
        Stage::RayGeneration | Stage::AnyHit | Stage::ClosestHit | Stage::Miss => {
            return Err(Refusal::Log("ERROR: the stage is not supported".to_owned()));
        }
    })
}

/// What the front end reads.
fn read(
    request: &Request,
    rules: Rules,
    messages: ShaderMessage,
) -> Result<(&'static Compiler, Shader<'static>), Refusal> {
    START.call_once(|| {
        if let Some(work) = BEFORE_START.get() {
            work();
        }
    });
    let compiler = Compiler::acquire()
        .ok_or_else(|| Refusal::Log("ERROR: glslang did not start".to_owned()))?;
    let (version, spirv_version) = match request.spirv {
        Spirv::Common => (VulkanVersion::Vulkan1_1, SpirvVersion::SPIRV1_3),
        Spirv::Mesh => (VulkanVersion::Vulkan1_2, SpirvVersion::SPIRV1_4),
        Spirv::Newest => (VulkanVersion::Vulkan1_4, SpirvVersion::SPIRV1_6),
    };
    let options = CompilerOptions {
        source_language: match &request.language {
            Input::Glsl => SourceLanguage::GLSL,
            Input::Hlsl { .. } => SourceLanguage::HLSL,
        },
        target: Target::Vulkan {
            version,
            spirv_version,
        },
        // Of HLSL, which says no version, the newest preprocessor is asked for.
        version_profile: messages
            .contains(ShaderMessage::ONLY_PREPROCESSOR)
            .then_some((450, GlslProfile::None)),
        messages,
    };
    let source = ShaderSource::from(request.text.as_str());
    let defines: Vec<(&str, Option<&str>)> = request
        .defines
        .iter()
        .map(|(name, value)| (name.as_str(), Some(value.as_str())))
        .collect();
    // Without a handler glslang would open files itself.
    let mut files = NoFiles;
    let input = ShaderInput::new(
        &source,
        stage(request.stage)?,
        &options,
        Some(&defines),
        Some(&mut files),
    )
    .map_err(|error| Refusal::Log(format!("ERROR: {error}")))?;
    let mut builder = Shader::new(compiler, input);
    let mut shader_options = ShaderOptions::AUTO_MAP_BINDINGS | ShaderOptions::AUTO_MAP_LOCATIONS;
    match &request.language {
        Input::Glsl if rules == Rules::OpenGl => {
            shader_options |= ShaderOptions::VULKAN_RULES_RELAXED;
        }
        Input::Glsl => {}
        Input::Hlsl { entry_point } => {
            builder.entry_point(entry_point);
            builder.source_entry_point(entry_point);
        }
    }
    builder.options(shader_options);
    builder.default_uniform_block_name(super::LOOSE_UNIFORMS);
    let shader = builder
        .parse()
        .map_err(|error| Refusal::Log(error.to_string()))?;
    Ok((compiler, shader))
}
