//! Which words the command line has: one function a command.
//!
//! The arguments of a command are made only when that command is used (`defer`), and the flags
//! of the toolchain's options only when they are needed: making them takes longer than
//! translating a small shader.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{EnumValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use naga_toolchain::options::value::OptionValue;
use naga_toolchain::options::version::{BindingMode, BoundsCheck, GlslFrontEnd, Linker};
use naga_toolchain::source::{Language, Stage};
use naga_toolchain::target::{Target, TargetError, TargetLanguage};

use super::{Bindings, options, suggest, text};

const MESSAGES: &str = "Messages";
const READ: &str = "What is read";
const WRITTEN: &str = "What is written";
const ISOLATION: &str = "Hostile inputs";
const SHADER: &str = "What is done to the shader";

/// The whole command line.
pub(crate) fn command() -> Command {
    build::<true>()
}

/// The command line without the flags of the toolchain's options.
pub(super) fn without_options() -> Command {
    build::<false>()
}

fn build<const OPTIONS: bool>() -> Command {
    Command::new("pywgpu-naga")
        .version(concat!(env!("CARGO_PKG_VERSION"), " (naga 30.0.1)"))
        .about(text::ABOUT)
        .long_about(text::LONG_ABOUT)
        .after_long_help(text::exit_codes())
        .after_help("`pywgpu-naga COMMAND --help` shows everything a command takes.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_subcommands(true)
        .disable_help_subcommand(false)
        .args(common())
        .subcommand(
            Command::new("translate")
                .about("Translate shaders to other languages")
                .defer(translate::<OPTIONS>),
        )
        .subcommand(
            Command::new("validate")
                .visible_alias("check")
                .about("Check shaders, and whether targets can express them")
                .defer(validate::<OPTIONS>),
        )
        .subcommand(
            Command::new("reflect")
                .about("Tell entry points, bindings, layouts and overrides")
                .defer(reflect::<OPTIONS>),
        )
        .subcommand(
            Command::new("ir")
                .about("Print the intermediate representation")
                .defer(ir::<OPTIONS>),
        )
        .subcommand(
            Command::new("targets")
                .about("List targets, their versions and what they can express")
                .defer(targets),
        )
        .subcommand(
            Command::new("schema")
                .about("Print a JSON schema")
                .defer(schema),
        )
        .subcommand(
            Command::new("completions")
                .about("Print a completion script for a shell")
                .defer(completions),
        )
        .subcommand(Command::new("man").about("Print a manual page").defer(man))
}

/// The words that every command takes, before or after its name. (clap's own global arguments
/// would come first in the help of every command.)
fn common() -> Vec<Arg> {
    vec![
        Arg::new("message-format")
            .long("message-format")
            .value_name("FORMAT")
            .value_parser(["human", "short", "json"])
            .help("How messages are told [default: human]")
            .help_heading(MESSAGES),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .value_parser(["auto", "always", "never"])
            .help("When to use colour [default: auto, which heeds NO_COLOR and CLICOLOR_FORCE]")
            .help_heading(MESSAGES),
        switch("quiet", "Tell errors only")
            .short('q')
            .help_heading(MESSAGES),
        switch("verbose", "Tell also what was written and chosen")
            .short('v')
            .help_heading(MESSAGES)
            .conflicts_with("quiet"),
    ]
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

fn path(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::AnyPath)
        .help(help)
}

/// The arguments of every command that reads shaders.
fn job<const OPTIONS: bool>(command: Command, many: bool) -> Command {
    let command = command
        .arg(
            Arg::new("inputs")
                .value_name("INPUT")
                .num_args(0..)
                .value_parser(value_parser!(std::ffi::OsString))
                .value_hint(ValueHint::AnyPath)
                .help("Files, folders, globs, or - for standard input"),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("LANG")
                .value_parser(
                    PossibleValuesParser::new(Language::ALL.map(Language::name))
                        .try_map(|name| Language::from_name(&name).ok_or("unknown language")),
                )
                .help("Language of all inputs [default: from the file name]")
                .help_heading(READ),
        )
        .arg(
            Arg::new("stdin-name")
                .long("stdin-name")
                .value_name("NAME")
                .help("What standard input is called in messages and file names")
                .help_heading(READ),
        )
        .arg(
            Arg::new("stage")
                .long("stage")
                .value_name("STAGE")
                .value_parser(|text: &str| <Stage as OptionValue>::from_text(text))
                .help(
                    "Stage of GLSL and HLSL inputs: vertex, fragment or compute, in GLSL task or mesh \
                     [default: from the name]",
                )
                .help_heading(READ),
        )
        .arg(
            Arg::new("define")
                .short('D')
                .long("define")
                .value_name("NAME[=VALUE]")
                .action(ArgAction::Append)
                .value_parser(|text: &str| pair(text, Some("1")))
                .help("Definition for GLSL, HLSL and the linker (without a value: 1)")
                .help_heading(READ),
        )
        .arg(
            Arg::new("linker")
                .long("linker")
                .value_name("LINKER")
                .value_parser(
                    PossibleValuesParser::new(Linker::ALL.iter().map(|linker| linker.name()))
                        .try_map(|name| Linker::from_text(&name)),
                )
                .help("What resolves imports and conditions in WGSL [default: wesl for *.wesl]")
                .help_heading(READ),
        )
        .arg(
            Arg::new("module-path")
                .long("module-path")
                .value_name("DIR")
                .action(ArgAction::Append)
                .value_hint(ValueHint::DirPath)
                .help("Where the linker looks for modules and packages")
                .help_heading(READ),
        )
        .arg(
            Arg::new("package")
                .long("package")
                .value_name("NAME=DIR")
                .action(ArgAction::Append)
                .value_parser(|text: &str| pair(text, None).map_err(|_| "expected NAME=DIR"))
                .value_hint(ValueHint::DirPath)
                .help("The folder of a WESL package")
                .help_heading(READ),
        )
        .arg(
            Arg::new("include")
                .short('I')
                .long("include")
                .value_name("DIR")
                .action(ArgAction::Append)
                .value_hint(ValueHint::DirPath)
                .help("Folder in which #include of GLSL and HLSL inputs looks for files")
                .help_heading(READ),
        )
        .arg(
            Arg::new("glsl-front-end")
                .long("glsl-front-end")
                .value_name("NAME")
                .value_parser(
                    PossibleValuesParser::new(GlslFrontEnd::ALL.iter().map(|each| each.name()))
                        .try_map(|name| GlslFrontEnd::from_text(&name)),
                )
                .help("What reads GLSL [default: auto, naga's and glslang for what that refuses]")
                .help_heading(READ),
        )
        .arg(
            path(
                "config",
                "FILE",
                "Options from a .toml or .json file; flags override it",
            )
            .help_heading(READ),
        )
        .arg(
            Arg::new("print-config")
                .long("print-config")
                .value_name("FORMAT")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("toml")
                .value_parser(["toml", "json"])
                .help("Print the effective options as a config file, and stop")
                .help_heading(READ),
        )
        .arg(
            Arg::new("entry-point")
                .short('e')
                .long("entry-point")
                .value_name("NAME")
                .help("The only entry point to keep")
                .help_heading(SHADER),
        )
        .arg(
            Arg::new("override")
                .long("override")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .value_parser(override_value)
                .help("Value of an override, by name or number (4 or @4)")
                .help_heading(SHADER),
        )
        .arg(
            Arg::new("rename")
                .long("rename")
                .value_name("OLD=NEW")
                .action(ArgAction::Append)
                .value_parser(|text: &str| pair(text, None))
                .help("New name of an entry point")
                .help_heading(SHADER),
        )
        .arg(
            Arg::new("bindings")
                .long("bindings")
                .value_name("auto|keep|FILE")
                .value_parser(bindings)
                .value_hint(ValueHint::FilePath)
                .help("Slots of resources: counted, those of the source, or from a map in a file")
                .help_heading(SHADER),
        )
        .arg(
            Arg::new("bounds-check")
                .long("bounds-check")
                .value_name("POLICY")
                .value_parser(
                    PossibleValuesParser::new(BoundsCheck::ALL.iter().map(|check| check.name()))
                        .try_map(|name| BoundsCheck::from_text(&name)),
                )
                .help("What MSL and SPIR-V do with every index out of bounds")
                .help_heading(SHADER),
        )
        .arg(switch("compact", "Drop everything no entry point reaches").help_heading(SHADER))
        .arg(
            switch("debug-info", "Put names, source and lines into SPIR-V")
                .short('g')
                .help_heading(SHADER),
        )
        .arg(
            switch(
                "keep-coordinate-space",
                "Do not flip the y coordinate where clip spaces differ",
            )
            .help_heading(SHADER),
        )
        .after_help("--help lists the flags of every option of the pipeline too.");
    let command = if many {
        command.arg(
            Arg::new("jobs")
                .short('j')
                .long("jobs")
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..=1024))
                .help("Files worked on at a time [default: number of cores]"),
        )
    } else {
        command
    };
    let command = command
        .args(common())
        .arg(
            switch("warnings-as-errors", "A warning rejects the shader")
                .help_heading(MESSAGES)
                .conflicts_with("warnings"),
        )
        .arg(
            Arg::new("warnings")
                .short('W')
                .long("warnings")
                .value_name("LEVEL")
                .value_parser(["warn", "error", "none"])
                .help("What warnings are [default: warn]")
                .help_heading(MESSAGES),
        );
    if OPTIONS {
        options::add(command)
    } else {
        command
    }
}

fn output() -> Arg {
    path("output", "FILE", "File to write; - for standard output")
        .short('o')
        .help_heading(WRITTEN)
}

fn translate<const OPTIONS: bool>(command: Command) -> Command {
    let command = command
        .long_about(text::TRANSLATE)
        .after_long_help(format!(
            "{}\n\n{}",
            text::TRANSLATE_EXAMPLES,
            text::exit_codes()
        ))
        .arg(
            target_list("to", "TARGET")
                .short('t')
                .help("What to write: msl, hlsl:6.6, glsl:es300, spirv:1.5, ... (see `targets`)")
                .help_heading(WRITTEN),
        )
        .arg(output().conflicts_with("out-dir"))
        .arg(
            path("out-dir", "DIR", "Folder to write into; made when missing")
                .value_hint(ValueHint::DirPath)
                .help_heading(WRITTEN),
        )
        .arg(
            Arg::new("name-pattern")
                .long("name-pattern")
                .value_name("PATTERN")
                .requires("out-dir")
                .help(
                    "Names in --out-dir [default: {name}.{ext}, or {name}.{entry}.{ext} where \
                     each entry point is a file]",
                )
                .help_heading(WRITTEN),
        )
        .arg(switch("split", "One file for each entry point").help_heading(WRITTEN))
        .arg(
            path(
                "depfile",
                "FILE",
                "Write what depends on what, for make and ninja",
            )
            .help_heading(WRITTEN),
        )
        .arg(
            path(
                "report",
                "FILE",
                "Write a JSON report of everything; - for standard output",
            )
            .help_heading(WRITTEN),
        )
        .args(isolation());
    job::<OPTIONS>(command, true)
}

/// Work on each input in a process of its own.
fn isolation() -> [Arg; 3] {
    [
        switch(
            "isolate",
            "Work on each file in a process of its own, with the limits below",
        )
        .help_heading(ISOLATION),
        Arg::new("isolate-timeout")
            .long("isolate-timeout")
            .value_name("SECONDS")
            .value_parser(value_parser!(u32).range(1..))
            .default_value("60")
            .requires("isolate")
            .help("Time that a file may take")
            .help_heading(ISOLATION),
        Arg::new("isolate-memory")
            .long("isolate-memory")
            .value_name("MIB")
            .value_parser(value_parser!(u32).range(16..))
            .default_value("1024")
            .requires("isolate")
            .help("Memory that a file may take, in MiB")
            .help_heading(ISOLATION),
    ]
}

fn validate<const OPTIONS: bool>(command: Command) -> Command {
    let command = command
        .long_about(text::VALIDATE)
        .after_long_help(format!(
            "{}\n\n{}",
            text::VALIDATE_EXAMPLES,
            text::exit_codes()
        ))
        .arg(target_list("for", "TARGET").help("Check also that these targets can express it"))
        .args(isolation());
    job::<OPTIONS>(command, true)
}

fn reflect<const OPTIONS: bool>(command: Command) -> Command {
    let command = command
        .long_about(text::REFLECT)
        .after_long_help(format!(
            "{}\n\n{}",
            text::REFLECT_EXAMPLES,
            text::exit_codes()
        ))
        .arg(switch("json", "Print JSON (as does --message-format json)"))
        .arg(target_list("target", "TARGET").help("Tell also the slots that these targets get"))
        .arg(output());
    job::<OPTIONS>(command, true)
}

fn ir<const OPTIONS: bool>(command: Command) -> Command {
    let command = command
        .long_about(text::IR)
        .after_long_help(format!("{}\n\n{}", text::IR_EXAMPLES, text::exit_codes()))
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("FORM")
                .value_parser(["text", "dot"])
                .default_value("text")
                .help("Readable text, or Graphviz DOT"),
        )
        .arg(switch("dot", "The same as --to dot"))
        .arg(output());
    job::<OPTIONS>(command, false)
}

fn targets(command: Command) -> Command {
    command
        .long_about(text::TARGETS)
        .arg(
            Arg::new("targets")
                .value_name("TARGET")
                .num_args(0..)
                .value_delimiter(',')
                .value_parser(target)
                .help("Only these targets"),
        )
        .arg(switch("json", "Print JSON"))
        .args(common())
}

fn schema(command: Command) -> Command {
    command
        .long_about(text::SCHEMA)
        .arg(
            Arg::new("name")
                .value_name("DOCUMENT")
                .required(true)
                .value_parser(["config", "reflection", "diagnostics", "report"])
                .help("Which document"),
        )
        .args(common())
}

fn completions(command: Command) -> Command {
    command
        .long_about(text::COMPLETIONS)
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(EnumValueParser::<clap_complete::Shell>::new())
                .help("The shell"),
        )
        .args(common())
}

fn man(command: Command) -> Command {
    command
        .long_about(text::MAN)
        .arg(
            Arg::new("command")
                .value_name("COMMAND")
                .help("The command whose page is meant"),
        )
        .arg(
            path("out-dir", "DIR", "Write all pages into this folder")
                .value_hint(ValueHint::DirPath)
                .conflicts_with("command"),
        )
        .args(common())
}

fn target_list(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .action(ArgAction::Append)
        .value_delimiter(',')
        .value_parser(target)
}

fn target(text: &str) -> Result<Target, String> {
    Target::from_str(text).map_err(|error| {
        let known: Vec<String> = match &error {
            TargetError::Language(_) => TargetLanguage::ALL
                .iter()
                .map(|language| language.name().to_owned())
                .collect(),
            TargetError::Version {
                language, known, ..
            } => known
                .iter()
                .map(|version| format!("{language}:{version}"))
                .collect(),
        };
        match suggest::nearest(text, known.iter().map(String::as_str)) {
            Some(near) => format!("{error}; did you mean `{near}`?"),
            None => error.to_string(),
        }
    })
}

fn pair(text: &str, default: Option<&str>) -> Result<(String, String), String> {
    let (name, value) = match (text.split_once('='), default) {
        (Some(pair), _) => pair,
        (None, Some(default)) => (text, default),
        (None, None) => return Err("expected OLD=NEW".to_owned()),
    };
    if name.is_empty() {
        return Err("expected a name before `=`".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn override_value(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), f64::from_text(value)?))
}

fn bindings(text: &str) -> Result<Bindings, String> {
    Ok(match BindingMode::from_text(text) {
        Ok(mode) => Bindings::Mode(mode),
        Err(_) => Bindings::File(PathBuf::from(text)),
    })
}
