//! The floor for batch translation: WGSL to MSL through naga alone, many files in one process.
//!
//! Parse, validate, resolve overrides, write, in a plain loop on the main thread, with naga's own
//! defaults (its validator with every capability that its MSL writer has): what a program spends
//! that uses the library and nothing else. It imports naga only and nothing of the toolchain.
//! `benches/race.py` measures it against the command line.
//!
//! ```text
//! pure_loop OUT-DIR FILE.wgsl...
//! ```
//!
//! A file that naga refuses is counted and left out, as the batches it is raced with do.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use naga::back::msl;
use naga::back::pipeline_constants::process_overrides;
use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        return ExitCode::from(2);
    };
    let files: Vec<PathBuf> = arguments.collect();
    if fs::create_dir_all(&folder).is_err() {
        return ExitCode::from(3);
    }
    let refused = files
        .iter()
        .filter(|file| translate(file, &folder).is_err())
        .count();
    if refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn translate(file: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let options = wgsl::Options {
        parse_doc_comments: false,
        capabilities: Capabilities::all(),
    };
    let module = wgsl::Frontend::new_with_options(options).parse(&text)?;
    let info =
        Validator::new(ValidationFlags::all(), msl::supported_capabilities()).validate(&module)?;
    let (module, info) = process_overrides(&module, &info, None, &Default::default())?;
    let options = msl::Options {
        lang_version: (2, 4),
        ..msl::Options::default()
    };
    let (text, _) = msl::write_string(&module, &info, &options, &msl::PipelineOptions::default())?;
    let name = file.file_stem().ok_or("a file without a name")?;
    fs::write(folder.join(name).with_extension("metal"), text)?;
    Ok(())
}
