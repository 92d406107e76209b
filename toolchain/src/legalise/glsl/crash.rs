//! Where in a text glslang crashes: behind which statement it does so, when the text ends there.

use std::ops::Range;

use super::assertions::Failed;
use super::broadcasts;
use super::hlsl::without_comments;
use super::operators::directives;
use crate::codes;
use crate::diagnostic::{Diagnostic, Kind, Phase};
use crate::source::Source;

/// A statement, or the head of a block, and the line that it begins in, from 1.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) text: String,
}

/// Whether glslang crashed, and did not only take too much.
pub(super) fn is_one(failed: &Failed) -> bool {
    failed.message.contains("assertion") || failed.message.contains("crashed")
}

/// What is told of a crash.
pub(super) fn told(
    source: &Source,
    failed: &Failed,
    line: Option<&Line>,
    lines_before: usize,
) -> Diagnostic {
    // What was rewritten may not stand in the source; its line does.
    let place = line.and_then(|line| {
        let number = line.number.saturating_sub(lines_before);
        super::log::place(source.as_text(), number, line.text.trim())
    });
    let where_it_is = match place {
        Some(_) => "at this statement",
        None => "on this source",
    };
    let said = &failed.message;
    let message = format!("glslang, which reads HLSL, breaks down {where_it_is}: {said}");
    let help = if broadcasts::are_meant(failed) {
        "a number that is computed seems to become a matrix: assign it to a `float` of its own first"
    } else {
        "write it in another way, or leave parts of it out to find which"
    };
    let diagnostic = Diagnostic::error(
        codes::HLSL_BREAKDOWN,
        Phase::Parse,
        Kind::Rejected,
        source,
        message,
    )
    .with_note(&failed.place)
    .with_help(help);
    match place {
        Some(place) => diagnostic.with_primary(place, ""),
        None => diagnostic,
    }
}

/// A longer text is not searched.
const LONGEST: usize = 1 << 20;

/// The last statement or head of a block without which it does not crash.
///
/// `crashes` is asked some twenty times at most.
pub(super) fn place(text: &str, crashes: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    if text.len() > LONGEST {
        return None;
    }
    let code = without_comments(text);
    let lines = directives(&code);
    let ends = ends(&code, &lines);
    let crashes_to = |end: usize| crashes(&closed(text, &code, &lines, end));
    // The first end behind which it crashes.
    let (mut before, mut behind) = (0, ends.len());
    while before < behind {
        let middle = before.midpoint(behind);
        if crashes_to(*ends.get(middle)?) {
            behind = middle;
        } else {
            before = middle + 1;
        }
    }
    // Behind the last it is no statement that it crashes at, but what is made of all of them.
    let end = *ends.get(before).filter(|_| before + 1 < ends.len())?;
    let start = before.checked_sub(1).and_then(|at| ends.get(at)).copied();
    let start = start.unwrap_or(0);
    let directive = lines.iter().rfind(|line| line.end <= end);
    let start = directive.map_or(start, |line| line.end.max(start));
    let blank = code.get(start..end)?.len() - code.get(start..end)?.trim_start().len();
    Some(start + blank..end)
}

/// Where statements and blocks end, and the heads of blocks.
fn ends(code: &str, directives: &[Range<usize>]) -> Vec<usize> {
    let mut directives = directives.iter().peekable();
    let mut depth = 0usize;
    let mut ends = Vec::new();
    for (at, byte) in code.bytes().enumerate() {
        while directives.next_if(|line| line.end <= at).is_some() {}
        if directives.peek().is_some_and(|line| line.contains(&at)) {
            continue;
        }
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => ends.push(at + 1),
            b'{' | b'}' => {
                depth = 0;
                ends.push(at + 1);
            }
            _ => {}
        }
    }
    ends
}

/// A text that ends at a place, with the conditions closed that are open there.
fn closed(text: &str, code: &str, directives: &[Range<usize>], end: usize) -> String {
    let mut open = 0usize;
    for line in directives.iter().take_while(|line| line.end <= end) {
        let line = code.get(line.clone()).unwrap_or_default();
        let word = line.trim_start().trim_start_matches('#').trim_start();
        if word.starts_with("if") {
            open += 1;
        } else if word.starts_with("endif") {
            open = open.saturating_sub(1);
        }
    }
    let mut part = text.get(..end).unwrap_or(text).to_owned();
    part.push_str(&"\n#endif".repeat(open));
    part.push('\n');
    part
}

#[cfg(test)]
mod tests {
    use super::place;

    fn found(text: &str, needed: &[&str]) -> Option<String> {
        let crashes = |part: &str| needed.iter().all(|word| part.contains(word));
        place(text, crashes).map(|place| text[place].to_owned())
    }

    #[test]
    fn the_statement_is_found() {
        let text = "int a;\n#if X\nvoid f() { for (int i = 0; i < 3; i++) { b = bad(i); c = 1; } }\n#endif\nint d;";
        assert_eq!(found(text, &["bad"]).as_deref(), Some("b = bad(i);"));
        assert_eq!(found(text, &["f()"]).as_deref(), Some("void f() {"));
    }

    #[test]
    fn what_needs_more_than_statements_is_not_found() {
        assert_eq!(found("int a; int b;", &["nowhere"]), None);
        assert_eq!(found("int a; int b;", &["a", "b"]), None);
        assert_eq!(found("", &[]), None);
    }
}
