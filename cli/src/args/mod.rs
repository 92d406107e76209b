//! The command line as it was written: words become values of closed sets, nothing more.
//!
//! Opens no file, asks nothing of the environment and decides nothing: see `config` (options)
//! and `inputs` (files) for that. [`build`] says which words there are, [`options`] makes a flag
//! of every option of the toolchain.

mod build;
mod options;
mod read;
mod suggest;
mod text;

use std::ffi::OsString;
use std::path::PathBuf;

use naga_toolchain::options::Field;
use naga_toolchain::options::version::{BindingMode, BoundsCheck, GlslFrontEnd, Linker};
use naga_toolchain::source::{Language, Stage};
use naga_toolchain::target::Target;

pub(crate) use build::command;
pub(crate) use read::parse;
pub(crate) use suggest::nearest;

/// Everything the command line says.
#[derive(Debug)]
pub(crate) struct Args {
    /// What holds for every command.
    pub(crate) common: Common,
    /// The command.
    pub(crate) command: Command,
}

/// How messages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageFormat {
    /// With the lines of the source.
    Human,
    /// One line each.
    Short,
    /// One JSON value each.
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// On terminals, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What warnings mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Warnings {
    /// They are told.
    Warn,
    /// They are errors.
    Error,
    /// They are not told.
    None,
}

/// What holds for every command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Common {
    pub(crate) format: MessageFormat,
    pub(crate) color: ColorChoice,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// One command with its arguments.
#[derive(Debug)]
pub(crate) enum Command {
    Translate(Box<Translate>),
    Validate(Box<Validate>),
    Reflect(Box<Reflect>),
    Ir(Box<Ir>),
    Targets { targets: Vec<Target>, json: bool },
    Schema(SchemaName),
    Completions(clap_complete::Shell),
    Man(Man),
}

/// What is read, and with which options: shared by the commands that take shaders.
#[derive(Debug)]
pub(crate) struct Job {
    /// Files, folders, globs, `-`.
    pub(crate) inputs: Vec<OsString>,
    /// The language of all inputs.
    pub(crate) from: Option<Language>,
    /// What standard input is called.
    pub(crate) stdin_name: Option<String>,
    /// Worker threads.
    pub(crate) jobs: Option<usize>,
    pub(crate) warnings: Warnings,
    /// Each input in a process of its own.
    pub(crate) isolation: Option<Isolation>,
    pub(crate) options: OptionArgs,
}

/// What a process for one input may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Isolation {
    pub(crate) seconds: u32,
    pub(crate) mebibytes: u32,
}

/// Everything that ends up in the toolchain's options.
#[derive(Debug, Default)]
pub(crate) struct OptionArgs {
    pub(crate) config: Option<PathBuf>,
    pub(crate) print_config: Option<ConfigFormat>,
    pub(crate) entry_point: Option<String>,
    pub(crate) stage: Option<Stage>,
    pub(crate) defines: Vec<(String, String)>,
    pub(crate) include_paths: Vec<String>,
    pub(crate) glsl_front_end: Option<GlslFrontEnd>,
    pub(crate) linker: Option<Linker>,
    pub(crate) module_paths: Vec<String>,
    pub(crate) packages: Vec<(String, String)>,
    pub(crate) overrides: Vec<(String, f64)>,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) bindings: Option<Bindings>,
    pub(crate) bounds_check: Option<BoundsCheck>,
    pub(crate) compact: bool,
    pub(crate) debug_info: bool,
    pub(crate) keep_coordinate_space: bool,
    /// The flags made from the table of options, in its order.
    pub(crate) fields: Vec<FieldArg>,
}

/// One option given by the flag of its own name.
#[derive(Debug)]
pub(crate) struct FieldArg {
    pub(crate) field: &'static Field,
    /// The value; `@file` for a structured one.
    pub(crate) text: String,
}

/// `--bindings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bindings {
    /// By a rule.
    Mode(BindingMode),
    /// As a file says.
    File(PathBuf),
}

/// How effective options are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfigFormat {
    Toml,
    Json,
}

/// `translate`.
#[derive(Debug)]
pub(crate) struct Translate {
    pub(crate) job: Job,
    pub(crate) to: Vec<Target>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) name_pattern: Option<String>,
    pub(crate) split: bool,
    pub(crate) depfile: Option<PathBuf>,
    pub(crate) report: Option<PathBuf>,
}

/// `validate`.
#[derive(Debug)]
pub(crate) struct Validate {
    pub(crate) job: Job,
    pub(crate) targets: Vec<Target>,
}

/// `reflect`.
#[derive(Debug)]
pub(crate) struct Reflect {
    pub(crate) job: Job,
    pub(crate) json: bool,
    pub(crate) targets: Vec<Target>,
    pub(crate) output: Option<PathBuf>,
}

/// `ir`.
#[derive(Debug)]
pub(crate) struct Ir {
    pub(crate) job: Job,
    pub(crate) dot: bool,
    pub(crate) output: Option<PathBuf>,
}

/// `man`.
#[derive(Debug)]
pub(crate) struct Man {
    /// The command whose page is meant; none: of the program.
    pub(crate) command: Option<String>,
    /// Write all pages there.
    pub(crate) out_dir: Option<PathBuf>,
}

/// The documents that have a JSON schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaName {
    Config,
    Reflection,
    Diagnostics,
    Report,
}
