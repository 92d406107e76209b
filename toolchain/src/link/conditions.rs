//! `@if`, `@elif` and `@else` of WESL: what their conditions leave out is taken out of the text.

use std::ops::Range;

use super::Definitions;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::{Edits, Source};
use crate::wgsl_text::Scan;

/// Applies the conditions of a module.
pub(super) fn apply(source: &Source, definitions: &Definitions) -> Result<Source, Failure> {
    if !["@if", "@elif", "@else"]
        .iter()
        .any(|word| source.as_text().contains(word))
    {
        return Ok(source.clone());
    }
    let scan = Scan::new(source.as_text());
    let mut walk = Walk {
        source,
        scan: &scan,
        definitions,
        edits: Edits::default(),
        brackets: vec![Level::default()],
        depth: 0,
    };
    walk.run()?;
    Ok(walk.edits.apply(source))
}

/// A pair of brackets that is open, or the whole text.
#[derive(Default)]
struct Level {
    /// Whether a struct's members or a function's parameters are in it.
    is_list: bool,
    /// Of the chain of conditions before the current place: whether one of them held.
    chain: Option<bool>,
    /// The keyword that leads what stands here, until it ends.
    head: Head,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Head {
    #[default]
    None,
    Function,
    Struct,
    Other,
}

struct Walk<'a> {
    source: &'a Source,
    scan: &'a Scan<'a>,
    definitions: &'a Definitions,
    edits: Edits,
    brackets: Vec<Level>,
    /// How many conditions the current place is under.
    depth: usize,
}

/// Conditions within conditions, at most.
const DEPTH: usize = 100;

impl Walk<'_> {
    fn run(&mut self) -> Result<(), Failure> {
        let mut index = 0;
        while index < self.scan.tokens.len() {
            if self.scan.is(index, b'@')
                && matches!(self.scan.word(index + 1), "if" | "elif" | "else")
            {
                index = self.condition(index)?;
                continue;
            }
            self.track(index);
            index += 1;
        }
        Ok(())
    }

    /// Follows brackets, so that it is known what kind of thing a condition is about.
    fn track(&mut self, index: usize) {
        let byte = match self.scan.tokens.get(index).map(|token| token.kind) {
            Some(crate::wgsl_text::Kind::Punctuation(byte)) => byte,
            _ => b' ',
        };
        let word = self.scan.word(index);
        let Some(level) = self.brackets.last_mut() else {
            return;
        };
        match byte {
            b'(' | b'[' | b'{' => {
                let is_list = byte == b'{' && level.head == Head::Struct
                    || byte == b'(' && level.head == Head::Function;
                if byte == b'(' && level.head == Head::Function {
                    level.head = Head::Other;
                }
                self.brackets.push(Level {
                    is_list,
                    ..Level::default()
                });
            }
            b')' | b']' | b'}' => {
                if self.brackets.len() > 1 {
                    self.brackets.pop();
                }
                if byte == b'}'
                    && let Some(level) = self.brackets.last_mut()
                {
                    level.head = Head::None;
                    level.chain = None;
                }
            }
            b';' | b',' => {
                level.head = Head::None;
                level.chain = None;
            }
            b'@' => {}
            _ => {
                level.chain = None;
                if level.head == Head::None {
                    level.head = match word {
                        "fn" => Head::Function,
                        "struct" => Head::Struct,
                        _ => Head::None,
                    };
                }
            }
        }
    }

    /// Handles a condition and what it is about; the index to go on with.
    fn condition(&mut self, at: usize) -> Result<usize, Failure> {
        let word = self.scan.word(at + 1);
        let mut after = at + 2;
        let holds = if word == "else" {
            true
        } else {
            let (holds, end) = self.expression(after)?;
            after = end;
            holds
        };
        let chain = self.brackets.last().and_then(|level| level.chain);
        let before = match (word, chain) {
            ("if", _) => false,
            (_, Some(before)) => before,
            (_, None) => {
                return Err(self.problem(at..at + 2, format!("`@{word}` follows no `@if`")));
            }
        };
        let stays = holds && !before;
        let item = self.item_end(after);
        if self.depth > DEPTH {
            let message = format!("conditions are nested more than {DEPTH} deep");
            return Err(self.problem(at..at + 2, message));
        }
        if let Some(level) = self.brackets.last_mut() {
            level.chain = (word != "else").then_some(before || holds);
        }
        if stays {
            // Braces around declarations only hold them together.
            let is_group = self.brackets.len() == 1 && self.scan.is(after, b'{');
            let after = after + usize::from(is_group);
            let last = item - usize::from(is_group);
            self.edits.remove(self.scan.span(&(at..after)));
            // What stays may hold conditions; at its end the chain goes on.
            let chain = self.brackets.last().and_then(|level| level.chain);
            let depth = self.brackets.len();
            self.depth += 1;
            let mut index = after;
            while index < last {
                if self.scan.is(index, b'@')
                    && matches!(self.scan.word(index + 1), "if" | "elif" | "else")
                {
                    index = self.condition(index)?;
                    continue;
                }
                self.track(index);
                index += 1;
            }
            if is_group {
                self.edits.remove(self.scan.span(&(last..item)));
            }
            self.depth -= 1;
            self.brackets.truncate(depth);
            if let Some(level) = self.brackets.last_mut() {
                level.chain = chain;
                level.head = Head::None;
            }
        } else {
            self.edits.remove(self.scan.span(&(at..item)));
        }
        Ok(item)
    }

    /// The index after what stands at `start`: a declaration, a statement, a member, a parameter.
    fn item_end(&self, start: usize) -> usize {
        let scan = self.scan;
        let mut index = scan.after_attributes(start, scan.tokens.len());
        let is_list = self.brackets.last().is_some_and(|level| level.is_list);
        if is_list {
            let mut depth = 0usize;
            while index < scan.tokens.len() {
                if matches!(scan.word(index), "(" | "[" | "{" | "<") {
                    depth += 1;
                } else if matches!(scan.word(index), ")" | "]" | "}" | ">") {
                    if depth == 0 {
                        return index;
                    }
                    depth -= 1;
                } else if depth == 0 && scan.is(index, b',') {
                    return index + 1;
                }
                index += 1;
            }
            return index;
        }
        let head = scan.word(index);
        let has_block = matches!(
            head,
            "fn" | "struct"
                | "if"
                | "for"
                | "while"
                | "loop"
                | "switch"
                | "case"
                | "default"
                | "continuing"
                | "{"
                | "else"
        );
        let mut depth = 0usize;
        while index < scan.tokens.len() {
            match scan.word(index) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" if depth > 0 => depth -= 1,
                "}" if depth == 0 => return index,
                "}" => {
                    depth -= 1;
                    if depth == 0 && has_block {
                        if head == "if" && scan.word(index + 1) == "else" {
                            index += 1;
                        } else {
                            return index + 1;
                        }
                    }
                }
                ";" if depth == 0 => return index + 1,
                _ => {}
            }
            index += 1;
        }
        index
    }

    /// The value of the condition that starts at its `(`, and the index after it.
    fn expression(&self, open: usize) -> Result<(bool, usize), Failure> {
        let scan = self.scan;
        let wrong = |index: usize, what: &str| {
            Err(self.problem(
                index..index + 1,
                format!("{what} in a condition, which is made of names, `true`, `false`, `!`, `&&`, `||` and parentheses"),
            ))
        };
        if !scan.is(open, b'(') {
            return wrong(open, "`(` is missing");
        }
        // Shunting: values and operators that wait for what follows.
        let mut values: Vec<bool> = Vec::new();
        let mut operators: Vec<char> = Vec::new();
        let mut wants_value = true;
        let mut index = open;
        loop {
            let word = scan.word(index);
            let double = scan.span(&(index..index + 2)).len() == 2;
            match word {
                "(" if wants_value => operators.push('('),
                "!" if wants_value => operators.push('!'),
                ")" if !wants_value => {
                    while let Some(operator) = operators.pop() {
                        if operator == '(' {
                            break;
                        }
                        reduce(operator, &mut values);
                    }
                    settle_not(&mut operators, &mut values);
                    if operators.is_empty() {
                        return Ok((values.pop().unwrap_or(false), index + 1));
                    }
                }
                "&" | "|" if !wants_value && double && scan.word(index + 1) == word => {
                    let own = if word == "&" { '&' } else { '|' };
                    // `&&` binds tighter than `||`.
                    while let Some(&before) = operators.last() {
                        if before == '(' || (own == '&' && before == '|') {
                            break;
                        }
                        operators.pop();
                        reduce(before, &mut values);
                    }
                    operators.push(own);
                    wants_value = true;
                    index += 1;
                }
                _ if wants_value && scan.is_word(index) => {
                    values.push(match word {
                        "true" => true,
                        "false" => false,
                        name => self.definitions.is_on(name),
                    });
                    settle_not(&mut operators, &mut values);
                    wants_value = false;
                }
                "" => return wrong(index.saturating_sub(1), "`)` is missing"),
                word => return wrong(index, &format!("`{word}` cannot stand")),
            }
            index += 1;
        }
    }

    fn problem(&self, tokens: Range<usize>, message: String) -> Failure {
        Diagnostic::error(
            codes::LINK_CONDITION,
            Phase::Source,
            Kind::Rejected,
            self.source,
            message,
        )
        .with_primary(self.scan.span(&tokens), "")
        .into()
    }
}

fn settle_not(operators: &mut Vec<char>, values: &mut [bool]) {
    while operators.last() == Some(&'!') {
        operators.pop();
        if let Some(value) = values.last_mut() {
            *value = !*value;
        }
    }
}

fn reduce(operator: char, values: &mut Vec<bool>) {
    let (Some(right), Some(left)) = (values.pop(), values.pop()) else {
        return;
    };
    values.push(match operator {
        '&' => left && right,
        _ => left || right,
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;
    use crate::source::Language;

    fn applied(text: &str) -> String {
        let definitions = Definitions(
            [("A", "1"), ("OFF", "false"), ("C", "true")]
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        );
        let source = Source::text("x.wesl", Language::Wgsl, text);
        let text = apply(&source, &definitions).unwrap().as_text().to_owned();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn conditions_are_computed() {
        for (condition, holds) in [
            ("A", true),
            ("OFF", false),
            ("UNKNOWN", false),
            ("!A", false),
            ("!!A", true),
            ("A && !OFF", true),
            ("OFF && A || C", true),
            ("C || A && OFF", true),
            ("OFF || (A && (C || OFF)) && !(OFF || false)", true),
            ("!(A && C)", false),
            ("true", true),
        ] {
            let expected = if holds { "const x = 1;" } else { "" };
            assert_eq!(
                applied(&format!("@if({condition}) const x = 1;")),
                expected,
                "{condition}"
            );
        }
    }

    #[test]
    fn chains_keep_one_branch() {
        assert_eq!(
            applied(
                "@if(OFF) const a = 1; @elif(C) const a = 2; @elif(A) const a = 3; @else const a = 4;"
            ),
            "const a = 2;"
        );
        assert_eq!(
            applied(
                "@if(OFF) fn f() { if x { } else { } } @else @must_use fn f() -> u32 { return 1; } fn g() {}"
            ),
            "@must_use fn f() -> u32 { return 1; } fn g() {}"
        );
        assert_eq!(
            applied(
                "@if(A) { const a = 1; @if(OFF) const b = 2; @else { alias B = u32; } } @else { wrong } fn f() { @if(A) { } }"
            ),
            "const a = 1; alias B = u32; fn f() { { } }"
        );
    }

    #[test]
    fn members_parameters_and_statements_are_left_out() {
        assert_eq!(
            applied(
                "struct S { @if(OFF) a: vec4<f32>, @if(A) @location(1) b: array<f32, 4>, @if(OFF) c: u32 }"
            ),
            "struct S { @location(1) b: array<f32, 4>, }"
        );
        assert_eq!(
            applied(
                "fn f(@if(OFF) a: u32, b: u32, @if(OFF) @location(max(1, 2)) c: u32) { f(1, 2); }"
            ),
            "fn f( b: u32, ) { f(1, 2); }"
        );
        assert_eq!(
            applied(
                "fn f() { @if(OFF) { let a = 1; return a; } @else { return 2; } \
                 @if(A) if c { @if(OFF) d(); e(); } else { f(); } \
                 @if(OFF) for (var i = 0; i < 2; i++) { x(); } \
                 @if(OFF) x = S(1, 2); switch y { @if(OFF) case 1: { } @if(A) default { } } }"
            ),
            "fn f() { { return 2; } if c { e(); } else { f(); } switch y { default { } } }"
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let definitions = Definitions::default();
        for (text, part) in [
            ("@else const a = 1;", "`@else` follows no `@if`"),
            (
                "@if(A) const a = 1; const b = 2; @else const c = 3;",
                "follows no `@if`",
            ),
            ("@if A const a = 1;", "`(` is missing"),
            ("@if(A + B) const a = 1;", "`+` cannot stand"),
            ("@if(A", "`)` is missing"),
            ("@if() const a = 1;", "`)` cannot stand"),
        ] {
            let source = Source::text("x.wesl", Language::Wgsl, text);
            let failure = apply(&source, &definitions).unwrap_err();
            let message = &failure.diagnostics()[0].message;
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
