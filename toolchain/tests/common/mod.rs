//! What the integration tests share: the shaders under `tests/`, the pipeline in one call, and
//! approved outputs.

#![allow(
    dead_code,
    reason = "each test binary compiles this module and uses a part of it"
)]

pub(crate) mod approve;
pub(crate) mod inputs;

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::{Diagnostic, Failure};
use naga_toolchain::emit::{self, Output};
use naga_toolchain::guard;
use naga_toolchain::link::{self, Files};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Source, Stage};
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::{parse, transform};

/// Runs `work` where naga's recursion fits, as the command line does.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    guard::on_large_stack(work).expect("a thread can be started")
}

/// Links with the files of the tests, parses, checks and transforms.
pub(crate) fn read(source: &Source, options: &Options) -> Result<Checked, Failure> {
    read_with(source, options, &inputs::Shaders)
}

/// Links, parses, checks and transforms.
pub(crate) fn read_with(
    source: &Source,
    options: &Options,
    files: &dyn Files,
) -> Result<Checked, Failure> {
    let linked = link::link(source, options, files)?;
    let parsed = parse::parse(&linked.source, options)?;
    let checked = check::check(parsed, options)?;
    transform::transform(checked, options)
}

/// One product that was asked for: all of a shader, or one entry point of it.
pub(crate) struct Product {
    /// Name and stage of the entry point, for a language that holds one.
    pub(crate) entry_point: Option<(String, Stage)>,
    pub(crate) result: Result<Output, Failure>,
}

/// Writes a module in a language: one product, or one for each entry point.
pub(crate) fn write(
    checked: &Checked,
    language: TargetLanguage,
    options: &Options,
) -> Vec<Product> {
    if !language.is_per_entry_point() {
        return vec![Product {
            entry_point: None,
            result: emit::emit(checked, language, None, options),
        }];
    }
    let entry_points = checked.module().entry_points.iter().enumerate();
    entry_points
        .map(|(index, each)| Product {
            entry_point: Some((each.name.clone(), Stage::from(each.stage))),
            result: emit::emit(checked, language, Some(index), options),
        })
        .collect()
}

/// Diagnostics in the form for a log, one a line.
pub(crate) fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|each| format!("{each}\n")).collect()
}
