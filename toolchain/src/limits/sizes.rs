//! Array lengths in a text, from above, where a front end takes them one by one: values of arrays
//! that WGSL makes out of nothing (`array<f32, N>()`), and inputs and outputs of GLSL.
//!
//! A length is an expression of constants, so it is estimated: a sum, product or quotient is no
//! larger than the product of its numbers, each with one added. What could be any number counts
//! as the largest.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use super::text::{Made, comment_end, word_end};

/// What nothing is known of.
const ANY: u64 = u32::MAX as u64;

/// Declarations by name, each name with a value that is worked out once.
#[derive(Default)]
struct Names<'a> {
    places: HashMap<&'a [u8], usize>,
    list: Vec<Name>,
}

/// What a name stands for, in any scope.
struct Name {
    declarations: Vec<(Range<usize>, Kind)>,
    /// The largest value of its constants, or number of elements of its types.
    value: u64,
    state: State,
    is_type: bool,
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
pub(super) fn made_arrays(bytes: &[u8], made: &[Made], most: u64) -> Option<(u64, Range<usize>)> {
    // Most brackets are those of functions, vectors and barriers.
    let interesting: Vec<Range<usize>> = {
        let mut types = None;
        made.iter()
            .filter_map(|made| match made {
                Made::Named(name) => {
                    let word = bytes.get(name.clone())?;
                    let is_type = !word.ends_with(b"Barrier")
                        && types
                            .get_or_insert_with(|| declared_types(bytes))
                            .contains(word);
                    is_type.then(|| name.clone())
                }
                Made::Template(template) => {
                    let text = bytes.get(template.clone())?;
                    let is_small = text.starts_with(b"vec") || text.starts_with(b"mat");
                    (!is_small).then(|| template.clone())
                }
                Made::Unclear(statement) => Some(statement.clone()),
            })
            .collect()
    };
    if interesting.is_empty() {
        return None;
    }
    let mut names = Names::wgsl(bytes);
    names.work_out(bytes, &interesting);
    interesting.into_iter().find_map(|range| {
        let elements = names.elements(bytes, range.clone());
        (elements > most).then_some((elements, range))
    })
}

/// The names behind `struct` and `alias`, those in comments too.
fn declared_types(bytes: &[u8]) -> HashSet<&[u8]> {
    ["struct", "alias"]
        .iter()
        .flat_map(|word| memmem::find_iter(bytes, word).map(|at| at + word.len()))
        .filter_map(|end| bytes.get(token(bytes, end)?))
        .collect()
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
                    names.work_out(bytes, brackets);
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
                Some(b"const" | b"override") => Kind::Constant,
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
        let place = *self.places.entry(name).or_insert_with(|| {
            self.list.push(Name {
                declarations: Vec::new(),
                value: 0,
                state: State::New,
                is_type: false,
            });
            self.list.len() - 1
        });
        if let Some(name) = self.list.get_mut(place) {
            name.is_type |= kind == Kind::Type;
            name.declarations.push((text, kind));
        }
    }

    fn find(&self, word: &[u8]) -> Option<&Name> {
        self.list.get(*self.places.get(word)?)
    }

    /// Works out the names that these texts need, each after those in its declarations.
    fn work_out(&mut self, bytes: &[u8], texts: &[Range<usize>]) {
        let mut stack = Vec::new();
        for text in texts {
            self.new_in(bytes, text.clone(), &mut stack);
        }
        while let Some(&place) = stack.last() {
            match self.list.get_mut(place) {
                Some(name) if name.state == State::New => {
                    name.state = State::Begun;
                    for (text, _) in name.declarations.clone() {
                        self.new_in(bytes, text, &mut stack);
                    }
                    continue;
                }
                Some(name) if name.state == State::Begun => {
                    let declarations = std::mem::take(&mut name.declarations);
                    let values = declarations.iter().map(|(text, kind)| match kind {
                        Kind::Type => self.elements(bytes, text.clone()),
                        Kind::Constant => self.value(bytes, text.clone()),
                    });
                    let value = values.max().unwrap_or_default();
                    if let Some(name) = self.list.get_mut(place) {
                        name.value = value;
                        name.state = State::Done;
                        name.declarations = declarations;
                    }
                }
                _ => {}
            }
            stack.pop();
        }
    }

    /// The names in a text that were not looked at.
    fn new_in(&self, bytes: &[u8], text: Range<usize>, into: &mut Vec<usize>) {
        into.extend(
            tokens(bytes, text)
                .filter_map(|token| self.places.get(bytes.get(token)?))
                .filter(|&&place| {
                    self.list
                        .get(place)
                        .is_some_and(|name| name.state == State::New)
                }),
        );
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
                b"i32" | b"int" | b"f32" | b"float" | b"const" | b"true" | b"false" => 0,
                // None of them is above the largest of its arguments, or the number behind that.
                b"min" | b"max" | b"abs" | b"clamp" | b"select" | b"floor" | b"ceil" | b"round"
                | b"trunc" => 0,
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
                    if let Some(found) = self.find(text).filter(|found| found.is_type) {
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
