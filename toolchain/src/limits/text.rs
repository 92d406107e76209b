//! One pass over the bytes of WGSL or GLSL: how deep brackets, blocks, operators and `else if`
//! chains go, and how many declarations there are.
//!
//! Depth is estimated from above, without a parser: a tree of expressions is at most as deep as
//! the operators of its brackets, one inside the other, taken together. What stands between two
//! commas or semicolons counts alone, so that long lists are no depth.

mod quick;

use std::collections::BTreeMap;
use std::ops::Range;

use super::macros::{Expansion, Macros};
use super::{Exceeded, Limit, grouped, sizes};
use crate::options::Limits;

/// What a byte can be the start of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Digit,
    Open,
    Close,
    /// Ends an element of a list, or a statement.
    Separator,
    Operator,
    Dot,
    Slash,
    Question,
    Colon,
    Hash,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Blank; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it counts to 255")]
        let byte = at as u8;
        classes[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xff => Class::Word,
            b'0'..=b'9' => Class::Digit,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b',' | b';' => Class::Separator,
            b'.' => Class::Dot,
            b'/' => Class::Slash,
            b'?' => Class::Question,
            b':' => Class::Colon,
            b'#' => Class::Hash,
            b'+' | b'-' | b'*' | b'%' | b'&' | b'|' | b'^' | b'!' | b'~' | b'<' | b'>' | b'='
            | b'@' => Class::Operator,
            _ => Class::Blank,
        };
        at += 1;
    }
    classes
};

fn class(byte: u8) -> Class {
    CLASSES
        .get(usize::from(byte))
        .copied()
        .unwrap_or(Class::Blank)
}

/// One bracket that is open, or the text around all of them.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Operators since the last separator.
    run: u32,
    /// The deepest bracket since then.
    inner: u32,
    /// The deepest element before.
    deepest: u32,
    /// `?` whose `:` has not come.
    questions: u32,
    /// Statements inside each other without a block: `else if`, `for (...) if (...)`.
    branches: u32,
    /// The last statement is complete, so that only `else` goes on with it.
    ended: bool,
}

impl Level {
    fn depth(&self) -> u32 {
        self.deepest.max(self.run.saturating_add(self.inner))
    }

    fn fold(&mut self) {
        self.deepest = self.depth();
        self.run = 0;
        self.inner = 0;
        self.questions = 0;
    }
}

/// Follows brackets and operators.
pub(super) struct Depth<'a> {
    limits: &'a Limits,
    open: Vec<Level>,
    level: Level,
    /// Branches of the levels in `open`.
    branches: u32,
    /// Semicolons and closed braces outside of all brackets.
    declarations: u32,
    /// Words, numbers and characters in the function that is open, and outside of all.
    tokens_inside: u32,
    tokens_outside: u32,
    /// Names at module scope, from above: declarators there and members of blocks.
    names: u64,
    functions: u64,
    in_function: bool,
    /// In a struct or a block of resources.
    in_block: bool,
    /// The last character that is no blank; 0 for a word.
    before: u8,
    /// After the `fn` of WGSL.
    in_header: bool,
    /// A declaration at module scope says that it is an input or output.
    is_interface: bool,
    /// Macros can say so where it is not seen.
    hides_interface: bool,
}

impl<'a> Depth<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            open: Vec::new(),
            level: Level::default(),
            branches: 0,
            declarations: 0,
            tokens_inside: 0,
            tokens_outside: 0,
            names: 0,
            functions: 0,
            in_function: false,
            in_block: false,
            before: 0,
            in_header: false,
            is_interface: false,
            hides_interface: false,
        }
    }

    /// Whether this is outside of functions, in an input or output.
    fn in_interface(&self) -> bool {
        self.is_interface && (self.open.is_empty() || !self.in_function)
    }

    /// The depth of all that was seen, with the brackets that were not closed.
    pub(super) fn total(&self) -> u32 {
        let mut inner = self.level.depth();
        for level in self.open.iter().rev() {
            let run = level.run.saturating_add(inner).saturating_add(1);
            inner = level.depth().max(run);
        }
        inner
    }

    /// Adds the depth of a macro, which may end statements.
    pub(super) fn expanded(&mut self, (depth, separates): (u32, bool)) -> Result<(), Exceeded> {
        self.operators(depth);
        if separates {
            self.check(self.level.depth())?;
            self.level.fold();
        }
        Ok(())
    }

    fn operators(&mut self, count: u32) {
        self.level.run = self.level.run.saturating_add(count);
    }

    fn token(&mut self) -> Result<(), Exceeded> {
        let count = if self.in_function && !self.open.is_empty() {
            &mut self.tokens_inside
        } else {
            self.tokens_inside = 0;
            &mut self.tokens_outside
        };
        *count += 1;
        if *count > self.limits.tokens {
            let what = format!(
                "a function, or what is outside of functions, has more than {} tokens",
                grouped(self.limits.tokens.into())
            );
            return Err(Exceeded::new(Limit::Tokens, what));
        }
        Ok(())
    }

    fn check(&self, depth: u32) -> Result<(), Exceeded> {
        if depth > self.limits.expression_depth {
            let what = format!(
                "an expression needs {} operators one after the other",
                grouped(depth.into())
            );
            return Err(Exceeded::new(Limit::ExpressionDepth, what));
        }
        Ok(())
    }

    fn separator(&mut self, byte: u8) -> Result<(), Exceeded> {
        self.check(self.level.depth())?;
        self.level.fold();
        if self.open.is_empty() || (self.open.len() == 1 && self.in_block) {
            self.names += 1;
        }
        if byte == b';' {
            if self.open.is_empty() {
                self.is_interface = self.hides_interface;
            }
            self.statement_ended()?;
        }
        Ok(())
    }

    fn statement_ended(&mut self) -> Result<(), Exceeded> {
        self.level.ended = true;
        if self.open.is_empty() {
            self.in_header = false;
            self.declarations += 1;
            if self.declarations > self.limits.declarations {
                let what = format!(
                    "the source has at least {} declarations",
                    grouped(self.declarations.into())
                );
                return Err(Exceeded::new(Limit::Declarations, what));
            }
        }
        Ok(())
    }

    fn open(&mut self, byte: u8) -> Result<(), Exceeded> {
        if self.open.is_empty() {
            self.in_function = byte == b'{' && (self.in_header || self.before == b')');
            // What stands behind `=` is a list of values.
            self.in_block = byte == b'{' && !self.in_function && self.before != b'=';
            self.in_header &= byte != b'{';
            self.functions += u64::from(self.in_function);
        }
        self.branches = self.branches.saturating_add(self.level.branches);
        self.open.push(self.level);
        self.level = Level::default();
        let nesting = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        if nesting > self.limits.nesting {
            let what = format!("{} brackets are open here", grouped(nesting.into()));
            return Err(Exceeded::new(Limit::Nesting, what));
        }
        Ok(())
    }

    fn close(&mut self, byte: u8) -> Result<(), Exceeded> {
        let inner = self.level.depth().saturating_add(1);
        // One that closes nothing is an error for the parser to tell.
        let Some(outer) = self.open.pop() else {
            return Ok(());
        };
        self.level = outer;
        self.branches = self.branches.saturating_sub(outer.branches);
        if byte == b'}' {
            self.level.deepest = self.level.deepest.max(inner);
            self.level.fold();
            self.statement_ended()?;
        } else {
            self.level.inner = self.level.inner.max(inner);
        }
        self.check(self.level.depth())
    }

    /// Anything that is no `else` begins a new statement.
    fn other(&mut self) {
        if self.level.ended {
            self.level.ended = false;
            self.level.branches = 0;
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Exceeded> {
        self.before = 0;
        match word {
            b"else" => self.level.ended = false,
            b"fn" if self.open.is_empty() => {
                self.in_header = true;
                self.other();
            }
            b"in" | b"out" | b"varying" | b"attribute" if self.open.is_empty() => {
                self.is_interface = true;
            }
            b"if" | b"for" | b"while" | b"do" | b"switch" => {
                self.other();
                self.level.branches = self.level.branches.saturating_add(1);
                let branches = self.branches.saturating_add(self.level.branches);
                if branches > self.limits.branches {
                    let what = format!(
                        "this is the {}th branch or loop of a chain",
                        grouped(branches.into())
                    );
                    return Err(Exceeded::new(Limit::Branches, what));
                }
            }
            _ => self.other(),
        }
        Ok(())
    }

    /// A character that is no word and no blank; `next` follows it.
    pub(super) fn punctuation(&mut self, byte: u8, next: u8) -> Result<(), Exceeded> {
        match class(byte) {
            Class::Separator => self.separator(byte)?,
            Class::Open => {
                self.other();
                self.open(byte)?;
            }
            Class::Close => self.close(byte)?,
            Class::Dot if next.is_ascii_digit() => {}
            Class::Question => {
                self.level.questions += 1;
                self.operators(1);
            }
            Class::Colon => match self.level.questions.checked_sub(1) {
                Some(left) => {
                    self.level.questions = left;
                    self.operators(1);
                }
                // A label, or the type of a declaration.
                None => self.separator(byte)?,
            },
            Class::Operator | Class::Slash | Class::Dot => {
                self.other();
                self.operators(1);
            }
            Class::Blank | Class::Word | Class::Digit | Class::Hash => {}
        }
        self.before = byte;
        Ok(())
    }

    /// naga's GLSL front end makes every global name an expression of every function.
    fn check_names(&self) -> Result<(), Exceeded> {
        let facts = self
            .names
            .saturating_mul(self.functions)
            .saturating_mul(EXPRESSION_FACTS)
            // Its entry point looks at all of them for each of them.
            .saturating_add(self.names.saturating_mul(self.names).saturating_mul(4));
        if facts > self.limits.facts {
            let what = format!(
                "{} functions that see {} names need {} facts",
                grouped(self.functions),
                grouped(self.names),
                grouped(facts)
            );
            return Err(Exceeded::new(Limit::Facts, what));
        }
        Ok(())
    }
}

/// What an expression that is there for every function counts in facts.
pub(super) const EXPRESSION_FACTS: u64 = 50;

/// Checks WGSL.
pub(super) fn wgsl(text: &str, limits: &Limits) -> Result<(), Exceeded> {
    if quick::is_within(text, limits) {
        return Ok(());
    }
    scan::<true>(text.as_bytes(), &Macros::default(), limits)
}

/// Checks GLSL with definitions from outside.
pub(super) fn glsl(
    bytes: &[u8],
    defines: &BTreeMap<String, String>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let macros = Macros::collect(bytes, defines, limits)?;
    scan::<false>(bytes, &macros, limits)
}

/// The end of the word or number at `at`.
pub(super) fn word_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .position(|&byte| !matches!(class(byte), Class::Word | Class::Digit));
    at + length.unwrap_or(rest.len())
}

/// The end of the comment at `at`, if one starts there; block comments nest in WGSL only.
pub(crate) fn comment_end(bytes: &[u8], at: usize, nests: bool) -> Option<usize> {
    let end = bytes.len();
    match bytes.get(at..at + 2)? {
        b"//" => {
            let length = bytes.get(at..)?.iter().position(|&byte| byte == b'\n');
            Some(length.map_or(end, |length| at + length))
        }
        b"/*" => {
            let mut depth = 1usize;
            let mut at = at + 2;
            loop {
                let length = bytes
                    .get(at..)?
                    .iter()
                    .position(|&byte| byte == b'*' || byte == b'/');
                let Some(length) = length else {
                    return Some(end);
                };
                at += length;
                match bytes.get(at..at + 2) {
                    Some(b"*/") => {
                        depth -= 1;
                        at += 2;
                        if depth == 0 {
                            return Some(at);
                        }
                    }
                    Some(b"/*") if nests => {
                        depth += 1;
                        at += 2;
                    }
                    _ => at += 1,
                }
            }
        }
        _ => None,
    }
}

fn scan<const WGSL: bool>(
    bytes: &[u8],
    macros: &Macros<'_>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let mut depth = Depth::new(limits);
    depth.hides_interface = macros.hide_interfaces();
    depth.is_interface = depth.hides_interface;
    let mut expansion = Expansion::new(macros);
    // The ends of what stands before `()`, and the insides of `[]` in inputs and outputs.
    let mut empty_calls: Vec<usize> = Vec::new();
    let mut lengths: Vec<Range<usize>> = Vec::new();
    let mut end_before = 0;
    let mut callee = None;
    let mut bracket = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'(' if WGSL => callee = Some(end_before),
            b')' if WGSL => {
                if depth.before == b'('
                    && let Some(callee) = callee
                    && !declares(bytes, callee)
                {
                    empty_calls.push(callee);
                }
            }
            b'[' if !WGSL && depth.in_interface() => bracket = Some(at),
            b']' if !WGSL => {
                if let Some(bracket) = bracket.take() {
                    lengths.push(bracket..start);
                }
            }
            _ => {}
        }
        if class(byte) != Class::Blank {
            depth
                .token()
                .map_err(|exceeded| exceeded.at(Some(start..at)))?;
        }
        let result = match class(byte) {
            Class::Blank => Ok(()),
            Class::Word => {
                at = word_end(bytes, at);
                let word = bytes.get(start..at).unwrap_or_default();
                if !macros.is_empty() {
                    depth
                        .expanded(expansion.word(word))
                        .map_err(|exceeded| exceeded.at(Some(start..at)))?;
                }
                depth.word(word)
            }
            Class::Digit => {
                at = word_end(bytes, at);
                depth.other();
                depth.before = 0;
                if !macros.is_empty() {
                    expansion.token();
                }
                if depth.hides_interface && depth.in_interface() {
                    lengths.push(start..at);
                }
                Ok(())
            }
            Class::Slash if let Some(end) = comment_end(bytes, start, WGSL) => {
                at = end;
                Ok(())
            }
            Class::Hash if !WGSL => {
                at = line_end(bytes, start);
                directive(bytes, start..at, &mut expansion, limits)
            }
            Class::Open
            | Class::Close
            | Class::Separator
            | Class::Operator
            | Class::Dot
            | Class::Slash
            | Class::Question
            | Class::Colon
            | Class::Hash => {
                if !macros.is_empty() {
                    expansion.punctuation(byte);
                }
                depth.punctuation(byte, bytes.get(at).copied().unwrap_or_default())
            }
        };
        result.map_err(|exceeded| exceeded.at(Some(start..at)))?;
        if WGSL && class(byte) != Class::Blank {
            end_before = at;
        }
    }
    depth.check(depth.total())?;
    let arrays = if WGSL {
        sizes::empty_arrays(bytes, &empty_calls, limits.elements)
    } else {
        depth.check_names()?;
        sizes::interface_arrays(bytes, &lengths, limits.elements.min(limits.location.into()))
    };
    if let Some((elements, at)) = arrays {
        let what = format!("an array has up to {} elements here", grouped(elements));
        let limit = if WGSL {
            Limit::Elements
        } else {
            Limit::Location
        };
        return Err(Exceeded::new(limit, what).at(Some(at)));
    }
    expansion.check(limits)
}

/// Whether the name that ends here is that of a function being declared.
fn declares(bytes: &[u8], end: usize) -> bool {
    let before = bytes.get(..end).unwrap_or_default();
    let start = before
        .iter()
        .rposition(|&byte| !matches!(class(byte), Class::Word | Class::Digit))
        .map_or(0, |at| at + 1);
    let before = before.get(..start).unwrap_or_default().trim_ascii_end();
    start < end && before.ends_with(b"fn")
}

/// The end of a directive that starts at `at`: of its line, or of the last line it goes on with.
pub(super) fn line_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return at,
            b'\\' => {
                at += 1;
                if bytes.get(at) == Some(&b'\r') {
                    at += 1;
                }
                at += 1;
            }
            b'/' => match comment_end(bytes, at, false) {
                Some(end) => at = end,
                None => at += 1,
            },
            _ => at += 1,
        }
    }
    bytes.len().min(at)
}

/// The conditions of a directive are expressions of their own.
fn directive(
    bytes: &[u8],
    line: Range<usize>,
    expansion: &mut Expansion<'_>,
    limits: &Limits,
) -> Result<(), Exceeded> {
    let text = bytes.get(line).unwrap_or_default();
    let (name, rest) = directive_name(text);
    if !matches!(name, b"if" | b"elif" | b"line") {
        return Ok(());
    }
    let mut depth = Depth::new(limits);
    let mut at = rest;
    while let Some(&byte) = text.get(at) {
        let start = at;
        at += 1;
        match class(byte) {
            Class::Word => {
                at = word_end(text, at);
                depth.expanded(expansion.word(text.get(start..at).unwrap_or_default()))?;
            }
            Class::Digit => {
                at = word_end(text, at);
                expansion.token();
            }
            Class::Blank => {}
            _ => {
                if let Some(end) = comment_end(text, start, false) {
                    at = end;
                    continue;
                }
                expansion.punctuation(byte);
                depth.punctuation(byte, text.get(at).copied().unwrap_or_default())?;
            }
        }
    }
    depth.check(depth.total())
}

/// The name of a directive, and where its words start.
pub(super) fn directive_name(line: &[u8]) -> (&[u8], usize) {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b'#' | b' ' | b'\t'))
        .unwrap_or(line.len());
    let end = word_end(line, start);
    (line.get(start..end).unwrap_or_default(), end)
}
