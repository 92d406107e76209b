//! The conditions under which a text for a linker declares a name: `@if` of WESL, `#ifdef` of
//! naga_oil. It is for help with names that were left out, so what has not the shape it expects is
//! passed over.

use super::Scan;

/// What stands around one declaration, outermost first, each as the text writes it.
type Conditions = Vec<String>;

/// How many declarations of one name are told.
const MOST: usize = 4;

/// What to do about a name that a text declares under conditions that are not met; none: it does
/// not declare it under any.
pub(crate) fn help(text: &str, name: &str) -> Option<String> {
    let found = conditions(text, name);
    if found.is_empty() || found.iter().any(Vec::is_empty) {
        return None;
    }
    let mut told: Vec<String> = Vec::new();
    for each in &found {
        let each: Vec<String> = each.iter().map(|one| format!("`{one}`")).collect();
        let each = each.join(" and ");
        if !told.contains(&each) {
            told.push(each);
        }
    }
    let more = if told.len() > MOST { ", …" } else { "" };
    let not_met = if told.len() == 1 {
        "which is not met"
    } else {
        "none of which is met"
    };
    let give = match found.as_slice() {
        [conditions] => match conditions.as_slice() {
            [one] => feature(one),
            _ => None,
        },
        _ => None,
    };
    let give = give.map_or_else(
        || "give what it asks for with `-D NAME`".to_owned(),
        |feature| format!("give it with `-D {feature}`"),
    );
    let list = told.get(..MOST.min(told.len())).unwrap_or_default();
    Some(format!(
        "it is declared under {}{more}, {not_met}: {give}",
        list.join(" or under ")
    ))
}

/// The name that a condition of one name asks for.
fn feature(condition: &str) -> Option<&str> {
    let name = condition
        .strip_prefix("@if(")
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| condition.strip_prefix("#ifdef "))?
        .trim();
    let is_name = name.chars().all(|c| c == '_' || c.is_alphanumeric());
    (is_name && !name.is_empty()).then_some(name)
}

/// The conditions of each declaration of a name at module scope.
fn conditions(text: &str, name: &str) -> Vec<Conditions> {
    if text.contains("@if") {
        of_attributes(&Scan::new(text), name)
    } else if text.contains('#') {
        of_lines(text, name)
    } else {
        Vec::new()
    }
}

fn leads_declaration(word: &str) -> bool {
    matches!(
        word,
        "fn" | "var" | "const" | "override" | "struct" | "alias"
    )
}

fn of_attributes(scan: &Scan<'_>, name: &str) -> Vec<Conditions> {
    let mut found = Vec::new();
    // Conditions with braces around declarations, and those before the next one.
    let mut groups: Vec<Conditions> = Vec::new();
    let mut waiting: Conditions = Vec::new();
    // The conditions of a chain up to here, for its `@else`.
    let mut chain = String::new();
    let mut depth = 0usize;
    let mut index = 0;
    while index < scan.tokens.len() {
        let word = scan.word(index);
        if depth == groups.len() && word == "@" {
            let end = after_condition(scan, index);
            if let Some(end) = end {
                let own = scan.span(&(index..end));
                let own = scan.text.get(own).unwrap_or_default();
                let own = own.split_whitespace().collect::<Vec<_>>().join(" ");
                let told = match scan.word(index + 1) {
                    "if" => {
                        chain.clone_from(&own);
                        own
                    }
                    _ => {
                        let told = format!("{chain} … {own}");
                        chain.clone_from(&told);
                        told
                    }
                };
                waiting.push(told);
                if scan.is(end, b'{') {
                    groups.push(std::mem::take(&mut waiting));
                    depth += 1;
                    index = end + 1;
                } else {
                    index = end;
                }
                continue;
            }
        }
        if depth == groups.len() && leads_declaration(word) {
            let mut at = index + 1;
            if scan.is(at, b'<') {
                while at < scan.tokens.len() && !scan.is(at, b'>') {
                    at += 1;
                }
                at += 1;
            }
            if scan.word(at) == name {
                found.push(groups.iter().flatten().chain(&waiting).cloned().collect());
            }
        }
        match word {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                if depth == groups.len() && word == "}" {
                    groups.pop();
                }
                depth = depth.saturating_sub(1);
                if depth == groups.len() && word == "}" {
                    waiting.clear();
                }
            }
            ";" if depth == groups.len() => waiting.clear(),
            _ => {}
        }
        index += 1;
    }
    found
}

/// The index after the condition that begins at an `@`.
fn after_condition(scan: &Scan<'_>, at: usize) -> Option<usize> {
    match scan.word(at + 1) {
        "else" => Some(at + 2),
        "if" | "elif" => {
            let mut depth = 0usize;
            for index in at + 2..scan.tokens.len() {
                match scan.word(index) {
                    "(" => depth += 1,
                    ")" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            None
        }
        _ => None,
    }
}

fn of_lines(text: &str, name: &str) -> Vec<Conditions> {
    let mut found = Vec::new();
    let mut open: Conditions = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if let Some(directive) = line.strip_prefix('#') {
            let directive = directive.trim_start();
            if directive.starts_with("if") {
                open.push(format!("#{}", plain(directive)));
            } else if directive.starts_with("else") {
                if let Some(last) = open.last_mut() {
                    *last = format!("{last} … #{}", plain(directive));
                }
            } else if directive.starts_with("endif") {
                open.pop();
            }
            continue;
        }
        if declares(line, name) {
            found.push(open.clone());
        }
    }
    found
}

/// A directive without its comment, on one line.
fn plain(directive: &str) -> String {
    let directive = directive.split("//").next().unwrap_or_default();
    directive.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has a declaration of this name, whatever stands around it.
pub(crate) fn declares(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        let rest = rest.get(name.len()..).unwrap_or_default();
        if name.is_empty() || rest.starts_with(is_part) || before.ends_with(is_part) {
            return false;
        }
        let before = before.trim_end();
        // The space of a variable; no spelling of one is longer.
        let space = before
            .char_indices()
            .rev()
            .take(64)
            .find(|(_, c)| *c == '<');
        let before = match space {
            Some((at, _)) if before.ends_with('>') => before.split_at(at).0.trim_end(),
            _ => before,
        };
        let word = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
        leads_declaration(word)
    })
}
