//! Array lengths in a text, from above, where a front end takes them one by one: values of arrays
//! that WGSL makes out of nothing (`array<f32, N>()`), and inputs and outputs of GLSL.
//!
//! A length is an expression of constants, so it is estimated: a sum, product or quotient is no
//! larger than the product of its numbers, each with one added. What could be any number counts
//! as the largest.

use std::collections::HashMap;
use std::ops::Range;

use super::text::{comment_end, word_end};

/// What nothing is known of.
const ANY: u64 = u32::MAX as u64;

/// Declarations by name, each with a value that is worked out once.
#[derive(Default)]
struct Names<'a> {
    places: HashMap<&'a [u8], usize>,
    list: Vec<Declaration>,
}

struct Declaration {
    text: Range<usize>,
    kind: Kind,
    /// The value of a constant, or the number of elements of a type.
    value: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Type,
    Constant,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Begun,
    Done,
}

/// A token: a word, a number, or one character.
fn token(bytes: &[u8], mut at: usize) -> Option<Range<usize>> {
    loop {
        let &byte = bytes.get(at)?;
        if byte.is_ascii_whitespace() || byte == b'\\' {
            at += 1;
        } else if let Some(end) = comment_end(bytes, at, true) {
            at = end;
        } else if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 {
            return Some(at..word_end(bytes, at));
        } else {
            return Some(at..at + 1);
        }
    }
}

fn tokens(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let next = token(bytes, at).filter(|next| next.end <= range.end)?;
        at = next.end;
        Some(next)
    })
}

fn is_name(word: &[u8]) -> bool {
    word.first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80)
}

fn number(word: &[u8]) -> u64 {
    let hexadecimal = word.starts_with(b"0x") || word.starts_with(b"0X");
    let (digits, radix) = match word.get(2..) {
        Some(rest) if hexadecimal => (rest, 16),
        _ => (word, 10),
    };
    let mut value = 0u64;
    for &byte in digits {
        let Some(digit) = char::from(byte).to_digit(radix) else {
            // A suffix, or the exponent of what cannot be a length.
            return if matches!(byte, b'u' | b'U' | b'i') {
                value
            } else {
                ANY
            };
        };
        value = value
            .saturating_mul(u64::from(radix))
            .saturating_add(u64::from(digit));
    }
    value
}

/// The longest array value that WGSL text makes with empty brackets: its elements and the place.
///
/// `calls` are the ends of the tokens before each `()`.
pub(super) fn empty_arrays(
    bytes: &[u8],
    calls: &[usize],
    most: u64,
) -> Option<(u64, Range<usize>)> {
    // Most brackets are those of functions, vectors and barriers.
    let interesting: Vec<usize> = calls
        .iter()
        .copied()
        .filter(|&end| {
            let word = word_before(bytes, end);
            if word.is_empty() {
                let name = template_before(bytes, end).and_then(|range| bytes.get(range));
                !name.is_some_and(|name| name.starts_with(b"vec") || name.starts_with(b"mat"))
            } else {
                is_declared_type(bytes, word)
            }
        })
        .collect();
    if interesting.is_empty() {
        return None;
    }
    let mut names = Names::wgsl(bytes);
    names.work_out(bytes);
    interesting.into_iter().find_map(|end| {
        let word = word_before(bytes, end);
        let range = if word.is_empty() {
            template_before(bytes, end)?
        } else {
            end - word.len()..end
        };
        let elements = names.elements(bytes, range.clone());
        (elements > most).then_some((elements, range))
    })
}

/// Whether `struct` or `alias` stands before this word somewhere.
fn is_declared_type(bytes: &[u8], word: &[u8]) -> bool {
    if word.ends_with(b"Barrier") {
        return false;
    }
    let Some(&first) = word.first() else {
        return false;
    };
    let mut at = 0;
    while let Some(offset) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|&byte| byte == first))
    {
        let start = at + offset;
        at = start + 1;
        if bytes
            .get(start..)
            .is_some_and(|rest| rest.starts_with(word))
            && word_end(bytes, start) == start + word.len()
        {
            let before = bytes.get(..start).unwrap_or_default().trim_ascii_end();
            // A comment in between: to be looked at more closely.
            if [&b"struct"[..], b"alias", b"/"]
                .iter()
                .any(|it| before.ends_with(it))
            {
                return true;
            }
        }
    }
    false
}

fn word_before(bytes: &[u8], end: usize) -> &[u8] {
    let before = bytes.get(..end).unwrap_or_default();
    let start = before
        .iter()
        .rposition(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80))
        .map_or(0, |at| at + 1);
    before.get(start..).unwrap_or_default()
}

/// The `name<...>` that ends here, looked for by counting brackets backwards.
fn template_before(bytes: &[u8], end: usize) -> Option<Range<usize>> {
    let mut depth = 0usize;
    let mut is_shift = false;
    for at in (0..end).rev() {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        match bytes.get(at)? {
            b'>' => depth += 1,
            b'<' if is_shift => is_shift = false,
            b'<' if before == Some(&b'<') => is_shift = true,
            b'<' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let head = bytes.get(..at)?.trim_ascii_end();
                    return Some(head.len() - word_before(head, head.len()).len()..end);
                }
            }
            b';' | b'{' | b'}' => break,
            _ => {}
        }
    }
    // Shifts in a length look like brackets: all of the statement, then.
    let start = bytes
        .get(..end)?
        .iter()
        .rposition(|byte| matches!(byte, b';' | b'{' | b'}'));
    Some(start.map_or(0, |at| at + 1)..end)
}

/// The longest of the arrays whose lengths stand in these brackets of GLSL text.
pub(super) fn interface_arrays(
    bytes: &[u8],
    brackets: &[Range<usize>],
    most: u64,
) -> Option<(u64, Range<usize>)> {
    let mut names = Names::default();
    let mut worked_out = false;
    brackets.iter().find_map(|range| {
        let mut inner = tokens(bytes, range.clone());
        let only = inner.next().filter(|_| inner.next().is_none());
        let length = match only.and_then(|only| bytes.get(only)) {
            Some(word) if !is_name(word) => number(word),
            _ => {
                if !worked_out {
                    names = Names::glsl(bytes);
                    names.work_out(bytes);
                    worked_out = true;
                }
                names.value(bytes, range.clone())
            }
        };
        (length > most).then(|| (length, range.clone()))
    })
}

impl<'a> Names<'a> {
    fn wgsl(bytes: &'a [u8]) -> Self {
        let mut names = Self::default();
        let mut all = tokens(bytes, 0..bytes.len());
        while let Some(word) = all.next() {
            let kind = match bytes.get(word) {
                Some(b"struct" | b"alias") => Kind::Type,
                Some(b"const" | b"override" | b"let") => Kind::Constant,
                _ => continue,
            };
            if let Some(name) = all.next() {
                let start = name.end;
                let mut end = start;
                for token in all.by_ref() {
                    end = token.end;
                    if matches!(bytes.get(token), Some(b";" | b"}")) {
                        break;
                    }
                }
                names.add(bytes, name, start..end, kind);
            }
        }
        names
    }

    fn glsl(bytes: &'a [u8]) -> Self {
        let mut names = Self::default();
        let mut all = tokens(bytes, 0..bytes.len());
        let mut is_constant = false;
        let mut name = None;
        while let Some(token) = all.next() {
            match bytes.get(token.clone()) {
                Some(b"const") => is_constant = true,
                Some(b"define") => {
                    if let Some(name) = all.next() {
                        let start = name.end;
                        let rest = bytes.get(start..).unwrap_or_default();
                        let end = super::text::line_end(rest, 0) + start;
                        names.add(bytes, name, start..end, Kind::Constant);
                    }
                }
                Some(b"=") if is_constant => {
                    if let Some(name) = name.take() {
                        let start = token.end;
                        let mut end = start;
                        for token in all.by_ref() {
                            end = token.end;
                            if bytes.get(token) == Some(b";") {
                                break;
                            }
                        }
                        // Of several in one declaration, each is at most all of them.
                        names.add(bytes, name, start..end, Kind::Constant);
                    }
                    is_constant = false;
                }
                Some(b";" | b"{" | b"}" | b")") => is_constant = false,
                _ => name = Some(token),
            }
        }
        names
    }

    fn add(&mut self, bytes: &'a [u8], name: Range<usize>, text: Range<usize>, kind: Kind) {
        let Some(name) = bytes.get(name) else { return };
        self.places.insert(name, self.list.len());
        self.list.push(Declaration {
            text,
            kind,
            value: 0,
            state: State::New,
        });
    }

    fn find(&self, word: &[u8]) -> Option<&Declaration> {
        self.list.get(*self.places.get(word)?)
    }

    /// Works out every declaration after those it names.
    fn work_out(&mut self, bytes: &[u8]) {
        let mut stack: Vec<usize> = (0..self.list.len()).collect();
        while let Some(&index) = stack.last() {
            let Some(declaration) = self.list.get_mut(index) else {
                stack.pop();
                continue;
            };
            let (text, kind) = (declaration.text.clone(), declaration.kind);
            match declaration.state {
                State::New => {
                    declaration.state = State::Begun;
                    for token in tokens(bytes, text) {
                        let place = bytes.get(token).and_then(|word| self.places.get(word));
                        if let Some(&place) = place
                            && self
                                .list
                                .get(place)
                                .is_some_and(|it| it.state == State::New)
                        {
                            stack.push(place);
                        }
                    }
                }
                State::Begun => {
                    stack.pop();
                    let value = match kind {
                        Kind::Type => self.elements(bytes, text),
                        Kind::Constant => self.value(bytes, text),
                    };
                    if let Some(declaration) = self.list.get_mut(index) {
                        declaration.value = value;
                        declaration.state = State::Done;
                    }
                }
                State::Done => {
                    stack.pop();
                }
            }
        }
    }

    /// A number that the expression is not larger than.
    fn value(&self, bytes: &[u8], range: Range<usize>) -> u64 {
        let mut product = 1u64;
        let mut shifts = false;
        let mut negative = false;
        let mut unsigned = false;
        let mut largest = 0u64;
        let mut before = 0u8;
        for token in tokens(bytes, range) {
            let word = bytes.get(token).unwrap_or_default();
            let factor = match word {
                b"<" => {
                    shifts |= before == b'<';
                    0
                }
                b"-" => {
                    negative = true;
                    0
                }
                b"~" => return ANY,
                b"u32" | b"uint" => {
                    unsigned = true;
                    0
                }
                b"i32" | b"int" | b"min" | b"max" | b"abs" | b"const" | b"true" | b"false" => 0,
                word if is_name(word) => match self.find(word) {
                    Some(found) if found.state == State::Done => found.value,
                    _ => ANY,
                },
                word if word.first().is_some_and(u8::is_ascii_digit) => {
                    unsigned |= word.ends_with(b"u") || word.ends_with(b"U");
                    number(word)
                }
                _ => 0,
            };
            before = word.first().copied().unwrap_or_default();
            largest = largest.max(factor);
            if factor > 0 {
                product = product.saturating_mul(factor.saturating_add(1));
            }
        }
        if shifts || (negative && unsigned) {
            // A shift by some tens is any number; a negative number can become a large one.
            return if largest < 10 && !negative {
                1 << (2 * largest)
            } else {
                ANY
            };
        }
        // One number alone is what it is.
        if product == largest.saturating_add(1) {
            largest
        } else {
            product
        }
    }

    /// How many elements a type has at most, arrays in it multiplied.
    fn elements(&self, bytes: &[u8], range: Range<usize>) -> u64 {
        /// An array whose `>` has not come, or another template.
        struct Open {
            is_array: bool,
            /// Brackets around it.
            depth: u32,
            /// Elements of what it holds.
            inner: u64,
            /// Where its length starts.
            comma: Option<usize>,
        }
        let mut open: Vec<Open> = Vec::new();
        let mut total = 0u64;
        let mut depth = 0u32;
        let mut word: &[u8] = &[];
        let mut before: &[u8] = &[];
        for token in tokens(bytes, range) {
            let text = bytes.get(token.clone()).unwrap_or_default();
            match text {
                b"(" | b"[" => depth += 1,
                b")" | b"]" => depth = depth.saturating_sub(1),
                b"<" if is_name(before) => open.push(Open {
                    is_array: word == b"array" || word == b"binding_array",
                    depth,
                    inner: 0,
                    comma: None,
                }),
                b"," => {
                    if let Some(last) = open.last_mut()
                        && last.depth == depth
                    {
                        last.comma = Some(token.end);
                    }
                }
                b">" => {
                    if let Some(last) = open.pop_if(|last| last.depth == depth) {
                        let mut elements = last.inner;
                        if last.is_array
                            && let Some(comma) = last.comma
                        {
                            let length = self.value(bytes, comma..token.start);
                            elements = elements.max(1).saturating_mul(length);
                        }
                        match open.last_mut() {
                            Some(outer) => outer.inner = outer.inner.saturating_add(elements),
                            None => total = total.saturating_add(elements),
                        }
                    }
                }
                text if is_name(text) => {
                    word = text;
                    if let Some(found) = self.find(text).filter(|found| found.kind == Kind::Type) {
                        match open.last_mut() {
                            Some(outer) => outer.inner = outer.inner.saturating_add(found.value),
                            None => total = total.saturating_add(found.value),
                        }
                    }
                }
                _ => {}
            }
            before = text;
        }
        // Brackets that do not close in the way of templates: as if all were in one array.
        while let Some(last) = open.pop() {
            let length = last.comma.map_or(1, |comma| {
                self.value(bytes, comma..bytes.len().min(comma + 200))
            });
            total = total
                .saturating_add(last.inner)
                .max(1)
                .saturating_mul(if last.is_array { length } else { 1 });
        }
        total
    }
}
