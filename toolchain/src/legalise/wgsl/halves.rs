//! `bitcast` between halves and numbers of other sizes.
//!
//! naga's keeps the size of a component, so that two halves never become a word, and has none of halves to
//! themselves. What packs and unpacks halves does: it is called by functions behind the end of the text. naga
//! tells what a value is, of a text in which functions stand for the casts; where it does not read that, a value
//! is of halves that is made or declared as such.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use naga::{Scalar, TypeInner, VectorSize};

use super::{Ask, Change, Text, edits};
use crate::source::Source;

/// What a bit cast is to, or from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// Two halves in a word.
    Two,
    /// Four halves in two words.
    Four,
}

/// What a cast is to and from, where that is of halves.
type Shapes = (Option<Shape>, Option<Shape>);

/// Whether a text may have such casts, as hardly any has. With integers of 16 bits, which naga has, such a cast
/// may be one of theirs.
pub(super) fn may_have_any(text: &str) -> bool {
    text.contains("f16") && text.contains("bitcast") && !text.contains("wgpu_int16")
}

/// Calls functions in place of such casts.
pub(super) fn rewrite(source: &Source, text: &Text<'_>, changes: &mut Vec<Change>, ask: &Ask<'_>) {
    if !may_have_any(text.scan.text) {
        return;
    }
    let casts = casts(text);
    if casts.is_empty() {
        return;
    }
    let asked = asked(source, text, changes, &casts, ask);
    let mut needed: BTreeSet<(bool, Shape)> = BTreeSet::new();
    for (index, cast) in casts.iter().enumerate() {
        let (to, from) = match &asked {
            Some(asked) if cast.has_type => match asked.get(index) {
                Some(Some(shapes)) => *shapes,
                _ => continue,
            },
            _ => (halves(&cast.target), cast.seems),
        };
        match (to, from) {
            (Some(to), Some(from)) if to == from => cast.leave_out(text, changes),
            (Some(shape), None) => {
                needed.insert((false, shape));
                cast.rewrite(text, false, shape, changes);
            }
            (None, Some(shape)) => {
                needed.insert((true, shape));
                cast.rewrite(text, true, shape, changes);
            }
            _ => {}
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

/// The casts in functions.
fn casts(text: &Text<'_>) -> Vec<Cast> {
    let mut found = Vec::new();
    for (function, (_, close)) in text.functions() {
        // The last declaration of each name so far.
        let mut declared = HashMap::new();
        for at in function.tokens.start..close {
            if declares(text, at) {
                declared.insert(text.scan.word(at), at);
            }
            if text.scan.word(at) == "bitcast" {
                found.extend(Cast::find(text, &declared, at, close));
            }
        }
    }
    found
}

/// What each cast is to and from, as naga tells; none where a cast is of a number that is written there, whose type
/// hangs on what it is given to. Nothing where naga does not read the text.
fn asked(
    source: &Source,
    text: &Text<'_>,
    changes: &[Change],
    casts: &[Cast],
    ask: &Ask<'_>,
) -> Option<Vec<Option<Shapes>>> {
    let name = |index: usize| format!("{}cast_{index}", text.prefix);
    let mut changes = changes.to_vec();
    let mut functions = String::new();
    for (index, cast) in casts.iter().enumerate() {
        let target = &cast.target;
        if !cast.has_type {
            let whole = text.scan.span(&(cast.head.start..cast.end + 1));
            changes.push(Change::new(whole, format!("{target}()")));
            continue;
        }
        let name = name(index);
        changes.push(Change::new(text.scan.span(&cast.head), format!("{name}(")));
        functions.push_str(&format!(
            "\nfn {name}(bits: {target}) -> {target} {{ return bits; }}"
        ));
    }
    let end = text.scan.text.len();
    changes.push(Change::insert(end, functions));
    let called = ask(edits(changes).apply(source).as_text())?;
    let shapes = |index: usize| {
        let called = called.get(&name(index))?;
        Some((shape(&called.result), shape(&called.argument)))
    };
    Some((0..casts.len()).map(shapes).collect())
}

/// The shape of a type of halves.
fn shape(inner: &TypeInner) -> Option<Shape> {
    match inner {
        TypeInner::Vector { size, scalar } if *scalar == Scalar::F16 => match size {
            VectorSize::Bi => Some(Shape::Two),
            VectorSize::Tri => None,
            VectorSize::Quad => Some(Shape::Four),
        },
        _ => None,
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

/// A cast to something of 32 or 64 bits.
struct Cast {
    /// The tokens `bitcast<…>(`.
    head: Range<usize>,
    /// The `)`.
    end: usize,
    target: String,
    /// What the value is made or declared as.
    seems: Option<Shape>,
    /// Whether the value is no number that is written there.
    has_type: bool,
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
        let after = text.after_parentheses(open, limit)?;
        let value = open + 1..after - 1;
        let is_name = |index: usize| {
            let word = scan.word(index);
            word.starts_with(|first: char| first == '_' || first.is_alphabetic())
        };
        Some(Self {
            head: at..open + 1,
            end: after - 1,
            target: compact(text, at + 2..open - 1),
            seems: value_of_halves(text, declared, &value),
            has_type: value.clone().any(is_name),
        })
    }

    fn rewrite(
        &self,
        text: &Text<'_>,
        is_from_halves: bool,
        shape: Shape,
        changes: &mut Vec<Change>,
    ) {
        let name = format!("{}{}", text.prefix, name(is_from_halves, shape));
        // Words are of any type on the other side.
        let written = match (is_from_halves, shape) {
            (true, _) => format!("bitcast<{}>({name}(", self.target),
            (false, Shape::Two) => format!("{name}(bitcast<u32>("),
            (false, Shape::Four) => format!("{name}(bitcast<vec2<u32>>("),
        };
        self.replace(text, written, "))", changes);
    }

    /// Leaves the value alone, in parentheses.
    fn leave_out(&self, text: &Text<'_>, changes: &mut Vec<Change>) {
        self.replace(text, "(".to_owned(), ")", changes);
    }

    fn replace(&self, text: &Text<'_>, head: String, end: &str, changes: &mut Vec<Change>) {
        let close = text.scan.span(&(self.end..self.end + 1));
        changes.push(Change::new(text.scan.span(&self.head), head));
        changes.push(Change::new(close, end));
    }
}

/// The tokens without what is between them.
fn compact(text: &Text<'_>, tokens: Range<usize>) -> String {
    tokens.map(|at| text.scan.word(at)).collect()
}

/// The shape of a type of halves, by its name.
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
