//! `#if` and what it asks, as far as it can be told before a compiler has read anything.
//!
//! A third answer, [`Truth::Maybe`], stands for what only the compiler knows: macros it defines
//! itself (`GL_…`, `VULKAN`, `__VERSION__`, names of extensions), functions of macros, and
//! definitions made where it is not known whether they are reached.

use std::cell::Cell;
use std::collections::BTreeMap;

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    No,
    Maybe,
    Yes,
}

impl Truth {
    fn of(value: Option<i64>) -> Self {
        match value {
            None => Self::Maybe,
            Some(0) => Self::No,
            Some(_) => Self::Yes,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Maybe,
        }
    }
}

/// A macro as far as conditions need it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Macro {
    /// It stands for this text.
    Object(String),
    /// It is a function.
    Function,
    /// It is not defined any more.
    Undefined,
    /// It may be defined, as anything.
    Unknown,
}

/// One `#if` with what came before its present side.
#[derive(Clone, Copy, Debug)]
struct Level {
    outside: Truth,
    /// Whether an earlier side was taken.
    taken: Truth,
    /// Whether this side is.
    here: Truth,
}

/// The macros and conditions at a line.
#[derive(Debug)]
pub(super) struct Conditions {
    macros: BTreeMap<String, Macro>,
    levels: Vec<Level>,
    /// How many macros and bytes may still be looked at for conditions, all together.
    work: Cell<usize>,
}

impl Conditions {
    /// Conditions with definitions from outside.
    pub(super) fn new(defines: &BTreeMap<String, String>) -> Self {
        Self {
            macros: defines
                .iter()
                .map(|(name, value)| (name.clone(), Macro::Object(value.clone())))
                .collect(),
            levels: Vec::new(),
            work: Cell::new(MOST_WORK),
        }
    }

    /// Whether the compiler reads this line.
    pub(super) fn here(&self) -> Truth {
        self.levels
            .last()
            .map_or(Truth::Yes, |level| level.outside.and(level.here))
    }

    /// How many conditions are open.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Closes conditions down to a depth.
    pub(super) fn close(&mut self, depth: usize) {
        self.levels.truncate(depth);
    }

    /// Takes a directive note.
    pub(super) fn directive(&mut self, name: &str, rest: &str) {
        match name {
            "if" => {
                let truth = self.judge(rest);
                self.open(truth);
            }
            "ifdef" => {
                let truth = self.is_defined(rest);
                self.open(truth);
            }
            "ifndef" => {
                let truth = self.is_defined(rest).not();
                self.open(truth);
            }
            "elif" => {
                let truth = self.judge(rest);
                self.next(truth);
            }
            "else" => self.next(Truth::Yes),
            "endif" => {
                self.levels.pop();
            }
            "define" => self.define(rest),
            "undef" => {
                let name: String = rest.chars().take_while(|&c| is_word(c)).collect();
                self.set(name, Macro::Undefined);
            }
            _ => {}
        }
    }

    fn open(&mut self, here: Truth) {
        self.levels.push(Level {
            outside: self.here(),
            taken: here,
            here,
        });
    }

    fn next(&mut self, condition: Truth) {
        if let Some(level) = self.levels.last_mut() {
            level.here = level.taken.not().and(condition);
            if level.taken != Truth::Yes && level.here != Truth::No {
                level.taken = level.here;
            }
        }
    }

    fn define(&mut self, rest: &str) {
        let name: String = rest.chars().take_while(|&c| is_word(c)).collect();
        let value = rest.get(name.len()..).unwrap_or_default();
        let what = if value.starts_with('(') {
            Macro::Function
        } else {
            Macro::Object(value.trim().to_owned())
        };
        self.set(name, what);
    }

    fn set(&mut self, name: String, what: Macro) {
        match self.here() {
            Truth::No => {}
            Truth::Yes => {
                self.macros.insert(name, what);
            }
            Truth::Maybe => {
                if self.macros.get(&name) != Some(&what) {
                    self.macros.insert(name, Macro::Unknown);
                }
            }
        }
    }

    fn is_defined(&self, rest: &str) -> Truth {
        let name: String = rest.trim().chars().take_while(|&c| is_word(c)).collect();
        match self.macros.get(&name) {
            Some(Macro::Object(_) | Macro::Function) => Truth::Yes,
            Some(Macro::Undefined) => Truth::No,
            Some(Macro::Unknown) => Truth::Maybe,
            None if is_of_compiler(&name) => Truth::Maybe,
            None => Truth::No,
        }
    }

    fn judge(&self, expression: &str) -> Truth {
        Truth::of(self.value(expression))
    }

    fn value(&self, expression: &str) -> Option<i64> {
        let mut tokens = Vec::new();
        self.tokens(expression, 0, &mut tokens)?;
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            depth: 0,
        };
        let value = parser.binary(0)?;
        (parser.at == tokens.len()).then_some(value).flatten()
    }

    /// What an object-like macro stands for, through others.
    pub(super) fn object(&self, text: &str) -> Option<String> {
        let mut text = text.trim().to_owned();
        for _ in 0..MOST_EXPANSIONS {
            match self.macros.get(&text) {
                Some(Macro::Object(value)) => text.clone_from(value),
                _ => return Some(text),
            }
        }
        None
    }

    /// Tokens with macros replaced; none when a name is not known here.
    fn tokens(&self, text: &str, depth: usize, out: &mut Vec<Token>) -> Option<()> {
        if depth > MOST_EXPANSIONS || out.len() > MOST_TOKENS {
            return None;
        }
        // A macro that stands for nothing may be asked for without end.
        self.work.set(self.work.get().checked_sub(1 + text.len())?);
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            if first.is_ascii_digit() {
                let number: String = rest.chars().take_while(|&c| is_word(c)).collect();
                out.push(Token::Value(Some(integer(&number)?)));
                rest = rest.get(number.len()..)?;
            } else if is_word(first) {
                let name: String = rest.chars().take_while(|&c| is_word(c)).collect();
                rest = rest.get(name.len()..)?.trim_start();
                if name == "defined" {
                    let (inner, after) = match rest.strip_prefix('(') {
                        Some(open) => open.split_once(')')?,
                        None => {
                            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                            rest.split_at_checked(end)?
                        }
                    };
                    out.push(Token::Value(match self.is_defined(inner) {
                        Truth::No => Some(0),
                        Truth::Yes => Some(1),
                        Truth::Maybe => None,
                    }));
                    rest = after;
                } else {
                    match self.macros.get(&name) {
                        Some(Macro::Object(value)) => self.tokens(value, depth + 1, out)?,
                        Some(Macro::Function) => return None,
                        Some(Macro::Unknown) => out.push(Token::Value(None)),
                        Some(Macro::Undefined) => out.push(Token::Value(Some(0))),
                        None if is_of_compiler(&name) => out.push(Token::Value(None)),
                        None => out.push(Token::Value(Some(0))),
                    }
                }
            } else {
                let operator = OPERATORS
                    .iter()
                    .find(|operator| rest.starts_with(**operator))?;
                out.push(Token::Operator(operator));
                rest = rest.get(operator.len()..)?;
            }
            rest = rest.trim_start();
        }
        Some(())
    }
}

const MOST_EXPANSIONS: usize = 32;
const MOST_TOKENS: usize = 4096;
/// Far more than the conditions of any source ask for; beyond it, none can be told.
const MOST_WORK: usize = 64 << 20;

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Names that a compiler may define itself.
fn is_of_compiler(name: &str) -> bool {
    ["GL_", "__", "VULKAN"]
        .iter()
        .any(|start| name.starts_with(start))
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    if let Some(hex) = digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()
    } else {
        digits.parse().ok()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// A number; none is one that is not known.
    Value(Option<i64>),
    Operator(&'static str),
}

/// Longer ones before those they start with.
const OPERATORS: &[&str] = &[
    "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "|", "^", "&", "<", ">", "+", "-", "*", "/",
    "%", "!", "~", "(", ")",
];

/// How tightly a binary operator binds.
fn binding(operator: &str) -> Option<u8> {
    Some(match operator {
        "||" => 1,
        "&&" => 2,
        "|" => 3,
        "^" => 4,
        "&" => 5,
        "==" | "!=" => 6,
        "<" | ">" | "<=" | ">=" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    /// A value, or none inside when it is not known; none outside when this is no expression.
    fn binary(&mut self, least: u8) -> Option<Option<i64>> {
        let mut left = self.unary()?;
        while let Some(Token::Operator(operator)) = self.tokens.get(self.at).copied()
            && let Some(tightness) = binding(operator)
            && tightness > least
        {
            self.at += 1;
            let right = self.binary(tightness)?;
            left = apply(operator, left, right);
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Option<i64>> {
        self.depth += 1;
        if self.depth > MOST_NESTING {
            return None;
        }
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        let value = match token {
            Token::Value(value) => value,
            Token::Operator("(") => {
                let value = self.binary(0)?;
                if self.tokens.get(self.at) != Some(&Token::Operator(")")) {
                    return None;
                }
                self.at += 1;
                value
            }
            Token::Operator("!") => self.unary()?.map(|value| i64::from(value == 0)),
            Token::Operator("-") => self.unary()?.map(i64::wrapping_neg),
            Token::Operator("+") => self.unary()?,
            Token::Operator("~") => self.unary()?.map(|value| !value),
            Token::Operator(_) => return None,
        };
        self.depth -= 1;
        Some(value)
    }
}

const MOST_NESTING: usize = 200;

fn apply(operator: &str, left: Option<i64>, right: Option<i64>) -> Option<i64> {
    let truth = |value: bool| Some(i64::from(value));
    // One side can be enough.
    match (operator, left, right) {
        ("&&", Some(0), _) | ("&&", _, Some(0)) => return Some(0),
        ("||", Some(value), _) | ("||", _, Some(value)) if value != 0 => return Some(1),
        _ => {}
    }
    let (left, right) = (left?, right?);
    let shift = u32::try_from(right).unwrap_or(u32::MAX);
    match operator {
        "||" => truth(left != 0 || right != 0),
        "&&" => truth(left != 0 && right != 0),
        "|" => Some(left | right),
        "^" => Some(left ^ right),
        "&" => Some(left & right),
        "==" => truth(left == right),
        "!=" => truth(left != right),
        "<" => truth(left < right),
        ">" => truth(left > right),
        "<=" => truth(left <= right),
        ">=" => truth(left >= right),
        "<<" => left.checked_shl(shift),
        ">>" => left.checked_shr(shift),
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "/" => left.checked_div(right),
        "%" => left.checked_rem(right),
        _ => None,
    }
}
