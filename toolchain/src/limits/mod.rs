//! How large, deep and costly a shader may be: checked before naga sees it, and around it.
//!
//! naga recurses over its input, keeps some sets whose size is a number of the source, and has
//! loops that are quadratic; [`guard`](crate::guard) cannot stop the end of a stack or of
//! memory. So budgets are checked where it is cheap:
//!
//! - [`text`] and [`macros`]: one pass over the bytes of WGSL and GLSL before parsing,
//! - [`words`]: one pass over the instructions of SPIR-V before parsing,
//! - [`module`]: one pass over the module that was parsed, before it is validated,
//! - [`output`]: what a writer writes is counted while it writes.
//!
//! Each budget is an option of the section `limits`; passing it is an error of
//! [`Kind::Limit`](crate::diagnostic::Kind::Limit) that names the limit, the value met and the
//! option. Nothing here recurses, and memory grows with nesting, not with size.

mod lines;
mod macros;
mod module;
mod operands;
pub(crate) mod output;
mod overrides;
mod sizes;
mod text;
mod words;

pub(crate) use text::comment_end;

use std::ops::Range;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::options::{Limits, Options};
use crate::source::{Language, Source};
use crate::target::TargetLanguage;

/// A budget, by the option that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    SourceBytes,
    Nesting,
    ExpressionDepth,
    Branches,
    Declarations,
    Tokens,
    MacroTokens,
    SpirvIds,
    Binding,
    Location,
    Facts,
    Elements,
    OutputBytes,
}

impl Limit {
    /// The field of the section `limits`.
    const fn field(self) -> &'static str {
        match self {
            Self::SourceBytes => "source_bytes",
            Self::Nesting => "nesting",
            Self::ExpressionDepth => "expression_depth",
            Self::Branches => "branches",
            Self::Declarations => "declarations",
            Self::Tokens => "tokens",
            Self::MacroTokens => "macro_tokens",
            Self::SpirvIds => "spirv_ids",
            Self::Binding => "binding",
            Self::Location => "location",
            Self::Facts => "facts",
            Self::Elements => "elements",
            Self::OutputBytes => "output_bytes",
        }
    }

    /// The number that is in force.
    fn of(self, limits: &Limits) -> u64 {
        match self {
            Self::SourceBytes => limits.source_bytes,
            Self::Nesting => limits.nesting.into(),
            Self::ExpressionDepth => limits.expression_depth.into(),
            Self::Branches => limits.branches.into(),
            Self::Declarations => limits.declarations.into(),
            Self::Tokens => limits.tokens.into(),
            Self::MacroTokens => limits.macro_tokens,
            Self::SpirvIds => limits.spirv_ids.into(),
            Self::Binding => limits.binding.into(),
            Self::Location => limits.location.into(),
            Self::Facts => limits.facts,
            Self::Elements => limits.elements,
            Self::OutputBytes => limits.output_bytes,
        }
    }
}

/// A limit that was passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    pub(crate) limit: Limit,
    /// What has the value, as in "the source has 9 bytes".
    pub(crate) what: String,
    /// The place, if the source has one.
    pub(crate) at: Option<Range<usize>>,
}

impl Exceeded {
    pub(crate) fn new(limit: Limit, what: impl Into<String>) -> Self {
        Self {
            limit,
            what: what.into(),
            at: None,
        }
    }

    pub(crate) fn at(self, at: Option<Range<usize>>) -> Self {
        Self { at, ..self }
    }

    /// The error to tell.
    pub(crate) fn diagnostic(self, phase: Phase, source: &Source, limits: &Limits) -> Diagnostic {
        let Self { limit, what, at } = self;
        let field = limit.field();
        let flag = field.replace('_', "-");
        let diagnostic = Diagnostic::error(
            codes::LIMIT_EXCEEDED,
            phase,
            Kind::Limit,
            source,
            format!(
                "{what}; the limit `{field}` is {}",
                grouped(limit.of(limits))
            ),
        )
        .with_help(format!(
            "if the shader is right and can be trusted, raise the limit: `--limits-{flag} N`, or \
             `{field}` in the section `limits` of a config file"
        ));
        match at {
            Some(at) if source.language().is_text() => diagnostic.with_primary(at, "here"),
            _ => diagnostic,
        }
    }
}

/// A number with commas.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The error for a source that a linker would make longer than any text may be.
pub(crate) fn too_long(source: &Source, options: &Options) -> Diagnostic {
    let what = "with what is put into it, the source has too many bytes";
    Exceeded::new(Limit::SourceBytes, what).diagnostic(Phase::Source, source, &options.limits)
}

/// Checks a source before a front end sees it.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_source(source: &Source, options: &Options) -> Result<(), Failure> {
    let limits = &options.limits;
    let bytes = source.as_bytes();
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let result = if size > limits.source_bytes {
        let what = format!("the source has {} bytes", grouped(size));
        Err(Exceeded::new(Limit::SourceBytes, what))
    } else {
        match source.language() {
            Language::Wgsl => text::wgsl(source.as_text(), limits),
            // HLSL has the preprocessor and the expressions of C too.
            Language::Glsl | Language::Hlsl => text::glsl(bytes, &options.glsl_in.defines, limits),
            // Words are checked by `check_words`, when they are known.
            Language::Spirv | Language::SpirvAssembly => Ok(()),
        }
    };
    result.map_err(|exceeded| exceeded.diagnostic(Phase::Source, source, limits).into())
}

/// Checks the words of a SPIR-V module, whose instructions tile them.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_words(
    words: &[u32],
    source: &Source,
    options: &Options,
) -> Result<(), Failure> {
    words::check(words, &options.limits).map_err(|exceeded| {
        exceeded
            .diagnostic(Phase::Source, source, &options.limits)
            .into()
    })
}

/// Checks a module that a front end made, before it is validated, copied or written.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_module(
    module: naga::Module,
    source: &Source,
    options: &Options,
) -> Result<naga::Module, Failure> {
    match check_shape(&module, source, &options.limits) {
        Ok(()) => Ok(module),
        Err(failure) => {
            // Dropping a body recurses over its blocks.
            drop(guard::on_large_stack(move || drop(module)));
            Err(failure)
        }
    }
}

/// Checks a module that is kept whatever is found.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_shape(
    module: &naga::Module,
    source: &Source,
    limits: &Limits,
) -> Result<(), Failure> {
    module::check(module, limits)
        .map_err(|exceeded| exceeded.diagnostic(Phase::Parse, source, limits).into())
}

/// Checks what it takes to find the line of every expression of a module.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_lines(
    module: &naga::Module,
    source: &Source,
    options: &Options,
) -> Result<(), Failure> {
    let limits = &options.limits;
    lines::check(module, limits)
        .map_err(|exceeded| exceeded.diagnostic(Phase::Emit, source, limits).into())
}

/// Checks what a writer would have to take one by one.
///
/// # Errors
///
/// The limit that was passed.
pub(crate) fn check_target(
    module: &naga::Module,
    target: TargetLanguage,
    source: &Source,
    options: &Options,
) -> Result<(), Failure> {
    let limits = &options.limits;
    module::check_elements(module, target, limits)
        .map_err(|exceeded| exceeded.diagnostic(Phase::Emit, source, limits).into())
}

#[cfg(test)]
mod tests;
