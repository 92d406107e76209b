//! One flag for every option of the toolchain, made from its table.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use naga_toolchain::options::{FIELDS, Field, SECTIONS};

use super::FieldArg;

/// Adds the flags, under one heading per section, shown by `--help` only.
pub(super) fn add(mut command: Command) -> Command {
    for (index, field) in FIELDS.iter().enumerate() {
        command = command.arg(flag(index, field));
    }
    command
}

/// The flags that were given.
pub(super) fn read(matches: &ArgMatches) -> Vec<FieldArg> {
    // Asking for each of the flags costs more than looking at those that were given.
    let mut found: Vec<(usize, FieldArg)> = matches
        .ids()
        .filter_map(|id| {
            let index: usize = id.as_str().strip_prefix('#')?.parse().ok()?;
            let field = FIELDS.get(index)?;
            let text = matches.get_one::<String>(id.as_str())?.clone();
            Some((index, FieldArg { field, text }))
        })
        .collect();
    found.sort_by_key(|&(index, _)| index);
    found.into_iter().map(|(_, field)| field).collect()
}

fn flag(index: usize, field: &'static Field) -> Arg {
    let mut arg = Arg::new(format!("#{index}"))
        .long(field.flag())
        .value_name(field.kind)
        .action(ArgAction::Set)
        .overrides_with(format!("#{index}"))
        .help(help(field))
        .help_heading(heading(field.section))
        .hide_short_help(true)
        .hide_possible_values(field.is_switch);
    if field.is_switch {
        arg = arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true");
    } else {
        arg = arg.allow_hyphen_values(true);
    }
    // Several names may be joined (`all,-float64`): a list to read, not one to complete from.
    if is_list(field) {
        return arg;
    }
    let names = field.names();
    if names.is_empty() {
        arg
    } else {
        arg.value_parser(Names(names))
    }
}

fn is_list(field: &Field) -> bool {
    field.kind == "NAMES"
}

fn heading(section: &str) -> String {
    let sentence = SECTIONS
        .iter()
        .find(|(name, _)| *name == section)
        .map_or("", |(_, sentence)| sentence.trim());
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .collect();
    format!("[{section}] {first}{}", letters.as_str())
}

fn help(field: &Field) -> String {
    let mut help = field.sentence();
    if help.ends_with('.') {
        help.pop();
    }
    let mut default = field.default_text();
    if is_list(field) && serde_json::to_string(&field.names()).is_ok_and(|all| all == default) {
        "all".clone_into(&mut default);
    }
    if matches!(default.as_str(), "[]" | "{}") {
    } else if default.len() > 60 {
        help.push_str(" [default: see --print-config]");
    } else {
        help.push_str(&format!(" [default: {}]", default.replace('"', "")));
    }
    if is_list(field) {
        let names = field.names();
        if !names.is_empty() {
            help.push_str(&format!(
                " [names: all, none, default, {}; -NAME removes]",
                names.join(", ")
            ));
        }
    } else if field.kind == "JSON" {
        help.push_str(" [a JSON text, or @FILE with one]");
    }
    help
}

/// Lists the names for help and completions; whether a value fits is for the option to say,
/// because it knows other spellings too.
#[derive(Clone)]
struct Names(Vec<String>);

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        cmd: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        StringValueParser::new().parse_ref(cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}
