//! The types of expressions, as far as matrices and pointers to arrays of numbers need it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::super::Text;
use super::types::{Component, Kind, Matrix, Scalar, Space, Type, Value};

/// Types in types, and operands in operands, that are followed: as many as brackets may be nested by default.
const DEEPEST: usize = 500;

/// What names mean in a text, where something stands in it.
pub(super) struct Names<'a> {
    text: &'a Text<'a>,
    /// The first tokens of what aliases stand for.
    aliases: HashMap<&'a str, usize>,
    /// The values of constants, as far as they are plain.
    constants: HashMap<&'a str, Rc<str>>,
    /// The first tokens of the types of members.
    members: HashMap<(&'a str, &'a str), usize>,
    /// The first tokens of the types that functions return.
    returned: HashMap<&'a str, usize>,
    /// Variables of blocks in blocks, those of the module first.
    scopes: Vec<HashMap<&'a str, Option<Value>>>,
    /// What calls are that were looked at, by their first tokens, with the tokens behind them: each is an operand of
    /// all that it is nested in.
    calls: RefCell<HashMap<usize, Option<(Value, usize)>>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(text: &'a Text<'a>) -> Self {
        let scan = &text.scan;
        let mut names = Names {
            text,
            aliases: HashMap::new(),
            constants: HashMap::new(),
            members: HashMap::new(),
            returned: HashMap::new(),
            scopes: vec![HashMap::new()],
            calls: RefCell::default(),
        };
        for (name, &(open, close)) in &text.structs {
            for tokens in text.split(open + 1..close) {
                let member = scan.after_attributes(tokens.start, tokens.end);
                names.members.insert((name, scan.word(member)), member + 2);
            }
        }
        let mut variables = Vec::new();
        for declaration in &text.declarations {
            let Some(name) = declaration.name else {
                continue;
            };
            let keyword = scan.after_attributes(declaration.tokens.start, declaration.tokens.end);
            let end = declaration.tokens.end;
            match scan.word(keyword) {
                "alias" => _ = names.aliases.insert(scan.word(name), name + 2),
                "const" => {
                    // `name = 8u;`, or `name: bool = true;`.
                    if let Some(number) = end.checked_sub(2)
                        && scan.is(number.saturating_sub(1), b'=')
                        && let Some(value) = plain(scan.word(number))
                    {
                        names.constants.insert(scan.word(name), value);
                    }
                }
                "fn" => {
                    if let Some(after) = text.after_parentheses(name + 1, end)
                        && scan.is(after, b'-')
                    {
                        let ty = scan.after_attributes(after + 2, end);
                        names.returned.insert(scan.word(name), ty);
                    }
                }
                "var" => variables.push((keyword, name)),
                _ => {}
            }
        }
        for (keyword, name) in variables {
            names.declare_variable(keyword, name);
        }
        names
    }

    /// Starts a block.
    pub(super) fn open(&mut self) {
        self.scopes.push(HashMap::new());
    }

    /// Ends a block.
    pub(super) fn close(&mut self) {
        if self.scopes.len() > 1 {
            self.scopes.pop();
        }
    }

    /// Lets a name have a value; without one, it hides what the name was before.
    pub(super) fn declare(&mut self, name: &'a str, value: Option<Value>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, value);
        }
    }

    /// A variable of the module: `var<storage, read> name: type`.
    fn declare_variable(&mut self, keyword: usize, name: usize) {
        let scan = &self.text.scan;
        if !scan.is(keyword + 1, b'<') || !scan.is(name + 1, b':') {
            return;
        }
        let word = |at: usize| Rc::from(scan.word(at));
        let space = Space {
            name: word(keyword + 2),
            access: match scan.is(keyword + 3, b',') {
                true => Some(word(keyword + 4)),
                false => (scan.word(keyword + 2) == "storage").then(|| Rc::from("read")),
            },
        };
        let value = self.type_at(name + 2).map(|ty| Value {
            ty,
            space: Some(space),
        });
        self.declare(scan.word(name), value);
    }

    /// The type that starts at a token.
    pub(super) fn type_at(&self, at: usize) -> Option<Type> {
        self.type_before(at, DEEPEST)
    }

    fn type_before(&self, at: usize, depth: usize) -> Option<Type> {
        let depth = depth.checked_sub(1)?;
        let scan = &self.text.scan;
        let word = scan.word(at);
        if let Some(numbers) = numbers(word) {
            return Some(numbers);
        }
        if let Some(&target) = self.aliases.get(word) {
            return self.type_before(target, depth);
        }
        if self.text.structs.contains_key(word) {
            return Some(Type::Struct(Rc::from(word)));
        }
        if !scan.is(at + 1, b'<') {
            return None;
        }
        let list = self.text.template(at + 1)?;
        let parts = self.text.split(list);
        let part = |index: usize| parts.get(index);
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.type_name() == word) {
            return Some(Type::Matrix(Matrix {
                kind,
                component: Component::of(scan.word(part(0)?.start))?,
                columns: self.size(part(1)?),
                rows: self.size(part(2)?),
            }));
        }
        match word {
            "vec2" | "vec3" | "vec4" => {
                let Type::Numbers(scalar, 1) = self.type_before(part(0)?.start, depth)? else {
                    return None;
                };
                let size = word.bytes().last()?.wrapping_sub(b'0');
                Some(Type::Numbers(scalar, usize::from(size)))
            }
            "array" => {
                let element = self.type_before(part(0)?.start, depth)?;
                Some(Type::Array(
                    Rc::new(element),
                    part(1).map(|it| self.size(it)),
                ))
            }
            "ptr" => {
                let word = |part: &Range<usize>| Rc::from(scan.word(part.start));
                let space = Space {
                    name: word(part(0)?),
                    access: match part(2) {
                        Some(access) => Some(word(access)),
                        None => (scan.word(part(0)?.start) == "storage").then(|| Rc::from("read")),
                    },
                };
                let base = self.type_before(part(1)?.start, depth)?;
                Some(Type::Pointer(space, Rc::new(base)))
            }
            _ => None,
        }
    }

    /// A size, as a number where it is one.
    fn size(&self, tokens: &Range<usize>) -> Rc<str> {
        let scan = &self.text.scan;
        let text = scan.text.get(scan.span(tokens)).unwrap_or_default();
        if tokens.len() == 1 {
            if let Some(value) = self.constants.get(text) {
                return Rc::clone(value);
            }
            if let Some(value) = plain(text) {
                return value;
            }
        }
        Rc::from(text)
    }

    /// What a word is, where that is a plain number or a boolean.
    pub(super) fn constant(&self, word: &'a str) -> Option<&str> {
        match self.constants.get(word) {
            Some(value) => Some(value),
            None => matches!(word, "true" | "false").then_some(word),
        }
    }

    /// The matrix that an expression is.
    pub(super) fn matrix(&self, tokens: &Range<usize>) -> Option<Matrix> {
        match self.value(tokens.clone(), DEEPEST)?.ty {
            Type::Matrix(matrix) => Some(matrix),
            _ => None,
        }
    }

    /// What an expression points to.
    pub(super) fn pointer(&self, tokens: &Range<usize>) -> Option<(Space, Rc<Type>)> {
        match self.value(tokens.clone(), DEEPEST)?.ty {
            Type::Pointer(space, base) => Some((space, base)),
            _ => None,
        }
    }

    /// Whether an expression is seen to be no integer.
    pub(super) fn is_floating(&self, tokens: &Range<usize>) -> bool {
        let scan = &self.text.scan;
        match self.value_of(tokens) {
            Some(value) => matches!(value.ty, Type::Numbers(Scalar::F32 | Scalar::F16, _)),
            None => tokens.len() == 1 && scan.word(tokens.start).contains('.'),
        }
    }

    /// What some tokens are, which are all of an expression.
    pub(super) fn value_of(&self, tokens: &Range<usize>) -> Option<Value> {
        self.value(tokens.clone(), DEEPEST)
    }

    fn value(&self, tokens: Range<usize>, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let scan = &self.text.scan;
        let Range { start, end } = tokens;
        if start >= end {
            return None;
        }
        if scan.is(start, b'&') {
            let Value { ty, space } = self.value(start + 1..end, depth)?;
            return Some(Value {
                ty: Type::Pointer(space?, Rc::new(ty)),
                space: None,
            });
        }
        if scan.is(start, b'*') {
            let value = self.value(start + 1..end, depth)?;
            return followed(value).filter(|value| value.space.is_some());
        }
        let (mut value, mut at) = if scan.is(start, b'(') {
            let after = self.text.after_parentheses(start, end)?;
            (self.value(start + 1..after - 1, depth)?, after)
        } else {
            self.named(start, end, depth)?
        };
        while at < end {
            let Value { ty, space } = followed(value)?;
            let part;
            if scan.is(at, b'.') {
                let Type::Struct(name) = ty else { return None };
                let member = self.members.get(&(&*name, scan.word(at + 1)))?;
                part = self.type_at(*member)?;
                at += 2;
            } else if scan.is(at, b'[') {
                let Type::Array(element, _) = ty else {
                    return None;
                };
                part = (*element).clone();
                at = scan.after_brackets(at, end, (b'[', b']'))?;
            } else {
                return None;
            }
            value = Value { ty: part, space };
        }
        Some(value)
    }

    /// What a name or a call is, and the token behind it.
    fn named(&self, at: usize, end: usize, depth: usize) -> Option<(Value, usize)> {
        let scan = &self.text.scan;
        let word = scan.word(at);
        let variable = self.scopes.iter().rev().find_map(|scope| scope.get(word));
        if let Some(variable) = variable {
            return Some((variable.clone()?, at + 1));
        }
        if let Some(known) = self.calls.borrow().get(&at) {
            return known.clone();
        }
        let call = self.called(at, end, depth);
        self.calls.borrow_mut().insert(at, call.clone());
        call
    }

    /// What a call is, and the token behind it.
    fn called(&self, at: usize, end: usize, depth: usize) -> Option<(Value, usize)> {
        let scan = &self.text.scan;
        let word = scan.word(at);
        let is_template = scan.is(at + 1, b'<');
        let open = match is_template {
            true => self.text.template(at + 1)?.end + 1,
            false => at + 1,
        };
        if !scan.is(open, b'(') {
            return None;
        }
        let after = self.text.after_parentheses(open, end)?;
        let arguments = self.text.split(open + 1..after - 1);
        let argument = |index: usize| self.value(arguments.get(index)?.clone(), depth);
        let matrix = |index: usize| match argument(index)?.ty {
            Type::Matrix(matrix) => Some(matrix),
            _ => None,
        };
        let ty = match word {
            "subgroupMatrixLoad" => self.type_at(at + 2)?,
            "subgroupMatrixMultiply" => {
                let component = match self.type_at(at + 2) {
                    Some(Type::Matrix(matrix)) => matrix.component,
                    _ => Component::of(scan.word(at + 2))?,
                };
                Type::Matrix(Matrix {
                    kind: Kind::Result,
                    component,
                    columns: matrix(1)?.columns,
                    rows: matrix(0)?.rows,
                })
            }
            "subgroupMatrixMultiplyAccumulate" => Type::Matrix(matrix(2)?),
            "subgroupMatrixScalarAdd"
            | "subgroupMatrixScalarSubtract"
            | "subgroupMatrixScalarMultiply" => Type::Matrix(matrix(0)?),
            _ => match self.returned.get(word) {
                Some(&ty) => self.type_at(ty)?,
                None => self.type_at(at)?,
            },
        };
        Some((Value { ty, space: None }, after))
    }
}

/// What a pointer points to; anything else is what it is.
fn followed(value: Value) -> Option<Value> {
    Some(match value.ty {
        Type::Pointer(space, base) => Value {
            ty: (*base).clone(),
            space: Some(space),
        },
        _ => value,
    })
}

/// A number or vector whose name says it all.
fn numbers(word: &str) -> Option<Type> {
    let scalar = |name: &str| {
        Some(match name {
            "f32" | "f" => Scalar::F32,
            "f16" | "h" => Scalar::F16,
            "u32" | "u" => Scalar::U32,
            "i32" | "i" => Scalar::I32,
            _ => return None,
        })
    };
    if word.len() == 3 {
        return Some(Type::Numbers(scalar(word)?, 1));
    }
    let size = match word.strip_prefix("vec")?.as_bytes() {
        [size @ b'2'..=b'4', _] => usize::from(size - b'0'),
        _ => return None,
    };
    Some(Type::Numbers(scalar(&word[4..])?, size))
}

/// A decimal integer without its suffix, or a boolean.
fn plain(word: &str) -> Option<Rc<str>> {
    if matches!(word, "true" | "false") {
        return Some(Rc::from(word));
    }
    let digits = word.trim_end_matches(['i', 'u']);
    let number: u32 = digits.parse().ok()?;
    Some(Rc::from(number.to_string()))
}
