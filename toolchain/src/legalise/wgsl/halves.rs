//! `bitcast` between halves and numbers of other sizes.
//!
//! naga's keeps the size of a component, so that two halves never become a word. What packs and
//! unpacks halves does: it is called by functions behind the end of the text. That a value is of
//! halves is told from what it is made of or declared as.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::{Change, Text};

/// What a bit cast is to, or from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// Two halves in a word.
    Two,
    /// Four halves in two words.
    Four,
}

/// Whether a text may have such casts, as hardly any has. With integers of 16 bits, which naga has, such a cast
/// may be one of theirs.
pub(super) fn may_have_any(text: &str) -> bool {
    text.contains("f16") && text.contains("bitcast") && !text.contains("wgpu_int16")
}

/// Calls functions in place of such casts.
pub(super) fn rewrite(text: &Text<'_>, changes: &mut Vec<Change>) {
    if !may_have_any(text.scan.text) {
        return;
    }
    let mut needed: BTreeSet<(bool, Shape)> = BTreeSet::new();
    for (function, (_, close)) in text.functions() {
        // The last declaration of each name so far.
        let mut declared = HashMap::new();
        for at in function.tokens.start..close {
            if declares(text, at) {
                declared.insert(text.scan.word(at), at);
            }
            if text.scan.word(at) == "bitcast"
                && let Some(cast) = Cast::find(text, &declared, at, close)
            {
                needed.insert((cast.is_from_halves, cast.shape));
                cast.rewrite(text, changes);
            }
        }
    }
    let mut functions = String::new();
    for (is_from_halves, shape) in needed {
        functions.push('\n');
        functions.push_str(&helper(&text.prefix, is_from_halves, shape));
    }
    if !functions.is_empty() {
        let end = text.scan.text.len();
        changes.push(Change::insert(end, functions));
    }
}

const fn name(is_from_halves: bool, shape: Shape) -> &'static str {
    match (is_from_halves, shape) {
        (true, Shape::Two) => "word",
        (true, Shape::Four) => "words",
        (false, Shape::Two) => "halves",
        (false, Shape::Four) => "more_halves",
    }
}

/// The function that is called in place of a cast.
fn helper(prefix: &str, is_from_halves: bool, shape: Shape) -> String {
    let name = name(is_from_halves, shape);
    let (from, to, value) = match (is_from_halves, shape) {
        (true, Shape::Two) => ("vec2<f16>", "u32", "pack2x16float(vec2<f32>(bits))"),
        (true, Shape::Four) => (
            "vec4<f16>",
            "vec2<u32>",
            "vec2<u32>(pack2x16float(vec2<f32>(bits.xy)), pack2x16float(vec2<f32>(bits.zw)))",
        ),
        (false, Shape::Two) => ("u32", "vec2<f16>", "vec2<f16>(unpack2x16float(bits))"),
        (false, Shape::Four) => (
            "vec2<u32>",
            "vec4<f16>",
            "vec4<f16>(vec2<f16>(unpack2x16float(bits.x)), vec2<f16>(unpack2x16float(bits.y)))",
        ),
    };
    format!("fn {prefix}{name}(bits: {from}) -> {to} {{ return {value}; }}")
}

/// The tokens of a cast.
struct Cast {
    /// `bitcast<…>(`.
    head: Range<usize>,
    /// The `)`.
    end: usize,
    is_from_halves: bool,
    shape: Shape,
    /// What is to be made of words.
    target: String,
}

impl Cast {
    fn find(
        text: &Text<'_>,
        declared: &HashMap<&str, usize>,
        at: usize,
        limit: usize,
    ) -> Option<Self> {
        let scan = &text.scan;
        if !scan.is(at + 1, b'<') {
            return None;
        }
        let mut depth = 0usize;
        let open = (at + 1..limit.min(at + 12)).find(|&index| {
            if scan.is(index, b'<') {
                depth += 1;
            } else if scan.is(index, b'>') {
                depth = depth.saturating_sub(1);
            }
            depth == 0
        })? + 1;
        let target = compact(text, at + 2..open - 1);
        let after = text.after_parentheses(open, limit)?;
        let value = open + 1..after - 1;
        let of_value = value_of_halves(text, declared, &value);
        let (is_from_halves, shape) = match (halves(&target), of_value) {
            (Some(shape), None) => (false, shape),
            (None, Some(shape)) => (true, shape),
            _ => return None,
        };
        Some(Self {
            head: at..open + 1,
            end: after - 1,
            is_from_halves,
            shape,
            target,
        })
    }

    fn rewrite(&self, text: &Text<'_>, changes: &mut Vec<Change>) {
        let name = format!("{}{}", text.prefix, name(self.is_from_halves, self.shape));
        let head = text.scan.span(&self.head);
        let end = text.scan.span(&(self.end..self.end + 1));
        // Words are of any type on the other side.
        let written = match (self.is_from_halves, self.shape) {
            (true, _) => format!("bitcast<{}>({name}(", self.target),
            (false, Shape::Two) => format!("{name}(bitcast<u32>("),
            (false, Shape::Four) => format!("{name}(bitcast<vec2<u32>>("),
        };
        changes.push(Change::new(head, written));
        changes.push(Change::new(end, "))"));
    }
}

/// The tokens without what is between them.
fn compact(text: &Text<'_>, tokens: Range<usize>) -> String {
    tokens.map(|at| text.scan.word(at)).collect()
}

/// The shape of a type of halves.
fn halves(ty: &str) -> Option<Shape> {
    match ty {
        "vec2<f16>" | "vec2h" => Some(Shape::Two),
        "vec4<f16>" | "vec4h" => Some(Shape::Four),
        _ => None,
    }
}

/// The shape of what is made of halves, be it here or where a name is declared.
fn value_of_halves(
    text: &Text<'_>,
    declared: &HashMap<&str, usize>,
    value: &Range<usize>,
) -> Option<Shape> {
    if let Some(shape) = constructed(text, value) {
        return Some(shape);
    }
    if value.len() != 1 {
        return None;
    }
    let ty = declared.get(text.scan.word(value.start))? + 2;
    halves(text.scan.word(ty))
        .or_else(|| halves(&compact(text, ty..ty + 4)))
        .or_else(|| constructed(text, &(ty..value.start)))
}

/// Whether a token is a name that is declared there.
fn declares(text: &Text<'_>, at: usize) -> bool {
    text.scan.is_word(at)
        && (text.scan.is(at + 1, b':')
            || matches!(
                text.scan.word(at.saturating_sub(1)),
                "let" | "var" | "const"
            ))
}

/// The shape of a constructor of halves at the start of some tokens.
fn constructed(text: &Text<'_>, value: &Range<usize>) -> Option<Shape> {
    let starts_with = |length: usize| {
        let end = value.start + length;
        (end < value.end && text.scan.is(end, b'('))
            .then(|| halves(&compact(text, value.start..end)))
            .flatten()
    };
    starts_with(1).or_else(|| starts_with(4))
}
