//! Version and profile of a GLSL source, and its text as glslang is given it.
//!
//! Lines stay where they are: glslang tells places by line only. What is changed is the
//! `#version` that SPIR-V does not go with, `#line` (places are those of the file), and, for
//! old sources, the words that newer versions spell in another way ([`legacy`](super::legacy)).

use std::fmt;
use std::ops::Range;

/// What `#version` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The number; none when there is no `#version`.
    pub(super) version: Option<u32>,
    pub(super) profile: Profile,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Desktop, without a word or with `core`.
    Core,
    Compatibility,
    Es,
}

impl Dialect {
    /// Whether there is such a version.
    pub(super) fn is_known(self) -> bool {
        match (self.version, self.profile) {
            (None, _) => true,
            (Some(version), Profile::Es) => matches!(version, 100 | 300 | 310 | 320),
            (Some(version), Profile::Core | Profile::Compatibility) => matches!(
                version,
                110 | 120 | 130 | 140 | 150 | 330 | 400 | 410 | 420 | 430 | 440 | 450 | 460
            ),
        }
    }

    /// Whether the language is older than any that SPIR-V is made from.
    pub(super) fn is_old(self) -> bool {
        match (self.version, self.profile) {
            (None, _) | (_, Profile::Compatibility) => true,
            (Some(version), Profile::Core) => version < 140,
            (Some(version), Profile::Es) => version < 300,
        }
    }

    /// What `__VERSION__` is in the source, where glslang is given another version.
    pub(super) fn replaced_number(self, is_es: bool) -> Option<u32> {
        let replaced = self.is_old() || self.profile == Profile::Es && self.version < Some(310);
        let without = if is_es { 100 } else { 110 };
        replaced.then(|| self.version.unwrap_or(without))
    }
}

/// As `#version` is given to glslang: SPIR-V is made from ES 3.10 on, which has all of 3.00.
impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version.unwrap_or(450);
        match self.profile {
            Profile::Core => write!(f, "{version}"),
            Profile::Compatibility => write!(f, "{version} compatibility"),
            Profile::Es => write!(f, "{} es", version.max(310)),
        }
    }
}

/// A source as its directives describe it.
#[derive(Debug)]
pub(super) struct Directives {
    pub(super) dialect: Dialect,
    /// The line of `#version`, without its end.
    pub(super) version: Option<Range<usize>>,
    /// What stands in `#line` directives, without ends of lines.
    pub(super) lines: Vec<Range<usize>>,
}

/// Reads the directives of a text.
pub(super) fn directives(text: &str) -> Directives {
    let mut found = Directives {
        dialect: Dialect {
            version: None,
            profile: Profile::Core,
        },
        version: None,
        lines: Vec::new(),
    };
    let mut in_comment = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let whole = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        let code = without_comments(line, &mut in_comment);
        let Some(directive) = code.trim_start().strip_prefix('#').map(str::trim_start) else {
            continue;
        };
        if let Some(rest) = word(directive, "version") {
            if found.version.is_none() {
                found.dialect = dialect(rest);
                found.version = Some(whole);
            }
        } else if word(directive, "line").is_some() {
            found.lines.push(whole);
        }
    }
    found
}

/// What follows `name` at the start of a directive.
pub(super) fn word<'a>(directive: &'a str, name: &str) -> Option<&'a str> {
    let rest = directive.strip_prefix(name)?;
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')).then_some(rest)
}

fn dialect(rest: &str) -> Dialect {
    let mut words = rest.split_whitespace();
    let version = words.next().and_then(|word| word.parse().ok());
    let profile = match words.next() {
        Some("es") => Profile::Es,
        Some("compatibility") => Profile::Compatibility,
        _ if version == Some(100) => Profile::Es,
        _ => Profile::Core,
    };
    Dialect { version, profile }
}

/// A line with its comments as blanks; `in_comment` goes on from line to line.
pub(super) fn without_comments(line: &str, in_comment: &mut bool) -> String {
    let mut code = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        if *in_comment {
            let Some(end) = rest.find("*/") else {
                break;
            };
            *in_comment = false;
            code.push(' ');
            rest = rest.get(end + 2..).unwrap_or_default();
            continue;
        }
        let Some(slash) = rest.find('/') else {
            code.push_str(rest);
            break;
        };
        let (before, from) = rest.split_at(slash);
        code.push_str(before);
        if from.starts_with("//") {
            break;
        }
        if from.starts_with("/*") {
            *in_comment = true;
            rest = from.get(2..).unwrap_or_default();
        } else {
            code.push('/');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    code
}

/// Where `#version` is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where it is, so that a wrong place stays wrong.
    Same,
    /// On a line of its own before all others.
    First,
}

/// The text with another `#version`, and without `#line`.
pub(super) fn rewritten(
    text: &str,
    directives: &Directives,
    version: &str,
    place: Place,
) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    if place == Place::First {
        out.push_str(&format!("# version {version}\n"));
    }
    let mut at = 0;
    let mut cuts: Vec<(&Range<usize>, Option<&str>)> =
        directives.lines.iter().map(|range| (range, None)).collect();
    if let Some(range) = &directives.version {
        cuts.push((range, Some(version)));
    }
    cuts.sort_by_key(|(range, _)| range.start);
    for (range, version) in cuts {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        if let Some(version) = version {
            if place == Place::Same {
                // The blank keeps the binding of glslang from judging the version itself.
                out.push_str("# version ");
                out.push_str(version);
            }
            // A comment that begins here may end on another line.
            let line = text.get(range.clone()).unwrap_or_default();
            if let Some(comment) = line.find("/*") {
                out.push_str(line.get(comment..).unwrap_or_default());
            }
        }
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    ascii(out)
}

/// glslang reads bytes and may cut a message inside a character; outside of comments GLSL has
/// ASCII only, so another character that GLSL lacks is as wrong at the same place.
pub(super) fn ascii(text: String) -> String {
    let text = if text.is_ascii() {
        text
    } else {
        text.chars()
            .map(|c| if c.is_ascii() { c } else { '$' })
            .collect()
    };
    without_operators_in_pragmas(text)
}

/// glslang writes `#pragma` out with the numbers of operators of two characters, which are no text.
/// No pragma that it knows has an operator.
fn without_operators_in_pragmas(text: String) -> String {
    if !text.contains("pragma") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut goes_on = false;
    let mut in_comment = false;
    for line in text.split_inclusive('\n') {
        let code = without_comments(line, &mut in_comment);
        let is_pragma = code
            .trim_start()
            .strip_prefix('#')
            .is_some_and(|directive| word(directive.trim_start(), "pragma").is_some());
        if is_pragma || goes_on {
            let (hash, rest) = line.split_at(if is_pragma {
                line.find('#').map_or(0, |at| at + 1)
            } else {
                0
            });
            plain.push_str(hash);
            plain.extend(rest.chars().map(|c| match c {
                '!' | '=' | '<' | '>' | '&' | '|' | '^' | '+' | '-' | '%' | '#' | ':' => ' ',
                other => other,
            }));
            goes_on = line.trim_end_matches(['\n', '\r']).ends_with('\\');
        } else {
            plain.push_str(line);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pragmas_have_no_operators() {
        let text = "#version 450\n#pragma shader_stage(compute)\n # pragma a(b != c) /* d\n*/ int e = 1;\n\
                    #pragma f \\\n g >= h\nint i = 2 + 3;\n";
        let plain = text.replace("!=", "  ").replace(">=", "  ");
        assert_eq!(ascii(text.to_owned()), plain);
    }

    #[test]
    fn versions_are_read_past_comments() {
        let cases = [
            ("#version 450\n", Some(450), Profile::Core),
            (
                "// c\n/* d\n*/ #  version 310 es // e\n",
                Some(310),
                Profile::Es,
            ),
            ("#version 100\n", Some(100), Profile::Es),
            (
                "#version 330 compatibility",
                Some(330),
                Profile::Compatibility,
            ),
            ("/*\n#version 450\n*/\nvoid main() {}", None, Profile::Core),
            ("#versions 450\n", None, Profile::Core),
        ];
        for (text, version, profile) in cases {
            assert_eq!(
                directives(text).dialect,
                Dialect { version, profile },
                "{text}"
            );
        }
    }

    #[test]
    fn lines_stay_where_they_are() {
        let text = "// é\n#version 300 es /* a\n b */\n#line 7\nx\n";
        let found = directives(text);
        assert_eq!(
            rewritten(text, &found, "310 es", Place::Same),
            "// $\n# version 310 es/* a\n b */\n\nx\n"
        );
        assert_eq!(
            rewritten(text, &found, "310 es", Place::First),
            "# version 310 es\n// $\n/* a\n b */\n\nx\n"
        );
    }
}
