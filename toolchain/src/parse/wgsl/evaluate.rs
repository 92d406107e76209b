//! Built-in functions of constants that naga does not evaluate.
//!
//! `const x = mix(1.0, 2.0, 0.5);` is valid, and so is the call in `let y = mix(1.0, 2.0, 0.5);`: with
//! numbers alone it is a constant, too. naga refuses both. Such a call gives its place to the name of
//! a constant that is declared behind the end of the text, in terms of what naga does evaluate, so
//! that every other place stays true. A call of what is no module-scope constant cannot be put
//! there, and stays an error.

use std::ops::Range;

use naga::front::wgsl::Options as NagaOptions;
use naga::{Expression, Function, Literal, Module};

use super::attempt;
use super::convert::Raw;
use crate::codes;
use crate::source::Source;
use crate::wgsl_text::{DeclarationKind, Declarations, Scan};

/// Texts above this size are left as they are.
const LARGEST: usize = 1 << 18;
/// How many bytes are parsed again in all.
const BYTES: usize = 4 << 20;

/// What naga makes of a text.
type Parsed = Result<Module, Raw>;

/// What is made of a text when the calls are gone that naga does not evaluate, and that text; none
/// where there are no such calls.
pub(super) fn evaluated(
    source: &Source,
    options: &NagaOptions,
    text: &str,
    parsed: &Parsed,
) -> Option<(String, Parsed)> {
    let mut place = trouble(parsed)?;
    if text.len() > LARGEST {
        return None;
    }
    let prefix = free_prefix(text)?;
    let mut search = Search {
        source,
        options,
        end: text.len(),
        bytes: BYTES,
    };
    let mut text = text.to_owned();
    for number in 0.. {
        let name = format!("{prefix}{number}");
        let (changed, mut parsed) = search.without_call(&text, &place, &name)?;
        match trouble(&parsed) {
            Some(next) => (text, place) = (changed, next),
            None => {
                if let Ok(module) = &mut parsed {
                    for (_, constant) in module.constants.iter_mut() {
                        constant.name.take_if(|name| name.starts_with(&prefix));
                    }
                }
                return Some((changed, parsed));
            }
        }
    }
    None
}

/// Where such a call may stand: at the error that naga gives for it, or at a number whose type
/// stayed open because of it.
fn trouble(parsed: &Parsed) -> Option<Range<usize>> {
    match parsed {
        Err(error) => {
            let is_meant = error.class().code == codes::WGSL_CONST_EXPRESSION;
            is_meant.then(|| error.culprit()).flatten()
        }
        Ok(module) => {
            let own = module.functions.iter().map(|(_, function)| function);
            let entries = module.entry_points.iter().map(|entry| &entry.function);
            own.chain(entries).find_map(open_number)
        }
    }
}

fn open_number(function: &Function) -> Option<Range<usize>> {
    let (handle, _) = function.expressions.iter().find(|(_, expression)| {
        matches!(
            expression,
            Expression::Literal(Literal::AbstractInt(_) | Literal::AbstractFloat(_))
        )
    })?;
    function.expressions.get_span(handle).to_range()
}

/// A beginning that no name of the text has.
fn free_prefix(text: &str) -> Option<String> {
    ('a'..='z')
        .map(|letter| format!("{letter}_"))
        .find(|prefix| !text.contains(prefix))
}

struct Search<'a> {
    source: &'a Source,
    options: &'a NagaOptions,
    /// Where the text of the author ends.
    end: usize,
    bytes: usize,
}

impl Search<'_> {
    /// Puts a constant into the place of one call around what is wrong, and parses again.
    fn without_call(
        &mut self,
        text: &str,
        wrong: &Range<usize>,
        name: &str,
    ) -> Option<(String, Parsed)> {
        let scan = Scan::new(text);
        let mut calls = calls(&scan, wrong);
        // What stands inside of another call comes first.
        calls.reverse();
        for call in calls {
            let place = scan.span(&call.tokens);
            if place.end > self.end || place.len() < name.len() {
                continue;
            }
            let padded = format!("{name:<width$}", width = place.len());
            for value in call.values() {
                let mut changed = text.to_owned();
                changed.replace_range(place.clone(), &padded);
                changed.push_str(&format!("\nconst {name} = {value};"));
                self.bytes = self.bytes.checked_sub(changed.len())?;
                let parsed = attempt(self.source, self.options, &changed).ok()?;
                let is_ours = |error: &Raw| {
                    error
                        .culprit()
                        .is_none_or(|culprit| culprit.start >= self.end)
                };
                if !parsed.as_ref().is_err_and(is_ours) {
                    return Some((changed, parsed));
                }
            }
        }
        None
    }
}

/// A call of a function of [`Call::values`].
struct Call<'a> {
    function: &'a str,
    tokens: Range<usize>,
    arguments: Vec<String>,
}

/// The calls in the statement around a place, in their order, of functions that the author has not
/// made.
fn calls<'a>(scan: &Scan<'a>, part: &Range<usize>) -> Vec<Call<'a>> {
    let declarations = scan.declarations();
    let declared: Vec<&str> = declarations
        .list
        .iter()
        .filter_map(|each| Some(scan.word(each.name?)))
        .collect();
    // An error may point to a part of what it is about.
    let ends = |&index: &usize| [b';', b'{', b'}'].iter().any(|&each| scan.is(index, each));
    let culprit = scan.token_at(part.start);
    let first = (0..culprit).rev().find(ends).map_or(0, |end| end + 1);
    let last = (culprit..scan.tokens.len()).find(ends);
    let last = last.unwrap_or(scan.tokens.len());
    (first..last)
        .filter(|&index| scan.is_word(index) && scan.is(index + 1, b'('))
        .filter(|&index| index == 0 || !scan.is(index - 1, b'.'))
        .filter(|&index| !declared.contains(&scan.word(index)))
        .filter_map(|index| {
            let (arguments, close) = arguments(scan, index + 1)?;
            let around = Locals::around(scan, &declarations, index);
            let outside = |argument| around.outside(argument, 0);
            Some(Call {
                function: scan.word(index),
                tokens: index..close + 1,
                arguments: arguments.iter().map(outside).collect::<Option<_>>()?,
            })
        })
        .collect()
}

/// The arguments behind an opening parenthesis, and the one that closes it.
fn arguments(scan: &Scan<'_>, open: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut depth = 0usize;
    let mut start = open + 1;
    let mut found = Vec::new();
    for index in open..scan.tokens.len() {
        let opens = [b'(', b'[', b'{'].iter().any(|&each| scan.is(index, each));
        let closes = [b')', b']', b'}'].iter().any(|&each| scan.is(index, each));
        if opens {
            depth += 1;
        } else if closes {
            depth = depth.checked_sub(1)?;
        }
        if (depth == 0 && closes) || (depth == 1 && scan.is(index, b',')) {
            if start < index {
                found.push(start..index);
            }
            start = index + 1;
        }
        if depth == 0 {
            return Some((found, index));
        }
    }
    None
}

/// What has a name in the function around a call.
struct Locals<'a> {
    scan: &'a Scan<'a>,
    /// From the body's start to the call.
    before: Range<usize>,
    names: Vec<&'a str>,
}

impl<'a> Locals<'a> {
    fn around(scan: &'a Scan<'a>, declarations: &Declarations, call: usize) -> Self {
        let function = declarations
            .list
            .iter()
            .find(|each| each.kind == DeclarationKind::Function && each.tokens.contains(&call));
        let mut names = Vec::new();
        let mut before = call..call;
        if let Some(function) = function {
            names = scan.parameters(function);
            names.extend(scan.local_names(&function.tokens).into_iter().flatten());
            before.start = function.body.map_or(call, |(open, _)| open);
        }
        Self {
            scan,
            before,
            names,
        }
    }

    /// An expression as it is said outside of the function, where a constant of the function is what
    /// it begins with; none where a name means something else there.
    fn outside(&self, tokens: &Range<usize>, depth: usize) -> Option<String> {
        /// Constants made of constants, at most.
        const DEPTH: usize = 8;
        /// Bytes of an expression, at most.
        const LONGEST: usize = 4096;
        let mut text = String::new();
        let mut end = self.scan.span(tokens).start;
        for index in tokens.clone() {
            let span = self.scan.span(&(index..index + 1));
            let between = self.scan.text.get(end..span.start)?;
            // A comment would hide what is put behind it.
            if between.contains('/') || text.len() > LONGEST {
                return None;
            }
            text.push_str(between);
            end = span.end;
            let word = self.scan.word(index);
            let is_name = self.scan.is_word(index) && !self.scan.is(index - 1, b'.');
            match self.names.iter().filter(|name| **name == word).count() {
                1 if is_name && depth < DEPTH => {
                    text.push_str(&self.constant(word, depth + 1)?);
                }
                1.. if is_name => return None,
                _ => text.push_str(self.scan.text.get(span)?),
            }
        }
        Some(text)
    }

    /// What a constant of the function begins with.
    fn constant(&self, name: &str, depth: usize) -> Option<String> {
        let is_declared =
            |&at: &usize| self.scan.word(at) == "const" && self.scan.word(at + 1) == name;
        let start = self.before.clone().find(is_declared)?;
        let find =
            |from, letter| (from..self.before.end).find(|&index| self.scan.is(index, letter));
        let equals = find(start, b'=')?;
        let value = self.outside(&(equals + 1..find(equals, b';')?), depth)?;
        let ty = match self.scan.is(start + 2, b':') {
            true => self.outside(&(start + 3..equals), depth)?,
            false => String::new(),
        };
        Some(format!("{ty}({value})"))
    }
}

impl Call<'_> {
    /// What means the same, in the order in which it is to be tried; nothing for other functions.
    fn values(&self) -> Vec<String> {
        match (self.function, self.arguments.as_slice()) {
            ("mix", [a, b, t]) => vec![format!("(({a})*(1.0-({t}))+({b})*({t}))")],
            ("smoothstep", [low, high, x]) => {
                let t = format!("saturate((({x})-({low}))*1.0/(({high})-({low})))");
                vec![format!("({t}*{t}*(3.0-2.0*{t}))")]
            }
            ("reflect", [i, n]) => vec![format!("(({i})-2.0*dot(({n}),({i}))*({n}))")],
            ("faceForward", [n, i, reference]) => {
                vec![format!("select(-({n}),({n}),dot(({i}),({reference}))<0.0)")]
            }
            ("refract", [i, n, eta]) => {
                let along = format!("dot(({n}),({i}))");
                let k = format!("(1.0-({eta})*({eta})*(1.0-{along}*{along}))");
                vec![format!(
                    "select(({i})*0.0,({eta})*({i})-(({eta})*{along}+sqrt(max({k},0.0)))*({n}),{k}>=0.0)"
                )]
            }
            ("ldexp", [x, exponent]) => vec![
                format!("(({x})*exp2(({exponent})*1.0))"),
                format!("(({x})*exp2(f32({exponent})))"),
            ],
            ("transpose", [m]) => transposed(m),
            // A matrix of fewer columns has no column of this number.
            ("determinant", [m]) => vec![determinant(m, 4), determinant(m, 3), determinant(m, 2)],
            ("pack4x8unorm", [v]) => vec![joined(4, |at| {
                format!("u32(floor(0.5+255.0*saturate(({v})[{at}])))")
            })],
            ("pack2x16unorm", [v]) => vec![joined(2, |at| {
                format!("u32(floor(0.5+65535.0*saturate(({v})[{at}])))")
            })],
            ("pack4x8snorm", [v]) => vec![joined(4, |at| {
                format!("(u32(i32(floor(0.5+127.0*clamp(({v})[{at}],-1.0,1.0))))&255u)")
            })],
            ("pack2x16snorm", [v]) => vec![joined(2, |at| {
                format!("(u32(i32(floor(0.5+32767.0*clamp(({v})[{at}],-1.0,1.0))))&65535u)")
            })],
            ("unpack4x8unorm", [e]) => vec![parts(4, |at| {
                format!("f32((({e})>>{}u)&255u)/255.0", 8 * at)
            })],
            ("unpack2x16unorm", [e]) => vec![parts(2, |at| {
                format!("f32((({e})>>{}u)&65535u)/65535.0", 16 * at)
            })],
            _ => Vec::new(),
        }
    }
}

/// Numbers side by side in one word.
fn joined(count: usize, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count)
        .map(|at| format!("({}<<{}u)", part(at), at * 32 / count))
        .collect();
    format!("({})", parts.join("|"))
}

/// A vector of floats.
fn parts(count: usize, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("vec{count}f({})", parts.join(","))
}

/// The transposed matrix, for every number of columns and rows: the highest that can be read are
/// those that it has.
fn transposed(m: &str) -> Vec<String> {
    let sizes = [4, 3, 2];
    sizes
        .iter()
        .flat_map(|&columns| sizes.map(|rows| (columns, rows)))
        .map(|(columns, rows)| {
            let elements: Vec<String> = (0..rows)
                .flat_map(|row| (0..columns).map(move |column| format!("({m})[{column}][{row}]")))
                .collect();
            format!("mat{rows}x{columns}({})", elements.join(","))
        })
        .collect()
}

/// The determinant of a matrix of so many columns, along its first column.
fn determinant(m: &str, size: usize) -> String {
    let all: Vec<usize> = (0..size).collect();
    minor(m, 0, &all)
}

/// The determinant of the columns from one on, in some rows.
fn minor(m: &str, column: usize, rows: &[usize]) -> String {
    if rows.is_empty() {
        return "1.0".to_owned();
    }
    let terms: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(position, &row)| {
            let others: Vec<usize> = rows.iter().copied().filter(|&other| other != row).collect();
            let sign = if position % 2 == 0 { "" } else { "-" };
            format!(
                "{sign}({m})[{column}][{row}]*{}",
                minor(m, column + 1, &others)
            )
        })
        .collect();
    format!("({})", terms.join("+"))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use crate::check::{Checked, check};
    use crate::diagnostic::Failure;
    use crate::emit::{Content, emit};
    use crate::options::Options;
    use crate::parse::parse;
    use crate::source::{Language, Source};
    use crate::target::TargetLanguage;

    fn read(text: &str) -> Result<Checked, Failure> {
        let source = Source::text("a.wgsl", Language::Wgsl, text);
        let options = Options::default();
        check(parse(&source, &options)?, &options)
    }

    /// The value of a constant, as the written WGSL says it.
    fn value(expression: &str) -> String {
        let text = format!("const x = {expression};\nvar<private> y = x;");
        let checked = read(&text).unwrap();
        let output = emit(&checked, TargetLanguage::Wgsl, None, &Options::default()).unwrap();
        let Content::Text(text) = output.content else {
            return String::new();
        };
        let (_, behind) = text.split_once("var<private> y: ").unwrap();
        let (_, behind) = behind.split_once(" = ").unwrap();
        behind.split_once(';').unwrap().0.to_owned()
    }

    #[test]
    fn values_are_those_of_the_specification() {
        for (expression, expected) in [
            ("mix(1.0, 3.0, 0.25)", "1.5f"),
            ("mix(1, 4, 1)", "4f"),
            ("mix(vec2f(0.0, 2.0), vec2f(4.0), 0.5)", "vec2<f32>(2f, 3f)"),
            (
                "mix(vec2f(0.0, 2.0), vec2f(4.0), vec2(0.5, 0.0))",
                "vec2<f32>(2f, 2f)",
            ),
            ("smoothstep(0, 2, 1)", "0.5f"),
            (
                "smoothstep(vec2f(), vec2f(4.0), vec2f(1.0, 9.0))",
                "vec2<f32>(0.15625f, 1f)",
            ),
            ("mix(0.0, mix(1.0, 3.0, 0.5), 0.5)", "1f"),
            (
                "reflect(vec2f(1.0, -2.0), vec2f(0.0, 1.0))",
                "vec2<f32>(1f, 2f)",
            ),
            (
                "faceForward(vec2f(1.0), vec2f(1.0), vec2f(1.0))",
                "vec2<f32>(-1f, -1f)",
            ),
            (
                "refract(vec2f(0.0, -1.0), vec2f(0.0, 1.0), 0.5)",
                "vec2<f32>(0f, -1f)",
            ),
            (
                "refract(vec2f(1.0, 0.0), vec2f(0.0, 1.0), 2.0)",
                "vec2<f32>(0f, 0f)",
            ),
            ("ldexp(1.5, 3)", "12f"),
            ("ldexp(1.5f, -1i)", "0.75f"),
            ("determinant(mat2x2f(1.0, 2.0, 3.0, 4.0))", "-2f"),
            ("determinant(mat3x3(2, 0, 1, 1, 3, 2, 1, 1, 2))", "6f"),
            (
                "determinant(mat4x4f(1, 0, 2, -1, 3, 0, 0, 5, 2, 1, 4, -3, 1, 0, 5, 0))",
                "30f",
            ),
            (
                "transpose(mat2x3f(1, 2, 3, 4, 5, 6))",
                "mat3x2<f32>(vec2<f32>(1f, 4f), vec2<f32>(2f, 5f), vec2<f32>(3f, 6f))",
            ),
            ("pack4x8unorm(vec4f(0.0, 1.0, 0.5, 2.0))", "4286643968u"),
            ("pack4x8snorm(vec4f(0.0, 1.0, -1.0, 0.5))", "1082228480u"),
            ("pack2x16unorm(vec2f(1.0, 0.0))", "65535u"),
            ("pack2x16snorm(vec2f(-1.0, 1.0))", "2147450881u"),
            ("unpack4x8unorm(0xff0033u)", "vec4<f32>(0.2f, 0f, 1f, 0f)"),
            ("unpack2x16unorm(0xffffu)", "vec2<f32>(1f, 0f)"),
        ] {
            assert_eq!(value(expression), expected, "{expression}");
        }
    }

    #[test]
    fn calls_of_numbers_are_constants_wherever_they_stand() {
        for text in [
            "fn f() { let x = mix(1.0, 2.0, 0.5); }",
            "fn f() -> f32 { return 1.0 + mix(1.0, 2.0, 0.5) * smoothstep(0.0, 1.0, 0.25); }",
            "const a = 0.5; fn f() { const b = mix(0.0, 1.0, a); }",
            "const a = mix(0.0, 1.0, 0.5); const b = mix(a, 1.0, 0.5); const_assert b == 0.75;",
            "fn f() { const a = 0.25; const b: f32 = a * 2.0; let x = mix(0.0, 1.0, b); }",
            "const a = mix(\n0.0,\n1.0,\n0.5,\n);",
            "fn f() { var x: f32 = determinant(mat2x2(1.0, 1.0, 1.0, 1.0)); }",
        ] {
            assert!(read(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn names_mean_what_they_mean_in_the_function() {
        for (text, expected) in [
            (
                "const a = 1.0; fn f() { const a = 0.25; var y = mix(0.0, 1.0, a); }",
                "0.25f",
            ),
            (
                "fn f() { const a = vec2(0.5, 0.25).y; var y = mix(0.0, 1.0, a); }",
                "0.25f",
            ),
            (
                "fn f() { const a: f32 = 1; const b = a / 2; const c = mix(0.0, 1.0, b); var y = c; }",
                "0.5f",
            ),
        ] {
            let checked = read(text).unwrap();
            let output = emit(&checked, TargetLanguage::Wgsl, None, &Options::default());
            let Content::Text(written) = output.unwrap().content else {
                continue;
            };
            let value = written.split_once("var y: f32 = ").unwrap().1;
            assert_eq!(value.split_once(';').unwrap().0, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_constant_stays_wrong() {
        for text in [
            "const a = 0.5; fn f(a: f32) { const x = mix(0.0, 1.0, a); }",
            "const a = 0.5; fn f() { let a = 0.25; const x = mix(0.0, 1.0, a); }",
            "fn f() { { const a = 0.5; } const a = 0.25; const x = mix(0.0, 1.0, a); }",
            "fn mix(a: f32, b: f32, c: f32) -> f32 { return a; } const x = mix(1.0, 2.0, 0.5);",
            "const x = mix(1.0, 2.0);",
            "var<private> v = 1.0; const x = mix(v, 2.0, 0.5);",
            "const x = transpose(1.0);",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn another_error_is_told_alone_and_in_its_place() {
        let text = "const a = mix(0.0, 1.0, 0.5);\nconst b: u32 = 1.5;\n";
        let failure = read(text).unwrap_err();
        let [only] = failure.diagnostics() else {
            panic!("{failure:?}");
        };
        let place = only.labels.first().unwrap().span.clone();
        assert_eq!(place.start, text.find("1.5").unwrap());
    }
}
