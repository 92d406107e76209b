//! Values that WGSL makes out of nothing, with empty brackets: `array<f32, 9>()`, `Name()`.

use std::ops::Range;

use super::declares;

/// What stands before empty brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::limits) enum Made {
    /// A name: of a type, or of a function.
    Named(Range<usize>),
    /// A template, from its name to its `>`.
    Template(Range<usize>),
    /// What ends in a `>` that closes nothing: all of its statement.
    Unclear(Range<usize>),
}

/// The token before.
#[derive(Clone, Default)]
enum Last {
    #[default]
    Other,
    Word(Range<usize>),
    Template(Range<usize>),
    /// A `>` that closes nothing.
    Angle,
    /// A `(`.
    Bracket,
}

/// Finds them, token by token, with the templates of WGSL's rules: `<` behind a name opens one, and
/// brackets inside hide their own.
#[derive(Default)]
pub(super) struct Values {
    found: Vec<Made>,
    /// The brackets of the statement that are open: templates with the place of their name.
    open: Vec<Option<usize>>,
    /// Where the statement starts.
    statement: usize,
    last: Last,
    /// What stood before the last `(`.
    callee: Last,
    /// The second character of `<<` comes.
    is_shift: bool,
}

impl Values {
    /// What was found.
    pub(super) fn found(self) -> Vec<Made> {
        self.found
    }

    pub(super) fn word(&mut self, at: Range<usize>) {
        self.last = Last::Word(at);
    }

    pub(super) fn number(&mut self) {
        self.last = Last::Other;
    }

    /// A character that is no word, number, blank or comment.
    pub(super) fn punctuation(&mut self, bytes: &[u8], at: usize) {
        let last = std::mem::take(&mut self.last);
        match bytes.get(at) {
            Some(b'(') => {
                self.open.push(None);
                self.callee = last;
                self.last = Last::Bracket;
            }
            Some(b'[') => self.open.push(None),
            Some(b')') => {
                if let Last::Bracket = last {
                    self.made(bytes, at);
                }
                self.close();
            }
            Some(b']') => self.close(),
            Some(b'<') => self.opened(bytes, at, &last),
            // The arrow before the result of a function.
            Some(b'>') if at.checked_sub(1).and_then(|at| bytes.get(at)) != Some(&b'-') => {
                self.last = match self.open.pop_if(|open| open.is_some()) {
                    Some(Some(start)) => Last::Template(start..at + 1),
                    _ => Last::Angle,
                };
            }
            Some(b';' | b'{' | b'}') => {
                self.open.clear();
                self.statement = at + 1;
            }
            _ => {}
        }
    }

    fn opened(&mut self, bytes: &[u8], at: usize, last: &Last) {
        if std::mem::take(&mut self.is_shift) {
            return;
        }
        match (bytes.get(at + 1), last) {
            (Some(b'<'), _) => self.is_shift = true,
            (Some(b'='), _) => {}
            (_, Last::Word(name)) => self.open.push(Some(name.start)),
            _ => {}
        }
    }

    /// Closes a bracket, and with it the `<` inside that were no templates.
    fn close(&mut self) {
        while let Some(Some(_)) = self.open.pop() {}
    }

    /// Empty brackets that end at `end`.
    fn made(&mut self, bytes: &[u8], end: usize) {
        match std::mem::take(&mut self.callee) {
            Last::Word(name) if declares(bytes, name.end) => {}
            Last::Word(name) => self.found.push(Made::Named(name)),
            Last::Template(template) => self.found.push(Made::Template(template)),
            Last::Angle => {
                let statement = self.statement..end;
                match self.found.last_mut() {
                    Some(Made::Unclear(before)) if before.start == statement.start => {
                        *before = statement;
                    }
                    _ => self.found.push(Made::Unclear(statement)),
                }
            }
            Last::Other | Last::Bracket => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Made;
    use super::Values;
    use crate::limits::text::{Class, blank_end, class, word_end};

    /// What stands before each `()`, with its kind.
    fn found(text: &str) -> Vec<String> {
        let bytes = text.as_bytes();
        let mut values = Values::default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = match class(byte) {
                Class::Blank => blank_end(bytes, at),
                Class::Word | Class::Digit => word_end(bytes, at),
                _ => at + 1,
            };
            match class(byte) {
                Class::Blank => {}
                Class::Word => values.word(start..at),
                Class::Digit => values.number(),
                _ => values.punctuation(bytes, start),
            }
        }
        let told = |made: &Made| match made {
            Made::Named(at) => format!("name {}", &text[at.clone()]),
            Made::Template(at) => format!("template {}", &text[at.clone()]),
            Made::Unclear(at) => format!("unclear {}", &text[at.clone()]),
        };
        values.found().iter().map(told).collect()
    }

    #[test]
    fn names_and_templates_are_told() {
        assert_eq!(
            found("fn f() { g ( ); a = S(); b(1); }"),
            ["name g", "name S"]
        );
        assert_eq!(
            found("x = array<vec2<f32>, 4> ();"),
            ["template array<vec2<f32>, 4>"]
        );
        assert_eq!(
            found("x = a < array<f32, (n >> 2)>() && b > vec2<f32>().x;"),
            ["template array<f32, (n >> 2)>", "template vec2<f32>"]
        );
        assert_eq!(
            found("x = array<f32, select(1, 2000000, 1 < k)>();"),
            ["template array<f32, select(1, 2000000, 1 < k)>"]
        );
        assert_eq!(
            found("x = array<f32, 1 << 20>();"),
            ["template array<f32, 1 << 20>"]
        );
    }

    #[test]
    fn what_closes_nothing_is_all_of_its_statement_once() {
        assert_eq!(
            found("a = 1; b = f(3 > (), 4 > ()); c = 2 > ();"),
            ["unclear  b = f(3 > (), 4 > (", "unclear  c = 2 > ("]
        );
    }
}
