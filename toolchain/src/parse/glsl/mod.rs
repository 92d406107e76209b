//! GLSL through `naga::front::glsl` or glslang: one stage a source, compute, vertex or fragment.

mod doubtful;
mod errors;
mod gave_up;
mod preprocessor;
mod prototypes;
mod route;
mod semantic;
mod stage;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use naga::front::glsl::{Frontend, Options as NagaOptions};

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::guard;
use crate::limits;
use crate::options::Options;
use crate::source::{Source, Stage};

pub(super) use route::{parse, parse_hlsl};

/// Sees whether the definitions from outside can be used.
fn check_defines(source: &Source, options: &Options) -> Result<(), Failure> {
    for (name, value) in &options.glsl_in.defines {
        check_define(source, name, value)?;
    }
    if !options.glsl_in.defines.is_empty() {
        check_values(source, &options.glsl_in.defines)?;
    }
    Ok(())
}

/// Parses GLSL with naga's front end.
fn naga_module(source: &Source, options: &Options, stage: Stage) -> Result<naga::Module, Failure> {
    let mut naga_options = NagaOptions::from(stage.to_naga());
    for (name, value) in &options.glsl_in.defines {
        naga_options.defines.insert(name.clone(), value.clone());
    }
    let text = without_bom(source.as_text());
    let result = guard::call(Phase::Parse, "parsing GLSL", source, || {
        Frontend::default().parse(&naga_options, &text)
    })
    .map_err(gave_up::explained)?;
    let mut module = result.map_err(|errors| errors::failure(source, &errors))?;
    prototypes::settle(&mut module, source)?;
    limits::check_module(module, source, options)
}

/// The text with a byte order mark, if any, replaced by blanks, so that spans stay true.
fn without_bom(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(text),
    }
}

/// naga takes definitions on trust and panics on one that its lexer cannot read.
fn check_define(source: &Source, name: &str, value: &str) -> Result<(), Failure> {
    let wrong = |message: String, help: &str| -> Failure {
        Diagnostic::error(
            codes::DEFINE_INVALID,
            Phase::Source,
            Kind::Usage,
            source,
            message,
        )
        .with_help(help)
        .into()
    };
    let is_identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "defined";
    if !is_identifier {
        return Err(wrong(
            format!("`{name}` cannot be defined: it is not an identifier"),
            "definitions are given as `NAME` or `NAME=value`",
        ));
    }
    if value.contains(['\n', '\r']) {
        return Err(wrong(
            format!("the value of `{name}` cannot be used: it has a line break"),
            "give it on one line",
        ));
    }
    Ok(())
}

/// Sees whether the values are tokens, by defining them in a source of their own.
fn check_values(source: &Source, defines: &BTreeMap<String, String>) -> Result<(), Failure> {
    for (name, value) in defines {
        let text = format!("#define {name} {value}\nvoid main() {{}}\n");
        let errors = guard::call(Phase::Parse, "parsing GLSL definitions", source, || {
            let options = NagaOptions::from(naga::ShaderStage::Vertex);
            Frontend::default().parse(&options, &text).err()
        })?;
        if errors.is_some() {
            return Err(Diagnostic::error(
                codes::DEFINE_INVALID,
                Phase::Source,
                Kind::Usage,
                source,
                format!("the value of `{name}` cannot be used: `{value}` is not GLSL"),
            )
            .into());
        }
    }
    Ok(())
}
