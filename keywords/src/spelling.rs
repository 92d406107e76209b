//! Messages of the toolchain in the words of Python: a flag of the command line becomes the keyword
//! that means the same.

use naga_toolchain::diagnostic::Diagnostic;
use naga_toolchain::options::{FIELDS, Field};

use super::operations::Operation;

/// Flags of the command line that are shorter than the section and the name of their field.
const SHORT: &[(&str, &str, &str)] = &[
    ("stage", "glsl_in", "stage"),
    ("glsl-front-end", "glsl_in", "front_end"),
    ("linker", "wgsl_in", "linker"),
    ("module-path", "wgsl_in", "module_paths"),
    ("package", "wgsl_in", "packages"),
    ("entry-point", "transform", "entry_point"),
    ("override", "transform", "overrides"),
    ("bindings", "transform", "bindings"),
];

/// Advice that a function cannot follow.
const OF_FILES: &str = ", or write each to a file with `--out-dir`";

/// A diagnostic that names keywords where the command line has flags.
#[must_use]
pub fn in_python(diagnostic: &Diagnostic) -> Diagnostic {
    let mut spelled = diagnostic.clone();
    for text in spelled.notes.iter_mut().chain(&mut spelled.help) {
        if text.contains("`--") {
            *text = spell(text);
        }
    }
    spelled
}

fn spell(text: &str) -> String {
    let text = text.replace(OF_FILES, "");
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find("`--") {
        let (before, flag) = rest.split_at(start);
        let Some((code, after)) = flag
            .strip_prefix("`--")
            .and_then(|flag| flag.split_once('`'))
        else {
            break;
        };
        spelled.push_str(before);
        rest = after;
        match keyword(code) {
            Some((field, keyword)) => {
                let config = format!(
                    ", or `{}` in the section `{}` of a config file",
                    field.name, field.section
                );
                rest = rest.strip_prefix(config.as_str()).unwrap_or(rest);
                // The name in a config file, with the flag in brackets behind it.
                let both = format!("`{}.{}` (", field.section, field.name);
                if let Some(kept) = spelled.strip_suffix(both.as_str()) {
                    spelled.truncate(kept.len());
                    rest = rest.strip_prefix(')').unwrap_or(rest);
                }
                spelled.push_str(&format!("`{keyword}`"));
            }
            None => spelled.push_str(&format!("`--{code}`")),
        }
    }
    spelled + rest
}

/// The field and the keyword argument that a flag with its value stands for.
fn keyword(code: &str) -> Option<(&'static Field, String)> {
    let (flag, value) = match code.split_once(' ') {
        Some((flag, value)) => (flag, Some(value)),
        None => (code, None),
    };
    if flag == "to" {
        return version(value?);
    }
    let short = SHORT.iter().find(|(short, ..)| *short == flag);
    let field = FIELDS.iter().find(|field| match short {
        Some((_, section, name)) => (field.section, field.name) == (*section, *name),
        None => field.flag() == flag,
    })?;
    let keyword = Operation::ALL
        .iter()
        .find_map(|operation| operation.keyword(field))?;
    Some((field, argument(&keyword, field, value)))
}

/// `--to glsl:450` asks a function for a version.
fn version(target: &str) -> Option<(&'static Field, String)> {
    let (language, version) = match target.split_once(':') {
        Some((language, version)) => (language, Some(version)),
        None => (target, None),
    };
    let field = FIELDS.iter().find(|field| {
        field.section == language
            && matches!(field.name, "lang_version" | "shader_model" | "version")
    })?;
    Some((
        field,
        match version {
            Some(version) => format!("{}=\"{version}\"", field.name),
            None => format!("to_{language}()"),
        },
    ))
}

fn argument(keyword: &str, field: &Field, value: Option<&str>) -> String {
    let Some(value) = value else {
        return keyword.to_owned();
    };
    if let Some((name, value)) = value.split_once('=') {
        return format!("{keyword}={{\"{name}\": {}}}", literal(value));
    }
    if matches!(field.kind, "LIST" | "NAMES") {
        let items: Vec<String> = value.split(',').map(literal).collect();
        return format!("{keyword}=[{}]", items.join(", "));
    }
    format!("{keyword}={}", literal(value))
}

/// A value as Python writes it; `N`, `NAME` and the like stand for one.
fn literal(value: &str) -> String {
    let stands_for = value
        .chars()
        .all(|letter| letter.is_ascii_uppercase() || matches!(letter, '_' | '…' | '.'));
    if stands_for || value.parse::<f64>().is_ok_and(|_| !value.contains('.')) {
        return value.replace('…', "...");
    }
    format!("\"{value}\"")
}

#[cfg(test)]
mod tests {
    use naga_toolchain::codes::INTERNAL_ERROR;
    use naga_toolchain::diagnostic::{Diagnostic, Kind, Phase};
    use naga_toolchain::source::{Language, Source};

    use super::in_python;

    fn spell(help: &str) -> Option<String> {
        let source = Source::text("x", Language::Wgsl, "");
        let diagnostic = Diagnostic::error(
            INTERNAL_ERROR,
            Phase::Source,
            Kind::Rejected,
            &source,
            "`--stage`",
        )
        .with_help(help);
        let spelled = in_python(&diagnostic);
        assert_eq!(spelled.message, diagnostic.message);
        spelled.help
    }

    #[test]
    fn flags_become_keywords() {
        for (text, spelled) in [
            (
                "raise the limit: `--limits-tokens N`, or `tokens` in the section `limits` of a config file",
                "raise the limit: `limits_tokens=N`",
            ),
            (
                "`--validate-capabilities` leaves out `shader-float16`; add it there",
                "`capabilities` leaves out `shader-float16`; add it there",
            ),
            (
                "`spirv_in.storage_format` (`--spirv-in-storage-format`) names another one",
                "`storage_format` names another one",
            ),
            (
                "give it one: `--override a=…`",
                "give it one: `overrides={\"a\": ...}`",
            ),
            (
                "ask for `--to glsl:450`, or for `--to glsl` without a version",
                "ask for `version=\"450\"`, or for `to_glsl()` without a version",
            ),
            (
                "say so: `--glsl-writer-flags default,texture-shadow-lod`",
                "say so: `writer_flags=[\"default\", \"texture-shadow-lod\"]`",
            ),
            (
                "choose one with `--entry-point`, or write each to a file with `--out-dir`",
                "choose one with `entry_point`",
            ),
            (
                "say where it is with `--module-path DIR` or `--package a=DIR`",
                "say where it is with `module_paths=[DIR]` or `packages={\"a\": DIR}`",
            ),
            (
                "read it with `--linker naga-oil`, or with `--glsl-front-end glslang`",
                "read it with `linker=\"naga-oil\"`, or with `front_end=\"glslang\"`",
            ),
            (
                "give `--stage vertex`, `fragment`",
                "give `stage=\"vertex\"`, `fragment`",
            ),
            (
                "use `--bindings auto`, or a map",
                "use `bindings=\"auto\"`, or a map",
            ),
            ("`--nothing x` and `--", "`--nothing x` and `--"),
        ] {
            assert_eq!(spell(text).as_deref(), Some(spelled));
        }
    }
}
