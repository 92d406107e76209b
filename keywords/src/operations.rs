//! Which options each function of the package takes as keywords, from the toolchain's one list.
//!
//! The generator of the stubs reads this file, too, which is why it knows no Python.

use naga_toolchain::options::{FIELDS, Field};
use naga_toolchain::source::Language;

/// A function, with the class that describes its keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `naga.parse_wgsl`.
    ParseWgsl,
    /// `naga.parse_glsl`.
    ParseGlsl,
    /// `naga.parse_hlsl`.
    ParseHlsl,
    /// `naga.parse_spirv`.
    ParseSpirv,
    /// `naga.load`.
    Load,
    /// `Module.validate`.
    Validate,
    /// `Module.to_msl`.
    ToMsl,
    /// `Module.to_hlsl`.
    ToHlsl,
    /// `Module.to_glsl`.
    ToGlsl,
    /// `Module.to_spirv`.
    ToSpirv,
    /// `Module.to_wgsl`.
    ToWgsl,
    /// `Module.to_dot`.
    ToDot,
}

/// Sections that belong to certain functions; all others are asked for when parsing.
const OWNED: &[&str] = &[
    "wgsl_in",
    "glsl_in",
    "spirv_in",
    "hlsl_in",
    "validate",
    "transform",
    "bounds_check",
    "msl",
    "hlsl",
    "glsl",
    "spirv",
    "wgsl",
    "dot",
];

/// The sections of the front ends.
const INPUTS: &[&str] = &["wgsl_in", "glsl_in", "spirv_in"];

impl Operation {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::ParseWgsl,
        Self::ParseGlsl,
        Self::ParseHlsl,
        Self::ParseSpirv,
        Self::Load,
        Self::Validate,
        Self::ToMsl,
        Self::ToHlsl,
        Self::ToGlsl,
        Self::ToSpirv,
        Self::ToWgsl,
        Self::ToDot,
    ];

    /// What reads a language.
    #[must_use]
    pub const fn parsing(language: Language) -> Self {
        match language {
            Language::Wgsl => Self::ParseWgsl,
            Language::Glsl => Self::ParseGlsl,
            Language::Hlsl => Self::ParseHlsl,
            Language::Spirv | Language::SpirvAssembly => Self::ParseSpirv,
        }
    }

    /// The function's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ParseWgsl => "parse_wgsl",
            Self::ParseGlsl => "parse_glsl",
            Self::ParseHlsl => "parse_hlsl",
            Self::ParseSpirv => "parse_spirv",
            Self::Load => "load",
            Self::Validate => "validate",
            Self::ToMsl => "to_msl",
            Self::ToHlsl => "to_hlsl",
            Self::ToGlsl => "to_glsl",
            Self::ToSpirv => "to_spirv",
            Self::ToWgsl => "to_wgsl",
            Self::ToDot => "to_dot",
        }
    }

    /// The class of its keywords.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::ParseWgsl => "ParseWgslOptions",
            Self::ParseGlsl => "ParseGlslOptions",
            Self::ParseHlsl => "ParseHlslOptions",
            Self::ParseSpirv => "ParseSpirvOptions",
            Self::Load => "LoadOptions",
            Self::Validate => "ValidateOptions",
            Self::ToMsl => "MslOptions",
            Self::ToHlsl => "HlslOptions",
            Self::ToGlsl => "GlslOptions",
            Self::ToSpirv => "SpirvOptions",
            Self::ToWgsl => "WgslOptions",
            Self::ToDot => "DotOptions",
        }
    }

    /// The sections whose fields are keywords under their own names.
    const fn plain(self) -> &'static [&'static str] {
        match self {
            Self::ParseWgsl => &["wgsl_in"],
            // glslang reads both, with the same options.
            Self::ParseGlsl | Self::ParseHlsl => &["glsl_in"],
            Self::ParseSpirv => &["spirv_in"],
            Self::Load => INPUTS,
            Self::Validate => &["validate"],
            Self::ToMsl => &["msl", "transform"],
            Self::ToHlsl => &["hlsl", "transform"],
            Self::ToGlsl => &["glsl", "transform"],
            Self::ToSpirv => &["spirv", "transform"],
            Self::ToWgsl => &["wgsl", "transform"],
            Self::ToDot => &["dot", "transform"],
        }
    }

    const fn parses(self) -> bool {
        match self {
            Self::ParseWgsl | Self::ParseGlsl | Self::ParseHlsl | Self::ParseSpirv | Self::Load => {
                true
            }
            Self::Validate
            | Self::ToMsl
            | Self::ToHlsl
            | Self::ToGlsl
            | Self::ToSpirv
            | Self::ToWgsl
            | Self::ToDot => false,
        }
    }

    /// The sections whose fields are keywords that start with the section's name.
    fn prefixed(self, section: &str) -> bool {
        match section {
            "bounds_check" => matches!(self, Self::ToMsl | Self::ToSpirv),
            // Whatever reads or writes can meet one.
            "limits" => !matches!(self, Self::Validate),
            section => self.parses() && !OWNED.contains(&section),
        }
    }

    /// The keyword for a field; none where the function does not take it.
    #[must_use]
    pub fn keyword(self, field: &Field) -> Option<String> {
        if self.plain().contains(&field.section) {
            // Of two front ends with a field of one name, `load` says which is meant.
            let twice = self == Self::Load
                && FIELDS.iter().any(|other| {
                    other.name == field.name
                        && other.section != field.section
                        && INPUTS.contains(&other.section)
                });
            return Some(if twice {
                format!("{}_{}", field.section, field.name)
            } else {
                field.name.to_owned()
            });
        }
        self.prefixed(field.section)
            .then(|| format!("{}_{}", field.section, field.name))
    }

    /// Its keywords with their fields.
    pub fn keywords(self) -> impl Iterator<Item = (String, &'static Field)> {
        FIELDS
            .iter()
            .filter_map(move |field| Some((self.keyword(field)?, field)))
    }
}
