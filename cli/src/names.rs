//! Names of outputs in a folder, made from a pattern.
//!
//! Touches no file. Entry points of binaries can be called anything, so what comes from the
//! shader never adds a folder to a path.

use std::path::{Component, Path, PathBuf};

use naga_toolchain::source::guess;

use crate::args::nearest;
use crate::message::Trouble;

/// A pattern such as `{target}/{stem}.{ext}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    File,
    Name,
    Stem,
    Entry,
    Stage,
    Target,
    Version,
    Ext,
}

/// What the placeholders stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// File name of the input.
    pub(crate) file: &'a str,
    /// The same as [`bare_name`], where that tells inputs apart.
    pub(crate) name: &'a str,
    /// The entry point, when the product holds one.
    pub(crate) entry: &'a str,
    pub(crate) stage: &'a str,
    pub(crate) target: &'a str,
    pub(crate) version: &'a str,
    pub(crate) extension: &'a str,
}

const PLACEHOLDERS: [&str; 8] = [
    "name", "file", "stem", "entry", "stage", "target", "version", "ext",
];

impl Pattern {
    /// Reads a pattern; `{{` and `}}` are braces.
    ///
    /// # Errors
    ///
    /// An unknown placeholder, a lonely brace, or a path that leaves the folder.
    pub(crate) fn parse(text: &str) -> Result<Self, Trouble> {
        let wrong = |why: &str| Trouble::usage(format!("--name-pattern `{text}`: {why}"));
        let path = Path::new(text);
        if text.is_empty() || text.ends_with('/') {
            return Err(wrong("it names no file"));
        }
        if !path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        {
            return Err(wrong("it must stay inside --out-dir"));
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            match letter {
                '{' | '}' if rest.starts_with(letter) => {
                    literal.push(letter);
                    rest = rest.get(1..).unwrap_or_default();
                }
                '{' => {
                    let (name, after) = rest
                        .split_once('}')
                        .ok_or_else(|| wrong("a `{` is not closed"))?;
                    rest = after;
                    parts.push(Part::Text(std::mem::take(&mut literal)));
                    parts.push(placeholder(name).ok_or_else(|| {
                        let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
                        let trouble = wrong(&format!(
                            "`{{{name}}}` is no placeholder; there are: {known}"
                        ));
                        match nearest(name, PLACEHOLDERS) {
                            Some(near) => trouble.with_help(format!("did you mean `{{{near}}}`?")),
                            None => trouble,
                        }
                    })?);
                }
                '}' => return Err(wrong("a `}` closes nothing")),
                _ => literal.push(letter),
            }
        }
        parts.push(Part::Text(literal));
        Ok(Self(parts))
    }

    /// Whether [`Facts::name`] is part of it.
    pub(crate) fn has_name(&self) -> bool {
        self.0.contains(&Part::Name)
    }

    /// The default: an entry point in the name where each is a file.
    pub(crate) fn default_for(one_entry_point: bool) -> Self {
        let dot = || Part::Text(".".to_owned());
        Self(if one_entry_point {
            vec![Part::Name, dot(), Part::Entry, dot(), Part::Ext]
        } else {
            vec![Part::Name, dot(), Part::Ext]
        })
    }

    /// The name, relative to the folder of the output.
    pub(crate) fn render(&self, facts: Facts<'_>) -> PathBuf {
        let mut name = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::File => name.push_str(facts.file),
                Part::Name => name.push_str(facts.name),
                Part::Stem => name.push_str(stem(facts.file)),
                Part::Entry => push_safe(&mut name, facts.entry),
                Part::Stage => name.push_str(facts.stage),
                Part::Target => name.push_str(facts.target),
                Part::Version => name.push_str(facts.version),
                Part::Ext => name.push_str(facts.extension),
            }
        }
        PathBuf::from(name)
    }
}

fn placeholder(name: &str) -> Option<Part> {
    Some(match name {
        "name" => Part::Name,
        "file" => Part::File,
        "stem" => Part::Stem,
        "entry" => Part::Entry,
        "stage" => Part::Stage,
        "target" => Part::Target,
        "version" => Part::Version,
        "ext" => Part::Ext,
        _ => return None,
    })
}

/// The file name without an extension that tells the language alone: what is made of `a.wgsl` has
/// another, while `a.vert` and `a.frag` must not become one file.
pub(crate) fn bare_name(file: &str) -> &str {
    let Some((stem, extension)) = file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
        return file;
    };
    match guess(&format!("_.{extension}")) {
        (Some(_), None) => stem,
        _ => file,
    }
}

/// The file name without its last extension.
fn stem(file: &str) -> &str {
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

fn push_safe(name: &mut String, text: &str) {
    let start = name.len();
    name.extend(text.chars().map(|letter| {
        if letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') {
            letter
        } else {
            '_'
        }
    }));
    if name
        .get(start..)
        .is_some_and(|added| matches!(added, "." | ".."))
    {
        name.truncate(start);
        name.push('_');
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn facts<'a>(file: &'a str, entry: &'a str) -> Facts<'a> {
        Facts {
            file,
            name: bare_name(file),
            entry,
            stage: "fragment",
            target: "glsl",
            version: "es300",
            extension: "frag",
        }
    }

    fn name(pattern: &str, file: &str, entry: &str) -> String {
        let pattern = Pattern::parse(pattern).unwrap();
        pattern.render(facts(file, entry)).display().to_string()
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(
            name(
                "{target}/{version}/{stem}-{entry}.{stage}.{ext}",
                "a.b.wgsl",
                "main"
            ),
            "glsl/es300/a.b-main.fragment.frag"
        );
        assert_eq!(name("{{{file}}}", "a.wgsl", "main"), "{a.wgsl}");
        assert_eq!(name("{stem}", ".wgsl", "main"), ".wgsl");
    }

    #[test]
    fn an_extension_is_kept_that_tells_more_than_the_language() {
        for (file, expected) in [
            ("a.wgsl", "a"),
            ("a.b.spv", "a.b"),
            ("a.spvasm", "a"),
            ("a.glsl", "a"),
            ("a.vert", "a.vert"),
            ("a.frag.glsl", "a.frag"),
            ("a.ps.hlsl", "a.ps"),
            ("stdin", "stdin"),
            (".wgsl", ".wgsl"),
            ("a.txt", "a.txt"),
        ] {
            assert_eq!(name("{name}", file, ""), expected);
        }
    }

    #[test]
    fn entry_points_stay_in_the_folder() {
        assert_eq!(
            name("{entry}.x", "a", "../../etc/passwd"),
            ".._.._etc_passwd.x"
        );
        assert_eq!(name("{entry}", "a", ".."), "_");
        assert_eq!(name("x/{entry}/y", "a", ".."), "x/_/y");
        assert_eq!(name("{entry}", "a", "größe\n"), "größe_");
    }

    #[test]
    fn wrong_patterns_say_why() {
        for (pattern, why) in [
            ("{fil}", "did you mean `{file}`"),
            ("{", "not closed"),
            ("a}", "closes nothing"),
            ("../{file}", "inside --out-dir"),
            ("/{file}", "inside --out-dir"),
            ("", "names no file"),
            ("a/", "names no file"),
        ] {
            let trouble = Pattern::parse(pattern).unwrap_err();
            let help = trouble.help.clone().unwrap_or_default();
            let text = format!("{trouble} {help}");
            assert!(text.contains(why), "{pattern}: {text}");
        }
    }
}
