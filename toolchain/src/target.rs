//! What to write: a language, and a version when the caller insists on one.

use std::fmt;
use std::str::FromStr;

use naga::valid::Capabilities;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::options::Options;
use crate::options::value::OptionValue;
use crate::options::version::{GlslVersion, MslVersion, ShaderModel, SpirvVersion};

/// A language to write, without a version.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TargetLanguage {
    /// Metal Shading Language.
    Msl,
    /// High-level shading language of Direct3D.
    Hlsl,
    /// OpenGL Shading Language.
    Glsl,
    /// SPIR-V words.
    Spirv,
    /// SPIR-V assembly text.
    SpirvAsm,
    /// WebGPU Shading Language.
    Wgsl,
    /// Graphviz DOT of the module.
    Dot,
}

impl TargetLanguage {
    /// Every target, in the order in which help lists them.
    pub const ALL: [Self; 7] = [
        Self::Msl,
        Self::Hlsl,
        Self::Glsl,
        Self::Spirv,
        Self::SpirvAsm,
        Self::Wgsl,
        Self::Dot,
    ];

    /// The name used on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Msl => "msl",
            Self::Hlsl => "hlsl",
            Self::Glsl => "glsl",
            Self::Spirv => "spirv",
            Self::SpirvAsm => "spirv-asm",
            Self::Wgsl => "wgsl",
            Self::Dot => "dot",
        }
    }

    /// The name in sentences.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Msl => "MSL",
            Self::Hlsl => "HLSL",
            Self::Glsl => "GLSL",
            Self::Spirv => "SPIR-V",
            Self::SpirvAsm => "SPIR-V assembly",
            Self::Wgsl => "WGSL",
            Self::Dot => "DOT",
        }
    }

    /// The target called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "msl" | "metal" => Self::Msl,
            "hlsl" => Self::Hlsl,
            "glsl" => Self::Glsl,
            "spirv" | "spv" => Self::Spirv,
            "spirv-asm" | "spvasm" => Self::SpirvAsm,
            "wgsl" => Self::Wgsl,
            "dot" => Self::Dot,
            _ => return None,
        })
    }

    /// The file extension without the dot; GLSL has one for each stage instead.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Msl => "metal",
            Self::Hlsl => "hlsl",
            Self::Glsl => "glsl",
            Self::Spirv => "spv",
            Self::SpirvAsm => "spvasm",
            Self::Wgsl => "wgsl",
            Self::Dot => "dot",
        }
    }

    /// The target that writes files of this extension.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        if matches!(extension.as_str(), "vert" | "frag" | "comp") {
            return Some(Self::Glsl);
        }
        Self::ALL
            .into_iter()
            .find(|target| target.extension() == extension)
    }

    /// What naga's writer of the language can do.
    pub fn capabilities(self) -> Capabilities {
        match self {
            Self::Msl => naga::back::msl::supported_capabilities(),
            // Waves and subgroups are in every stage, and naga writes them alike in each.
            Self::Hlsl => {
                naga::back::hlsl::supported_capabilities() | Capabilities::SUBGROUP_VERTEX_STAGE
            }
            Self::Glsl => {
                naga::back::glsl::supported_capabilities() | Capabilities::SUBGROUP_VERTEX_STAGE
            }
            // Written, though naga does not say so.
            Self::Spirv | Self::SpirvAsm => {
                naga::back::spv::supported_capabilities() | Capabilities::CULL_DISTANCE
            }
            Self::Wgsl => naga::back::wgsl::supported_capabilities(),
            Self::Dot => Capabilities::all(),
        }
    }

    /// What every writer can do: a module that needs no more is fit for all of them.
    pub(crate) fn portable_capabilities() -> Capabilities {
        Self::ALL
            .into_iter()
            .fold(Capabilities::all(), |common, target| {
                common & target.capabilities()
            })
    }

    /// Whether the product is bytes rather than text.
    #[must_use]
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::Spirv)
    }

    /// Whether one product holds only one entry point.
    #[must_use]
    pub const fn is_per_entry_point(self) -> bool {
        matches!(self, Self::Glsl)
    }
}

impl fmt::Display for TargetLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A version of one of the target languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TargetVersion {
    /// Of MSL.
    Msl(MslVersion),
    /// Of HLSL.
    Hlsl(ShaderModel),
    /// Of GLSL.
    Glsl(GlslVersion),
    /// Of SPIR-V.
    Spirv(SpirvVersion),
}

impl fmt::Display for TargetVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Msl(version) => version.fmt(f),
            Self::Hlsl(version) => version.fmt(f),
            Self::Glsl(version) => version.fmt(f),
            Self::Spirv(version) => version.fmt(f),
        }
    }
}

/// A target as asked for: `msl`, `msl:2.4`, `hlsl:6.6`, `glsl:es300`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The language.
    pub language: TargetLanguage,
    /// The version asked for; without one the option of the target decides.
    pub version: Option<TargetVersion>,
}

/// Why a text names no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// No such language.
    Language(String),
    /// The language has no such version.
    Version {
        /// The language.
        language: TargetLanguage,
        /// The version.
        version: String,
        /// The versions there are; none for languages without.
        known: Vec<String>,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language(name) => {
                let known = TargetLanguage::ALL.map(TargetLanguage::name).join(", ");
                write!(f, "`{name}` is not a target; there are: {known}")
            }
            Self::Version {
                language,
                version,
                known,
            } if known.is_empty() => {
                write!(
                    f,
                    "{} has no versions: write `{language}` instead of `{language}:{version}`",
                    language.title()
                )
            }
            Self::Version {
                language,
                version,
                known,
            } => write!(
                f,
                "`{version}` is not a version of {}; there are: {}",
                language.title(),
                known.join(", ")
            ),
        }
    }
}

impl std::error::Error for TargetError {}

impl Target {
    /// The target without a version.
    #[must_use]
    pub const fn new(language: TargetLanguage) -> Self {
        Self {
            language,
            version: None,
        }
    }

    /// The versions that can be asked for.
    #[must_use]
    pub fn versions(language: TargetLanguage) -> Vec<String> {
        match language {
            TargetLanguage::Msl => MslVersion::names(),
            TargetLanguage::Hlsl => ShaderModel::names(),
            TargetLanguage::Glsl => GlslVersion::names(),
            TargetLanguage::Spirv | TargetLanguage::SpirvAsm => SpirvVersion::names(),
            TargetLanguage::Wgsl | TargetLanguage::Dot => Vec::new(),
        }
    }

    /// Writes the version asked for into the options of the target.
    pub fn apply(self, options: &mut Options) {
        match self.version {
            None => {}
            Some(TargetVersion::Msl(version)) => options.msl.lang_version = Some(version),
            Some(TargetVersion::Hlsl(version)) => options.hlsl.shader_model = Some(version),
            Some(TargetVersion::Glsl(version)) => options.glsl.version = Some(version),
            Some(TargetVersion::Spirv(version)) => options.spirv.lang_version = Some(version),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let (name, version) = match text.split_once(':') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let language = TargetLanguage::from_name(name)
            .ok_or_else(|| TargetError::Language(name.to_owned()))?;
        let Some(version) = version else {
            return Ok(Self::new(language));
        };
        let parsed = match language {
            TargetLanguage::Msl => MslVersion::from_text(version).map(TargetVersion::Msl),
            TargetLanguage::Hlsl => ShaderModel::from_text(version).map(TargetVersion::Hlsl),
            TargetLanguage::Glsl => GlslVersion::from_text(version).map(TargetVersion::Glsl),
            TargetLanguage::Spirv | TargetLanguage::SpirvAsm => {
                SpirvVersion::from_text(version).map(TargetVersion::Spirv)
            }
            TargetLanguage::Wgsl | TargetLanguage::Dot => Err(String::new()),
        };
        match parsed {
            Ok(version) => Ok(Self {
                language,
                version: Some(version),
            }),
            Err(_) => Err(TargetError::Version {
                language,
                version: version.to_owned(),
                known: Self::versions(language),
            }),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            None => self.language.fmt(f),
            Some(version) => write!(f, "{}:{version}", self.language),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use super::*;

    #[test]
    fn targets_are_read_and_written() {
        for text in [
            "msl",
            "msl:2.4",
            "hlsl:6.6",
            "glsl:es300",
            "glsl:450",
            "spirv:1.5",
            "dot",
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!(target.to_string(), text);
        }
        assert_eq!(
            "metal".parse::<Target>().unwrap().language,
            TargetLanguage::Msl
        );
    }

    #[test]
    fn wrong_targets_say_what_there_is() {
        let error = "mls".parse::<Target>().unwrap_err().to_string();
        assert!(error.contains("msl, hlsl"), "{error}");
        let error = "msl:9.9".parse::<Target>().unwrap_err().to_string();
        assert!(error.contains("2.4"), "{error}");
        let error = "wgsl:1".parse::<Target>().unwrap_err().to_string();
        assert!(error.contains("no versions"), "{error}");
    }
}
