//! A scanner of WGSL text: tokens, declarations, statements.
//!
//! Recovery, rewriting and linking work with it on text that naga's parser refuses or cannot
//! know, so it promises little: when the text does not have the shape it expects, it says so
//! instead of guessing. It never recurses. Imports nothing of the crate.

pub(crate) mod conditional;
mod lex;

use std::cell::OnceCell;
use std::ops::Range;

use lex::tokens;
pub(crate) use lex::{Kind, Token};

/// A text with its tokens; all indices are indices of tokens.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// Its tokens without comments and blanks.
    pub(crate) tokens: Vec<Token>,
    /// For each `{` the index of its `}`: blocks in blocks are skipped again at every depth.
    braces: OnceCell<Vec<Option<usize>>>,
}

/// A beginning that no name of a text has.
pub(crate) fn free_prefix(text: &str) -> Option<String> {
    ('a'..='z')
        .map(|letter| format!("{letter}_"))
        .find(|prefix| !text.contains(prefix))
}

/// What a declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclarationKind {
    /// `enable`, `requires`, `diagnostic`.
    Directive,
    /// `fn`.
    Function,
    /// `struct`.
    Struct,
    /// `var`, `const`, `override`, `alias`.
    Value,
    /// `const_assert` and `;`, which declare nothing.
    Nothing,
    /// Anything else.
    Unknown,
}

/// A declaration or directive at module scope.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// What it is.
    pub(crate) kind: DeclarationKind,
    /// The token that is its name.
    pub(crate) name: Option<usize>,
    /// The tokens `{` and `}` of its body.
    pub(crate) body: Option<(usize, usize)>,
}

/// The declarations of a text.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    /// In the order of the text.
    pub(crate) list: Vec<Declaration>,
    /// Whether the whole text has the shape of declarations.
    pub(crate) whole: bool,
}

/// A statement in a block.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    /// The `{` and `}` of its blocks.
    pub(crate) blocks: Vec<(usize, usize)>,
    /// Its first word after attributes, if any.
    pub(crate) head: Option<usize>,
    /// Whether it ends as a statement should.
    pub(crate) terminated: bool,
}

/// Where in a function something stands.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In a statement without blocks, or one that only makes sense as a whole.
    Statement(Statement),
    /// In a condition of an `if` chain, whose blocks can live on without it.
    IfHeader(Statement),
}

impl<'a> Scan<'a> {
    /// Scans a text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: tokens(text),
            braces: OnceCell::new(),
        }
    }

    /// The text of a token.
    pub(crate) fn word(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// Whether the token is this punctuation character.
    pub(crate) fn is(&self, index: usize, character: u8) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.is(character))
    }

    /// Whether the token is a word.
    pub(crate) fn is_word(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Word)
    }

    /// The bytes from the first to the last of some tokens.
    pub(crate) fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self
            .tokens
            .get(tokens.start)
            .map_or(self.text.len(), |token| token.start);
        let end = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// The first token that ends after the byte offset.
    pub(crate) fn token_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|token| token.end <= offset)
    }

    /// The index after the bracket that closes the one at `open`, before `limit`.
    pub(crate) fn after_brackets(
        &self,
        open: usize,
        limit: usize,
        pair: (u8, u8),
    ) -> Option<usize> {
        let mut depth = 0usize;
        for index in open..limit {
            if self.is(index, pair.0) {
                depth += 1;
            } else if self.is(index, pair.1) {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
        }
        None
    }

    /// The index after the brace that closes the one at `open`, before `limit`.
    fn after_brace(&self, open: usize, limit: usize) -> Option<usize> {
        let braces = self.braces.get_or_init(|| {
            let mut closing = vec![None; self.tokens.len()];
            let mut open = Vec::new();
            for (index, token) in self.tokens.iter().enumerate() {
                if token.is(b'{') {
                    open.push(index);
                } else if token.is(b'}')
                    && let Some(slot) = open.pop().and_then(|open| closing.get_mut(open))
                {
                    *slot = Some(index);
                }
            }
            closing
        });
        let close = braces.get(open).copied().flatten()?;
        (close < limit).then_some(close + 1)
    }

    /// The index after the attributes that start at `index`.
    pub(crate) fn after_attributes(&self, mut index: usize, limit: usize) -> usize {
        while index < limit && self.is(index, b'@') {
            index += 2;
            if self.is(index, b'(') {
                match self.after_brackets(index, limit, (b'(', b')')) {
                    Some(next) => index = next,
                    None => return limit,
                }
            }
        }
        index.min(limit)
    }

    /// The index of the first token of the attributes that end before `index`.
    fn before_attributes(&self, mut index: usize, floor: usize) -> usize {
        loop {
            let mut probe = index;
            if probe > floor && self.is(probe - 1, b')') {
                let mut depth = 0usize;
                loop {
                    if probe <= floor {
                        return index;
                    }
                    probe -= 1;
                    if self.is(probe, b')') {
                        depth += 1;
                    } else if self.is(probe, b'(') {
                        depth -= 1;
                        if depth == 0 {
                            break;
                        }
                    }
                }
            }
            if probe >= floor + 2 && self.is_word(probe - 1) && self.is(probe - 2, b'@') {
                index = probe - 2;
            } else {
                return index;
            }
        }
    }

    /// The declarations at module scope.
    pub(crate) fn declarations(&self) -> Declarations {
        let mut result = Declarations {
            list: Vec::new(),
            whole: true,
        };
        let mut start = 0;
        let mut index = 0;
        // A declaration's own keyword was seen, so another one must start another declaration.
        let mut keyword = None;
        while index < self.tokens.len() {
            if index == start {
                index = self.after_attributes(index, self.tokens.len());
                if index >= self.tokens.len() {
                    break;
                }
            }
            if self.is(index, b';') {
                result.list.push(self.declaration(start..index + 1, None));
                start = index + 1;
                keyword = None;
            } else if self.is(index, b'{') {
                let Some(after) = self.after_block(index) else {
                    result.whole = false;
                    return result;
                };
                result
                    .list
                    .push(self.declaration(start..after, Some((index, after - 1))));
                index = after;
                start = after;
                keyword = None;
                continue;
            } else if self.is(index, b'}') {
                result.whole = false;
                return result;
            } else if self.is_word(index) && is_declaration_keyword(self.word(index)) {
                if keyword.is_some() {
                    // The `;` before is missing.
                    let end = self.before_attributes(index, start);
                    result.list.push(self.declaration(start..end, None));
                    start = end;
                }
                keyword = Some(index);
            }
            index += 1;
        }
        if start < self.tokens.len() {
            result.whole = false;
        }
        result
    }

    /// The index after the block that starts at `open`; none when it is not closed, or when it
    /// seems to have swallowed a declaration.
    fn after_block(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Punctuation(b'{') => depth += 1,
                Kind::Punctuation(b'}') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(index + 1);
                    }
                }
                Kind::Word if matches!(self.word(index), "fn" | "struct" | "override") => {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    fn declaration(&self, tokens: Range<usize>, body: Option<(usize, usize)>) -> Declaration {
        let keyword = self.after_attributes(tokens.start, tokens.end);
        let kind = match self.word(keyword) {
            "enable" | "requires" | "diagnostic" => DeclarationKind::Directive,
            "fn" => DeclarationKind::Function,
            "struct" => DeclarationKind::Struct,
            "var" | "const" | "override" | "alias" => DeclarationKind::Value,
            "const_assert" | ";" => DeclarationKind::Nothing,
            _ => DeclarationKind::Unknown,
        };
        let mut name = keyword + 1;
        if self.word(keyword) == "var" && self.is(name, b'<') {
            name = self
                .after_brackets(name, tokens.end, (b'<', b'>'))
                .unwrap_or(tokens.end);
        }
        let declares = matches!(
            kind,
            DeclarationKind::Function | DeclarationKind::Struct | DeclarationKind::Value
        );
        Declaration {
            name: (declares && name < tokens.end && self.is_word(name)).then_some(name),
            tokens,
            kind,
            body,
        }
    }

    /// The statements of the block between two braces.
    pub(crate) fn statements(&self, (open, close): (usize, usize)) -> Vec<Statement> {
        let mut list = Vec::new();
        let mut index = open + 1;
        while index < close {
            let statement = self.statement(index, close);
            index = statement.tokens.end.max(index + 1);
            list.push(statement);
        }
        list
    }

    fn statement(&self, start: usize, limit: usize) -> Statement {
        let head = self.after_attributes(start, limit);
        let is_for = self.word(head) == "for";
        let mut blocks = Vec::new();
        let mut parens = 0usize;
        let mut index = head;
        let make = |end: usize, blocks, terminated| Statement {
            tokens: start..end,
            blocks,
            head: (head < end && self.is_word(head)).then_some(head),
            terminated,
        };
        while index < limit {
            if self.is(index, b'(') {
                parens += 1;
            } else if self.is(index, b')') {
                parens = parens.saturating_sub(1);
            } else if self.is(index, b';') && !(is_for && parens > 0 && blocks.is_empty()) {
                return make(index + 1, blocks, true);
            } else if self.is(index, b'{') {
                let Some(after) = self.after_brace(index, limit) else {
                    return make(limit, blocks, false);
                };
                blocks.push((index, after - 1));
                if self.word(after) != "else" || after >= limit {
                    return make(after, blocks, true);
                }
                index = after;
                parens = 0;
            }
            index += 1;
        }
        make(limit, blocks, false)
    }

    /// The innermost statement of a body in which a token stands.
    pub(crate) fn place(&self, body: (usize, usize), token: usize) -> Option<Place> {
        let mut block = body;
        let mut parent: Option<Statement> = None;
        'descend: loop {
            let in_switch = parent
                .as_ref()
                .is_some_and(|parent| parent.head.is_some_and(|head| self.word(head) == "switch"));
            let statements = self.statements(block);
            let found = statements
                .iter()
                .find(|statement| statement.tokens.contains(&token))
                // What stops a statement that lacks its `;` is the brace of its block.
                .or_else(|| {
                    statements
                        .last()
                        .filter(|last| token == block.1 && !last.terminated)
                })?;
            for &(open, close) in &found.blocks {
                if open < token && token <= close {
                    if token == close
                        && self
                            .statements((open, close))
                            .last()
                            .is_none_or(|last| last.terminated)
                    {
                        break;
                    }
                    // A clause of a `switch` is not a statement of its own.
                    parent = (!in_switch).then(|| found.clone());
                    block = (open, close);
                    continue 'descend;
                }
            }
            if in_switch {
                return parent.map(Place::Statement);
            }
            let is_if = found.head.is_some_and(|head| self.word(head) == "if");
            return Some(if is_if && !found.blocks.is_empty() {
                Place::IfHeader(found.clone())
            } else {
                Place::Statement(found.clone())
            });
        }
    }

    /// Whether the brackets among some tokens pair up.
    pub(crate) fn is_balanced(&self, tokens: &Range<usize>) -> bool {
        let mut open = Vec::new();
        for token in self.tokens.get(tokens.clone()).unwrap_or_default() {
            if let Kind::Punctuation(character) = token.kind {
                match character {
                    b'(' => open.push(b')'),
                    b'[' => open.push(b']'),
                    b'{' => open.push(b'}'),
                    b')' | b']' | b'}' if open.pop() != Some(character) => return false,
                    _ => {}
                }
            }
        }
        open.is_empty()
    }

    /// The names that `let`, `var` and `const` declare among some tokens; none for one that
    /// is missing.
    pub(crate) fn local_names(&self, tokens: &Range<usize>) -> Vec<Option<&'a str>> {
        let mut names = Vec::new();
        for index in tokens.clone() {
            if !matches!(self.word(index), "let" | "var" | "const") {
                continue;
            }
            let mut name = index + 1;
            if self.is(name, b'<') {
                name = self
                    .after_brackets(name, tokens.end, (b'<', b'>'))
                    .unwrap_or(tokens.end);
            }
            names.push((name < tokens.end && self.is_word(name)).then(|| self.word(name)));
        }
        names
    }

    /// The names of a function's parameters.
    pub(crate) fn parameters(&self, function: &Declaration) -> Vec<&'a str> {
        let end = function.body.map_or(function.tokens.end, |(open, _)| open);
        let start = function.name.unwrap_or(function.tokens.start);
        (start..end)
            .filter(|&index| self.is_word(index) && self.is(index + 1, b':'))
            .map(|index| self.word(index))
            .collect()
    }

    /// The names of a struct's members.
    pub(crate) fn members(&self, declaration: &Declaration) -> Vec<&'a str> {
        let Some((open, close)) = declaration.body else {
            return Vec::new();
        };
        (open..close)
            .filter(|&index| self.is_word(index) && self.is(index + 1, b':'))
            .map(|index| self.word(index))
            .collect()
    }
}

fn is_declaration_keyword(word: &str) -> bool {
    matches!(
        word,
        "fn" | "struct" | "var" | "const" | "override" | "alias" | "const_assert"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that fails may panic.
    use super::*;

    fn names(text: &str) -> (Vec<&str>, bool) {
        let scan = Scan::new(text);
        let declarations = scan.declarations();
        let names = declarations
            .list
            .iter()
            .map(|declaration| declaration.name.map_or("-", |name| scan.word(name)))
            .collect();
        (names, declarations.whole)
    }

    #[test]
    fn declarations_are_found() {
        let text = "enable f16; /* fn /* nested */ x() {} */ struct S { a: f32, }\n\
                    @group(0) @binding(1) var<storage, read> b: array<S>; // var c: i32;\n\
                    @compute @workgroup_size(max(1, 2)) fn f(@builtin(position) p: vec4f) -> f32 { if true { } return 1e-3; }\n\
                    const_assert 1 < 2; override o = 1; alias A = f32;";
        assert_eq!(names(text), (vec!["-", "S", "b", "f", "-", "o", "A"], true));
    }

    #[test]
    fn a_missing_semicolon_does_not_join_declarations() {
        let text = "const a = 1\n@compute @workgroup_size(1) fn f() {}";
        assert_eq!(names(text), (vec!["a", "f"], true));
    }

    #[test]
    fn broken_braces_are_noticed() {
        assert!(!names("fn f() { if x { }\nfn g() {}").1);
        assert!(!names("fn f() { } }\nfn g() {}").1);
        assert!(!names("fn f()").1);
        assert_eq!(names("const a = 1; fn f() {").0, vec!["a"]);
    }

    fn place_of<'a>(text: &'a str, needle: &str) -> Option<(bool, &'a str)> {
        let scan = Scan::new(text);
        let declarations = scan.declarations();
        let body = declarations.list.last().unwrap().body.unwrap();
        let token = scan.token_at(text.find(needle).unwrap());
        Some(match scan.place(body, token)? {
            Place::Statement(statement) => (false, &text[scan.span(&statement.tokens)]),
            Place::IfHeader(statement) => (true, &text[scan.span(&statement.tokens)]),
        })
    }

    #[test]
    fn the_innermost_statement_is_found() {
        let text = "fn f() { let a = 1; if a == 2 { b = X; } else if Y { c(); } \
                    for (var i = 0; i < Z; i++) { d(W); } \
                    switch s { case 1, 2: { e = V; } default { } } \
                    switch s { case U: { e = 1; } } \
                    loop { continuing { break if T; } } x = 1 }";
        assert_eq!(place_of(text, "X"), Some((false, "b = X;")));
        assert_eq!(place_of(text, "W"), Some((false, "d(W);")));
        assert_eq!(place_of(text, "V"), Some((false, "e = V;")));
        assert_eq!(place_of(text, "T"), Some((false, "break if T;")));
        assert_eq!(
            place_of(text, "U"),
            Some((false, "switch s { case U: { e = 1; } }"))
        );
        assert!(place_of(text, "Y").unwrap().0);
        assert!(place_of(text, "Z").unwrap().1.starts_with("for"));
        assert_eq!(place_of(text, "x = 1"), Some((false, "x = 1")));
    }

    #[test]
    fn braces_are_matched_once_for_all_depths() {
        let text = format!("fn f() {{{}a = X;{}}}", "{ b; ".repeat(50), "}".repeat(50));
        assert_eq!(place_of(&text, "X"), Some((false, "a = X;")));
        let scan = Scan::new("{ { } } { }");
        assert_eq!(scan.after_brace(0, 6), Some(4));
        assert_eq!(scan.after_brace(0, 3), None);
        assert_eq!(scan.after_brace(1, 6), Some(3));
        assert_eq!(scan.after_brace(4, 6), Some(6));
        assert_eq!(Scan::new("{ {").after_brace(0, 2), None);
    }

    #[test]
    fn declared_names_and_numbers() {
        let text = "fn f(a: f32, @location(0) b: vec2f) { let x = 1.5e-3f; var<function> y: i32; let = 2; }";
        let scan = Scan::new(text);
        let declarations = scan.declarations();
        let function = &declarations.list[0];
        assert_eq!(scan.parameters(function), ["a", "b"]);
        let (open, close) = function.body.unwrap();
        assert_eq!(
            scan.local_names(&(open..close)),
            [Some("x"), Some("y"), None]
        );
        assert!(
            scan.tokens
                .iter()
                .any(|token| &text[token.start..token.end] == "1.5e-3f")
        );
    }

    #[test]
    fn odd_text_is_scanned_to_its_end() {
        for text in [
            "/*",
            "/* /* */",
            "//",
            "\u{feff}é\u{0}§",
            "0x",
            "@",
            "@(",
            "fn",
            "{}}{",
        ] {
            let scan = Scan::new(text);
            let declarations = scan.declarations();
            for declaration in &declarations.list {
                if let Some(body) = declaration.body {
                    scan.statements(body);
                }
            }
        }
    }
}
