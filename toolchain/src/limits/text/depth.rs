//! How deep the brackets, operators and branches of a text go, and how many declarations it has, from
//! its words and characters one after the other.

use super::EXPRESSION_FACTS;
use crate::limits::{Exceeded, Limit, grouped};
use crate::options::Limits;

/// What a byte can be the start of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
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

pub(super) fn class(byte: u8) -> Class {
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
pub(in crate::limits) struct Depth<'a> {
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
    pub(super) before: u8,
    /// After the `fn` of WGSL.
    in_header: bool,
    /// A declaration at module scope says that it is an input or output.
    is_interface: bool,
    /// A macro says so, and can hide the brackets of a length as well.
    by_macro: bool,
}

/// Whether a word makes an input or output of what follows.
pub(in crate::limits) fn begins_interface(word: &[u8]) -> bool {
    matches!(word, b"in" | b"out" | b"varying" | b"attribute")
}

impl<'a> Depth<'a> {
    pub(in crate::limits) fn new(limits: &'a Limits) -> Self {
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
            by_macro: false,
        }
    }

    /// Whether this is outside of functions, in an input or output.
    pub(super) fn in_interface(&self) -> bool {
        self.is_interface && (self.open.is_empty() || !self.in_function)
    }

    /// The same, where a macro said so.
    pub(super) fn in_interface_by_macro(&self) -> bool {
        self.by_macro && self.in_interface()
    }

    /// A macro was used that can make an input or output of what follows. Unlike the words
    /// themselves it may be an argument of another macro.
    pub(super) fn begin_interface_by_macro(&mut self) {
        if self.open.is_empty() || !self.in_function {
            self.is_interface = true;
            self.by_macro = true;
        }
    }

    fn end_interface(&mut self) {
        self.is_interface = false;
        self.by_macro = false;
    }

    /// The depth of all that was seen, with the brackets that were not closed.
    pub(in crate::limits) fn total(&self) -> u32 {
        let mut inner = self.level.depth();
        for level in self.open.iter().rev() {
            let run = level.run.saturating_add(inner).saturating_add(1);
            inner = level.depth().max(run);
        }
        inner
    }

    /// Adds the depth of a macro, which may end statements.
    pub(in crate::limits) fn expanded(
        &mut self,
        (depth, separates): (u32, bool),
    ) -> Result<(), Exceeded> {
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

    pub(super) fn token(&mut self) -> Result<(), Exceeded> {
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

    pub(super) fn check(&self, depth: u32) -> Result<(), Exceeded> {
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
                self.end_interface();
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
            // A parameter may have said `in` through a macro.
            if self.open.is_empty() && self.in_function {
                self.end_interface();
            }
        } else {
            self.level.inner = self.level.inner.max(inner);
        }
        self.check(self.level.depth())
    }

    /// Anything that is no `else` begins a new statement.
    pub(super) fn other(&mut self) {
        if self.level.ended {
            self.level.ended = false;
            self.level.branches = 0;
        }
    }

    pub(super) fn word(&mut self, word: &[u8]) -> Result<(), Exceeded> {
        self.before = 0;
        match word {
            b"else" => self.level.ended = false,
            b"fn" if self.open.is_empty() => {
                self.in_header = true;
                self.other();
            }
            word if self.open.is_empty() && begins_interface(word) => {
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
    pub(in crate::limits) fn punctuation(&mut self, byte: u8, next: u8) -> Result<(), Exceeded> {
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
    pub(super) fn check_names(&self) -> Result<(), Exceeded> {
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
