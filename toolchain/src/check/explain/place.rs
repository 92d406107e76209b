//! Places in the source text that naga keeps no span of: members, parameters, results, and the
//! names of functions.
//!
//! The text is searched with comments blanked out. That is a guess by name, never needed for
//! the message itself: where it finds nothing, a label is left out.

use std::ops::Range;

use crate::source::{Language, Source};

/// The text of a source with its comments blanked, byte for byte.
pub(crate) struct Places {
    code: String,
    wgsl: bool,
}

/// The parts of a function's declaration.
#[derive(Clone, Debug)]
pub(crate) struct FunctionPlace {
    /// `fn name` or, in GLSL, the name.
    pub(crate) name: Range<usize>,
    /// What stands between the parentheses.
    pub(crate) parameters: Range<usize>,
    /// The result with its attributes, after `->`.
    pub(crate) result: Option<Range<usize>>,
}

impl Places {
    /// Nothing for sources whose text naga never saw.
    pub(crate) fn new(source: &Source) -> Option<Self> {
        if !source.has_places() {
            return None;
        }
        let wgsl = match source.language() {
            Language::Wgsl => true,
            Language::Glsl | Language::Hlsl => false,
            Language::Spirv | Language::SpirvAssembly => return None,
        };
        Some(Self {
            code: without_comments(source.as_text(), wgsl),
            wgsl,
        })
    }

    pub(crate) fn is_wgsl(&self) -> bool {
        self.wgsl
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.code.get(range).unwrap_or_default()
    }

    /// Where `word` stands as a whole word in `within`.
    fn words<'a>(
        &'a self,
        word: &'a str,
        within: Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let start = within.start;
        let text = self.slice(within);
        text.match_indices(word)
            .filter(move |&(at, _)| {
                let before = text.get(..at).and_then(|t| t.chars().next_back());
                let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
                !word.is_empty() && !before.is_some_and(is_word) && !after.is_some_and(is_word)
            })
            .map(move |(at, _)| start + at..start + at + word.len())
    }

    /// The declaration of a function or entry point.
    pub(crate) fn function(&self, name: &str) -> Option<FunctionPlace> {
        self.words(name, 0..self.code.len())
            .find_map(|found| self.function_at(found))
    }

    fn function_at(&self, name: Range<usize>) -> Option<FunctionPlace> {
        let mut whole = name.clone();
        if self.wgsl {
            let before = self.slice(0..name.start).trim_end();
            let keyword = before.strip_suffix("fn")?;
            if keyword.chars().next_back().is_some_and(is_word) {
                return None;
            }
            whole.start = keyword.len();
        }
        let open = name.end
            + self
                .slice(name.end..self.code.len())
                .find(|c: char| !c.is_whitespace())?;
        let close = self.closing(open, '(', ')')?;
        let rest = self.slice(close + 1..self.code.len());
        let brace = close + 1 + rest.find(['{', ';'])?;
        if self.slice(brace..brace + 1) == ";" {
            return None;
        }
        let between = self.slice(close + 1..brace);
        let result = between
            .find("->")
            .map(|arrow| self.trim(close + 1 + arrow + 2..brace));
        if !self.wgsl && !between.trim().is_empty() {
            return None;
        }
        Some(FunctionPlace {
            name: whole,
            parameters: open + 1..close,
            result,
        })
    }

    /// The parameter or member called `name` in a list, with its attributes if on one line.
    pub(crate) fn item(&self, name: &str, within: Range<usize>) -> Option<Range<usize>> {
        let mut depth = 0_i32;
        let mut start = within.start;
        let mut pieces = Vec::new();
        for (at, c) in self.slice(within.clone()).char_indices() {
            match c {
                '(' | '[' | '<' => depth += 1,
                ')' | ']' | '>' => depth -= 1,
                ',' | ';' if depth <= 0 => {
                    pieces.push(start..within.start + at);
                    start = within.start + at + 1;
                }
                _ => {}
            }
        }
        pieces.push(start..within.end);
        pieces.into_iter().find_map(|piece| {
            let found = self.words(name, piece.clone()).find(|found| {
                !self.wgsl
                    || self
                        .slice(found.end..piece.end)
                        .trim_start()
                        .starts_with(':')
            })?;
            let whole = self.trim(piece.clone());
            if self.slice(whole.clone()).contains('\n') {
                Some(self.trim(found.start..piece.end))
            } else {
                Some(whole)
            }
        })
    }

    /// The parameter `name` of the function `function`.
    pub(crate) fn parameter(&self, function: &str, name: &str) -> Option<Range<usize>> {
        let place = self.function(function)?;
        self.item(name, place.parameters)
    }

    /// The name and the body of a struct (or GLSL block) declaration.
    pub(crate) fn structure(&self, name: &str) -> Option<(Range<usize>, Range<usize>)> {
        self.words(name, 0..self.code.len()).find_map(|found| {
            let open = found.end
                + self
                    .slice(found.end..self.code.len())
                    .find(|c: char| !c.is_whitespace())?;
            let before = self.slice(0..found.start).trim_end();
            if self.wgsl && !before.ends_with("struct") {
                return None;
            }
            let close = self.closing(open, '{', '}')?;
            Some((found, open + 1..close))
        })
    }

    /// The member `name` of the struct `structure`.
    pub(crate) fn member(&self, structure: &str, name: &str) -> Option<Range<usize>> {
        let (_, body) = self.structure(structure)?;
        self.item(name, body)
    }

    /// An attribute such as `@workgroup_size(...)` in front of the function `function`.
    pub(crate) fn attribute(&self, function: &str, attribute: &str) -> Option<Range<usize>> {
        let place = self.function(function)?;
        let before = self.slice(0..place.name.start);
        let start = before.rfind(['}', ';']).map_or(0, |at| at + 1);
        let found = self.words(attribute, start..place.name.start).last()?;
        let at = found.start.checked_sub(1).unwrap_or(found.start);
        let end = self.slice(found.end..place.name.start).trim_start();
        if end.starts_with('(') {
            let open = place.name.start - end.len();
            let close = self.closing(open, '(', ')')?;
            return Some(at..close + 1);
        }
        Some(at..found.end)
    }

    /// The first use of a name, other than as a member after a dot.
    pub(crate) fn name_in(&self, name: &str, within: Range<usize>) -> Option<Range<usize>> {
        self.words(name, within)
            .find(|found| !self.slice(0..found.start).trim_end().ends_with('.'))
    }

    /// From the last `word` in front of `end` to the brace that opens there.
    pub(crate) fn head_before(&self, word: &str, end: usize) -> Option<Range<usize>> {
        let start = self.words(word, 0..end).last()?.start;
        let brace = start + self.slice(start..end).find('{')?;
        let head = self.slice(start..brace).trim_end().trim_end_matches(':');
        Some(start..start + head.len())
    }

    fn closing(&self, open: usize, opening: char, close: char) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, c) in self.slice(open..self.code.len()).char_indices() {
            if c == opening {
                depth += 1;
            } else if c == close {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            if depth == 0 {
                return None;
            }
        }
        None
    }

    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = self.slice(range.clone());
        let start = range.start + (text.len() - text.trim_start().len());
        let end = start + text.trim().len();
        start..end
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Replaces comments by spaces, so that offsets stay what they are.
fn without_comments(text: &str, nested: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(slash) = rest.find('/') {
        let (before, after) = rest.split_at(slash);
        out.push_str(before);
        let length = if after.starts_with("//") {
            after.find('\n').unwrap_or(after.len())
        } else if after.starts_with("/*") {
            block_length(after, nested)
        } else {
            out.push('/');
            rest = after.get(1..).unwrap_or_default();
            continue;
        };
        let (comment, behind) = after.split_at(length);
        out.extend(
            comment
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn block_length(text: &str, nested: bool) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" if nested || depth == 0 => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn places(text: &str) -> (Places, String) {
        let source = Source::text("t.wgsl", Language::Wgsl, text);
        (Places::new(&source).unwrap(), text.to_owned())
    }

    #[test]
    fn declarations_are_found_by_name() {
        let (places, text) = places(
            "// fn main(a: i32)\nstruct S { @location(0) uv: vec2f, /* z: f32, */ z: array<f32, 4> }\n\
             @compute @workgroup_size(8, 8)\nfn main(@builtin(position) p: vec4f, n: f32) -> @location(0) vec4f { main2(); }",
        );
        let main = places.function("main").unwrap();
        assert_eq!(&text[main.name.clone()], "fn main");
        assert_eq!(&text[main.result.unwrap()], "@location(0) vec4f");
        assert_eq!(
            &text[places.parameter("main", "p").unwrap()],
            "@builtin(position) p: vec4f"
        );
        assert_eq!(&text[places.member("S", "z").unwrap()], "z: array<f32, 4>");
        assert_eq!(
            &text[places.attribute("main", "workgroup_size").unwrap()],
            "@workgroup_size(8, 8)"
        );
        assert!(places.function("main2").is_none());
    }

    #[test]
    fn comments_may_nest_or_never_end() {
        for text in ["/* /* */ fn f() {}", "/*", "/", "//", "/*/", "a /* */*/"] {
            assert_eq!(without_comments(text, true).len(), text.len());
            assert_eq!(without_comments(text, false).len(), text.len());
        }
    }
}
