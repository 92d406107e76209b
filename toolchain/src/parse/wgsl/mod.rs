//! WGSL through `naga::front::wgsl`.
//!
//! naga stops at the first error. [`recover`] blanks what is wrong and asks again, so that one
//! run tells as many independent errors as it can; [`convert`] puts each into the source's
//! terms. [`evaluate`] stands in for functions of constants that naga lacks, and
//! [`legalise`](crate::legalise::wgsl) for what is newer than naga. What naga takes is parsed once and costs nothing on top.

mod called;
mod codes;
mod convert;
mod directives;
mod evaluate;
mod foreign;
mod hints;
mod invocations;
mod joiners;
mod lanes;
mod newer;
mod recover;
mod refine;
#[cfg(test)]
mod tests;
mod uniforms;

use std::borrow::Cow;

use naga::front::wgsl::{Frontend, Options as NagaOptions};

use crate::diagnostic::{Diagnostic, Failure, Phase};
use crate::guard;
use crate::legalise;
use crate::limits;
use crate::options::Options;
use crate::source::Source;
use crate::wgsl_text::{Scan, conditional};
use convert::Raw;

/// Parses WGSL; the diagnostics are warnings.
pub(super) fn parse(
    source: &Source,
    all: &Options,
) -> Result<(naga::Module, Vec<Diagnostic>), Failure> {
    joiners::check(source)?;
    let text = directives::without_needless(without_bom(source.as_text()));
    let options = NagaOptions {
        parse_doc_comments: all.wgsl_in.parse_doc_comments,
        capabilities: all.wgsl_in.capabilities.0,
    };
    let parsed = attempt(source, &options, &text)?;
    let newer = match parsed.is_err() || legalise::wgsl::may_be_misread(source) {
        true => guard::call(Phase::Parse, "rewriting newer WGSL", source, || {
            let ask = |text: &str| called::called(&attempt(source, &options, text).ok()?.ok()?);
            legalise::wgsl::rewritten(source, all.wgsl_in.subgroup_matrices, &ask)
        })?,
        false => None,
    };
    if let Some(legalise::wgsl::Rewritten {
        source: rewritten,
        matrices,
        printed,
    }) = newer
    {
        let of_matrices = newer::tell_matrices(source, all, &matrices)?;
        let text = directives::without_needless(without_bom(rewritten.as_text()));
        let parsed = attempt(&rewritten, &options, &text)?;
        let (mut module, mut said) = finish(&rewritten, all, &options, text, parsed)?;
        newer::lead_back(&rewritten, &mut module);
        said.extend(of_matrices);
        said.extend(printed.map(|place| newer::tell_print(source, place)));
        return Ok((module, said));
    }
    finish(source, all, &options, text, parsed)
}

/// From what naga made of a text to a module, or to everything that is wrong with the text.
fn finish(
    source: &Source,
    all: &Options,
    options: &NagaOptions,
    text: Cow<'_, str>,
    parsed: Result<naga::Module, Raw>,
) -> Result<(naga::Module, Vec<Diagnostic>), Failure> {
    let (text, parsed) = match evaluate::evaluated(source, options, &text, &parsed) {
        Some((changed, mut parsed)) => {
            if let Ok(module) = &mut parsed {
                newer::forget_beyond(module, text.len());
            }
            (Cow::Owned(changed), parsed)
        }
        None => (text, parsed),
    };
    let error = match parsed {
        Ok(module) => {
            let mut module = limits::check_module(module, source, all)?;
            let said = guard::call(Phase::Parse, "reading newer WGSL", source, || {
                newer::repair(source, &mut module)
            })??;
            return Ok((module, said));
        }
        Err(error) => error,
    };
    let diagnostics = recover::all_errors(source, options, &text, error);
    Err(Failure::from_all(diagnostics).unwrap_or_else(|| recover::nothing_found(source)))
}

/// The text with a byte order mark, if any, replaced by blanks, so that spans stay true.
fn without_bom(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => Cow::Owned(format!("   {rest}")),
        None => Cow::Borrowed(text),
    }
}

/// One call of naga.
fn attempt(
    source: &Source,
    options: &NagaOptions,
    text: &str,
) -> Result<Result<naga::Module, Raw>, Failure> {
    guard::call(Phase::Parse, "parsing WGSL", source, || {
        Frontend::new_with_options(NagaOptions {
            parse_doc_comments: options.parse_doc_comments,
            capabilities: options.capabilities,
        })
        .parse(text)
        .map(|mut module| {
            invocations::make_unsigned(&mut module);
            module
        })
        .map_err(|error| {
            let mut raw = Raw::new(&error);
            refine::refine(&mut raw, text);
            raw
        })
    })
}

/// What is wrong with a text that a linker made, with help where the file declares a name under a
/// condition that left it out.
pub(super) fn with_conditions(failure: Failure) -> Failure {
    let mut helped = 0;
    failure.changed(|each| {
        // Each looks at its whole file.
        if each.code == crate::codes::WGSL_IDENTIFIER_UNKNOWN
            && helped < MOST_HELPED
            && let Some(label) = each.main_label()
        {
            helped += 1;
            let name = label.source.slice(label.span.clone());
            let help = conditional::help(label.source.as_text(), name);
            each.help = help.or(each.help.take());
        }
    })
}

/// How many names are looked for in their files.
const MOST_HELPED: usize = 100;

/// The innermost bracket that is open at the end of a text of C-like tokens.
pub(super) fn unclosed_bracket(text: &str) -> Option<std::ops::Range<usize>> {
    hints::unclosed(&Scan::new(text))
}
