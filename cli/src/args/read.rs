//! From clap's matches to [`Args`].

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use naga_toolchain::target::Target;

use super::{
    Args, ColorChoice, Command, Common, ConfigFormat, Ir, Isolation, Job, Man, MessageFormat,
    OptionArgs, Reflect, SchemaName, Translate, Validate, Warnings, build, options,
};

/// Reads the command line.
///
/// # Errors
///
/// What does not fit, or the help or version that was asked for.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, clap::Error> {
    let words: Vec<OsString> = words.into_iter().collect();
    // Most command lines hold no flag of an option. One that is not understood without them is
    // read again with all: more flags can only turn an error into sense, or into a better one.
    let mut command = build::without_options();
    let first = command.try_get_matches_from_mut(&words);
    // Taking it apart piece by piece would cost a tenth of a small translation.
    std::mem::forget(command);
    let matches = match first {
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayVersion => return Err(error),
        Err(_) => build::command().try_get_matches_from(&words)?,
        Ok(matches) => matches,
    };
    let Some((name, inner)) = matches.subcommand() else {
        return Err(build::command().error(
            clap::error::ErrorKind::MissingSubcommand,
            "a command is needed",
        ));
    };
    let common = common(&matches, inner);
    let command = match name {
        "translate" => Command::Translate(Box::new(Translate {
            job: job(inner),
            to: targets(inner, "to"),
            output: path(inner, "output"),
            out_dir: path(inner, "out-dir"),
            name_pattern: text(inner, "name-pattern"),
            split: inner.get_flag("split"),
            depfile: path(inner, "depfile"),
            report: path(inner, "report"),
        })),
        "validate" => Command::Validate(Box::new(Validate {
            job: job(inner),
            targets: targets(inner, "for"),
        })),
        "reflect" => Command::Reflect(Box::new(Reflect {
            job: job(inner),
            json: inner.get_flag("json") || common.format == MessageFormat::Json,
            targets: targets(inner, "target"),
            output: path(inner, "output"),
        })),
        "ir" => Command::Ir(Box::new(Ir {
            job: job(inner),
            dot: inner.get_flag("dot") || word(inner, "to") == "dot",
            output: path(inner, "output"),
        })),
        "targets" => Command::Targets {
            targets: targets(inner, "targets"),
            json: inner.get_flag("json") || common.format == MessageFormat::Json,
        },
        "schema" => Command::Schema(match word(inner, "name") {
            "config" => SchemaName::Config,
            "reflection" => SchemaName::Reflection,
            "report" => SchemaName::Report,
            _ => SchemaName::Diagnostics,
        }),
        "completions" => Command::Completions(
            inner
                .get_one("shell")
                .copied()
                .unwrap_or(clap_complete::Shell::Bash),
        ),
        _ => Command::Man(Man {
            command: text(inner, "command"),
            out_dir: path(inner, "out-dir"),
        }),
    };
    Ok(Args { common, command })
}

/// What stands after the command's name holds over what stands before.
fn common(outer: &ArgMatches, inner: &ArgMatches) -> Common {
    let chosen = |name| match word(inner, name) {
        "" => word(outer, name),
        word => word,
    };
    let given = |name| inner.get_flag(name) || outer.get_flag(name);
    Common {
        format: match chosen("message-format") {
            "short" => MessageFormat::Short,
            "json" => MessageFormat::Json,
            _ => MessageFormat::Human,
        },
        color: match chosen("color") {
            "always" => ColorChoice::Always,
            "never" => ColorChoice::Never,
            _ => ColorChoice::Auto,
        },
        quiet: given("quiet"),
        verbose: given("verbose"),
    }
}

fn job(matches: &ArgMatches) -> Job {
    Job {
        inputs: list::<OsString>(matches, "inputs"),
        from: matches.get_one("from").copied(),
        stdin_name: text(matches, "stdin-name"),
        // `ir` works on one file and has no such flag.
        jobs: matches
            .try_get_one::<u16>("jobs")
            .ok()
            .flatten()
            .map(|&jobs| usize::from(jobs)),
        warnings: match word(matches, "warnings") {
            "error" => Warnings::Error,
            "none" => Warnings::None,
            _ if matches.get_flag("warnings-as-errors") => Warnings::Error,
            _ => Warnings::Warn,
        },
        // Only commands of many files have these flags.
        isolation: matches
            .try_contains_id("isolate")
            .is_ok_and(|known| known && matches.get_flag("isolate"))
            .then(|| Isolation {
                seconds: number(matches, "isolate-timeout"),
                mebibytes: number(matches, "isolate-memory"),
            }),
        options: OptionArgs {
            config: path(matches, "config"),
            print_config: matches.get_one::<String>("print-config").map(|format| {
                match format.as_str() {
                    "json" => ConfigFormat::Json,
                    _ => ConfigFormat::Toml,
                }
            }),
            entry_point: text(matches, "entry-point"),
            stage: matches.get_one("stage").copied(),
            defines: list(matches, "define"),
            include_paths: list(matches, "include"),
            glsl_front_end: matches.get_one("glsl-front-end").copied(),
            linker: matches.get_one("linker").copied(),
            module_paths: list(matches, "module-path"),
            packages: list(matches, "package"),
            overrides: list(matches, "override"),
            renames: list(matches, "rename"),
            bindings: matches.get_one("bindings").cloned(),
            bounds_check: matches.get_one("bounds-check").copied(),
            compact: matches.get_flag("compact"),
            debug_info: matches.get_flag("debug-info"),
            keep_coordinate_space: matches.get_flag("keep-coordinate-space"),
            fields: options::read(matches),
        },
    }
}

fn number(matches: &ArgMatches, name: &str) -> u32 {
    matches.get_one(name).copied().unwrap_or_default()
}

fn word<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

fn text(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}

fn list<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches
        .get_many::<T>(name)
        .map(|values| values.cloned().collect())
        .unwrap_or_default()
}

fn targets(matches: &ArgMatches, name: &str) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for target in list(matches, name) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}
