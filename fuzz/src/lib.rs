//! What the fuzz targets share: bytes in, and a finding when the toolchain blames itself.
//!
//! A finding is an internal error (a panic that `guard` caught, or a module that a rewrite broke),
//! a panic that got through, a stack overflow, or what libFuzzer itself watches: time and memory.
//! A refusal is never one.

use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::{Failure, Kind};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::{emit, guard, parse, reflect};

/// Options with the y coordinate and bounds checks chosen by a byte, so that more of the writers
/// is reached.
fn options(choice: u8) -> Options {
    let mut options = Options::default();
    if choice & 1 != 0 {
        for field in ["index", "buffer", "image_load"] {
            let value = if choice & 2 != 0 { "restrict" } else { "read-zero-skip-write" };
            // A name that is no longer one shows when the targets are built for the next naga.
            options.set("bounds_check", field, value).expect("an option of the toolchain");
        }
    }
    options.set_coordinate_space(choice & 4 == 0);
    options
}

fn source(language: Language, data: &[u8]) -> Option<Source> {
    if language.is_text() {
        let text = std::str::from_utf8(data).ok()?;
        Some(Source::text("fuzz", language, text))
    } else {
        Some(Source::binary("fuzz", data))
    }
}

/// Which language the bytes are in.
fn guess(data: &[u8]) -> Language {
    if data.starts_with(&0x0723_0203u32.to_le_bytes()) {
        Language::Spirv
    } else if data.starts_with(b"#") {
        Language::Glsl
    } else {
        Language::Wgsl
    }
}

fn judge<T>(result: Result<T, Failure>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(failure) => {
            assert!(failure.kind() != Kind::Internal, "{failure}\n{failure:#?}");
            None
        }
    }
}

fn read(source: &Source, options: &Options) -> Option<Checked> {
    let parsed = judge(parse::parse(source, options))?;
    judge(check::check(parsed, options))
}

fn on_large_stack(work: impl FnOnce() + Send) {
    // The sanitizers know the stacks of threads, and no others. A system without threads fuzzes nothing.
    guard::on_large_thread(work).expect("a thread");
}

/// Keeps the input at work in the file that `FUZZ_KEEP` names: a stack overflow on a stack of our own
/// ends the process before libFuzzer can write it down.
fn keep(data: &[u8]) {
    if let Some(path) = std::env::var_os("FUZZ_KEEP") {
        // Whoever sets it wants to find the input; without the file the run would be for nothing.
        std::fs::write(path, data).expect("a file for the input");
    }
}

/// Parses, checks and reflects bytes of a language.
pub fn front(language: Language, data: &[u8]) {
    keep(data);
    let Some(source) = source(language, data) else {
        return;
    };
    on_large_stack(|| {
        if let Some(checked) = read(&source, &Options::default()) {
            judge(reflect::reflect(&checked));
        }
    });
}

/// Writes what bytes of any language mean, in a target.
pub fn back(target: TargetLanguage, data: &[u8]) {
    keep(data);
    let Some((&choice, data)) = data.split_first() else {
        return;
    };
    let Some(source) = source(guess(data), data) else {
        return;
    };
    on_large_stack(|| {
        let options = options(choice);
        let Some(checked) = read(&source, &options) else {
            return;
        };
        let entry_points = checked.module().entry_points.len();
        let all = if target.is_per_entry_point() { 0..entry_points.min(4) } else { 0..0 };
        if all.is_empty() {
            judge(emit::emit(&checked, target, None, &options));
        }
        for index in all {
            judge(emit::emit(&checked, target, Some(index), &options));
        }
    });
}
