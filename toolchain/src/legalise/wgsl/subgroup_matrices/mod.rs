//! Matrices of subgroups: `enable subgroup_matrix`, and Dawn's `chromium_experimental_subgroup_matrix`.
//!
//! A matrix is a struct with all its components, which every invocation has; what the language does
//! with matrices, functions do that stand behind the end of the text. So every target takes them,
//! with integers and bytes too, for more arithmetic than hardware for matrices needs. On request
//! they are naga's cooperative matrices, as far as those go.

mod helpers;
mod names;
mod types;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::{Change, Text};
use crate::options::version::SubgroupMatrices;
use helpers::{Helper, Memory, Operator, Order, native, portable};
use names::Names;
use types::{Kind, Matrix, Type};

/// Names of the extension.
const EXTENSIONS: [&str; 2] = ["subgroup_matrix", "chromium_experimental_subgroup_matrix"];

/// What the names of its functions begin with.
const PREFIX: &str = "subgroupMatrix";

/// What came of a text.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The first type or function of the extension that was rewritten.
    pub(crate) first: Option<Range<usize>>,
    /// What is wrong, and where.
    pub(crate) wrong: Vec<(Range<usize>, String)>,
    /// What names that were made up stand for.
    pub(crate) names: Vec<(String, String)>,
}

/// Whether a text may have such matrices.
fn may_have_any(text: &str) -> bool {
    text.contains(EXTENSIONS[0])
}

/// Writes types as structs, and calls as calls of functions.
pub(super) fn rewrite(text: &Text<'_>, how: SubgroupMatrices, changes: &mut Vec<Change>) -> Found {
    if !may_have_any(text.scan.text) || !is_enabled(text) {
        return Found::default();
    }
    let mut rewriter = Rewriter {
        text,
        names: Names::new(text),
        own: text
            .declarations
            .iter()
            .filter_map(|each| each.name)
            .map(|name| text.scan.word(name))
            .filter(|name| name.starts_with(PREFIX))
            .collect(),
        how,
        matrices: Vec::new(),
        numbers_of_matrices: HashMap::new(),
        helpers: Vec::new(),
        numbers_of_helpers: HashMap::new(),
        changes,
        found: Found::default(),
    };
    rewriter.module();
    rewriter.finish()
}

/// Whether the extension is enabled.
fn is_enabled(text: &Text<'_>) -> bool {
    let scan = &text.scan;
    text.declarations.iter().any(|each| {
        scan.word(each.tokens.start) == "enable"
            && each
                .tokens
                .clone()
                .any(|at| EXTENSIONS.contains(&scan.word(at)))
    })
}

struct Rewriter<'t, 'c> {
    text: &'t Text<'t>,
    names: Names<'t>,
    /// Names of the text that begin like those of the language's functions.
    own: HashSet<&'t str>,
    how: SubgroupMatrices,
    /// With the places where they are first met.
    matrices: Vec<(Matrix, Range<usize>)>,
    numbers_of_matrices: HashMap<Matrix, usize>,
    helpers: Vec<(Helper, Range<usize>)>,
    numbers_of_helpers: HashMap<Helper, usize>,
    changes: &'c mut Vec<Change>,
    found: Found,
}

/// A call of a function of the extension.
struct Call {
    /// The tokens from its name to the `(`.
    head: Range<usize>,
    template: Vec<Range<usize>>,
    arguments: Vec<Range<usize>>,
}

impl<'t> Rewriter<'t, '_> {
    fn module(&mut self) {
        let text = self.text;
        for declaration in &text.declarations {
            let bodies: Vec<_> = declaration.body.into_iter().collect();
            let Range { start, end } = declaration.tokens;
            match bodies.first() {
                Some(&(open, close)) if text.scan.word(text.keyword(declaration)) == "fn" => {
                    self.types(start..open);
                    self.names.open();
                    self.parameters(start..open);
                    self.body(open..close);
                    self.names.close();
                    self.types(close..end);
                }
                _ => self.types(start..end),
            }
        }
    }

    fn parameters(&mut self, header: Range<usize>) {
        let scan = &self.text.scan;
        for at in header {
            if scan.is_word(at) && scan.is(at + 1, b':') {
                let value = self
                    .names
                    .type_at(scan.after_attributes(at + 2, scan.tokens.len()))
                    .map(|ty| types::Value { ty, space: None });
                self.names.declare(scan.word(at), value);
            }
        }
    }

    /// Types among tokens that have no calls.
    fn types(&mut self, tokens: Range<usize>) {
        let mut at = tokens.start;
        while at < tokens.end {
            at = self.ty(at).unwrap_or(at + 1);
        }
    }

    /// Rewrites a type that starts at a token, and gives the token behind it.
    fn ty(&mut self, at: usize) -> Option<usize> {
        let scan = &self.text.scan;
        let is_one = Kind::ALL
            .iter()
            .any(|kind| kind.type_name() == scan.word(at));
        if !is_one {
            return None;
        }
        let end = self.text.template(at + 1)?.end + 1;
        let Some(Type::Matrix(matrix)) = self.names.type_at(at) else {
            return None;
        };
        let span = scan.span(&(at..end));
        let name = match self.how {
            SubgroupMatrices::Native => native::type_name(&matrix).unwrap_or_else(|lacks| {
                self.cannot(span.clone(), &format!("`{}` {lacks}", matrix.spelling()));
                String::new()
            }),
            SubgroupMatrices::Portable => self.structure(&matrix, &span),
        };
        self.change(span, name);
        Some(end)
    }

    fn body(&mut self, block: Range<usize>) {
        let scan = &self.text.scan;
        let mut at = block.start;
        // A declared name, from which `;` on it means its value.
        let mut declared: Option<(&'t str, Option<types::Value>)> = None;
        while at < block.end {
            if scan.is(at, b'{') {
                self.names.open();
            } else if scan.is(at, b'}') {
                self.names.close();
            } else if scan.is(at, b';') {
                if let Some((name, value)) = declared.take() {
                    self.names.declare(name, value);
                }
            } else if matches!(scan.word(at), "let" | "var" | "const") {
                declared = self.declared(at, block.end);
            }
            at = match self.call(at, block.end) {
                Some(next) => next,
                None => self.ty_or_fill(at, block.end).unwrap_or(at + 1),
            };
        }
    }

    /// The name that `let` or `var` declares, with its value.
    fn declared(&self, at: usize, end: usize) -> Option<(&'t str, Option<types::Value>)> {
        let scan = &self.text.scan;
        let is_variable = scan.word(at) == "var";
        let name = match is_variable && scan.is(at + 1, b'<') {
            true => self.text.template(at + 1)?.end + 1,
            false => at + 1,
        };
        let ty = if scan.is(name + 1, b':') {
            self.names.type_at(name + 2)
        } else {
            let mut last = name + 2;
            while last < end && !scan.is(last, b';') {
                last += 1;
            }
            self.names.value_of(&(name + 2..last)).map(|value| value.ty)
        };
        let space = is_variable.then(|| types::Space {
            name: Rc::from("function"),
            access: None,
        });
        let value = ty.map(|ty| types::Value { ty, space });
        Some((scan.word(name), value))
    }

    /// A type, or a matrix that is made of a value.
    fn ty_or_fill(&mut self, at: usize, limit: usize) -> Option<usize> {
        let scan = &self.text.scan;
        if !scan.is_word(at) || scan.is(at.wrapping_sub(1), b'.') {
            return None;
        }
        let open = match scan.is(at + 1, b'<') {
            true => self.text.template(at + 1)?.end + 1,
            false => at + 1,
        };
        if !scan.is(open, b'(') || scan.is(open + 1, b')') {
            return self.ty(at);
        }
        let Some(Type::Matrix(matrix)) = self.names.type_at(at) else {
            return self.ty(at);
        };
        self.text.after_parentheses(open, limit)?;
        self.helper(at..open, Helper::Fill(matrix));
        Some(open)
    }

    /// Rewrites the head of a call, and gives the token behind it.
    fn call(&mut self, at: usize, limit: usize) -> Option<usize> {
        let scan = &self.text.scan;
        let name = scan.word(at);
        if !name.starts_with(PREFIX) || self.own.contains(name) {
            return None;
        }
        let template = match scan.is(at + 1, b'<') {
            true => self.text.template(at + 1)?,
            false => at..at,
        };
        let open = match template.is_empty() {
            true => at + 1,
            false => template.end + 1,
        };
        if !scan.is(open, b'(') {
            return None;
        }
        let after = self.text.after_parentheses(open, limit)?;
        let call = Call {
            head: at..open,
            template: self.text.split(template),
            arguments: self.text.split(open + 1..after - 1),
        };
        let helper = match name {
            "subgroupMatrixLoad" => self.load(&call),
            "subgroupMatrixStore" => self.store(&call),
            "subgroupMatrixMultiply" => self.multiply(&call, false),
            "subgroupMatrixMultiplyAccumulate" => self.multiply(&call, true),
            "subgroupMatrixScalarAdd" => self.with_scalar(&call, Operator::Add),
            "subgroupMatrixScalarSubtract" => self.with_scalar(&call, Operator::Subtract),
            "subgroupMatrixScalarMultiply" => self.with_scalar(&call, Operator::Multiply),
            _ => return None,
        };
        match helper {
            Ok(helper) => self.helper(call.head, helper),
            Err(why) => {
                let span = scan.span(&(at..after));
                self.found.wrong.push((span, format!("`{name}` {why}")));
            }
        }
        Some(open + 1)
    }

    fn load(&mut self, call: &Call) -> Result<Helper, String> {
        let [ty, ..] = &*call.template else {
            return Err(
                "needs the type of the matrix: `subgroupMatrixLoad<T, row_major>(…)`".into(),
            );
        };
        let Some(Type::Matrix(matrix)) = self.names.type_at(ty.start) else {
            return Err(
                "loads a matrix, but its first template argument is not the type of one".into(),
            );
        };
        let memory = self.memory(call, call.template.get(1), 1)?;
        Ok(Helper::Load(memory, matrix))
    }

    fn store(&mut self, call: &Call) -> Result<Helper, String> {
        let matrix = self.operand(call, 2)?;
        let memory = self.memory(call, call.template.first(), 2)?;
        Ok(Helper::Store(memory, matrix))
    }

    /// The array of a load or a store, and how the matrix lies in it; what says that begins behind argument
    /// `layout`.
    fn memory(
        &mut self,
        call: &Call,
        order: Option<&Range<usize>>,
        layout: usize,
    ) -> Result<Memory, String> {
        let scan = &self.text.scan;
        let counts_components = order.is_none();
        let wanted = layout + 2 + usize::from(counts_components);
        if call.arguments.len() != wanted {
            return Err(format!(
                "takes {wanted} arguments, but {} are given",
                call.arguments.len()
            ));
        }
        let Some((space, array)) = self.names.pointer(&call.arguments[0]) else {
            return Err(
                "takes a pointer to an array of numbers in a buffer or in memory of the workgroup"
                    .into(),
            );
        };
        let element = match &*array {
            Type::Array(element, _) => &**element,
            _ => &*array,
        };
        let (Type::Array(..), &Type::Numbers(scalar, size), "storage" | "workgroup") =
            (&*array, element, &*space.name)
        else {
            return Err(format!(
                "takes a pointer to an array of numbers or vectors in a buffer or in memory of the workgroup, \
                 but this is `{}`",
                Type::Pointer(space, array).spelling(&mut Matrix::spelling)
            ));
        };
        let order = match order {
            Some(order) => match scan.word(order.start) {
                "row_major" => Order::Rows,
                "col_major" => Order::Columns,
                other => {
                    return Err(format!(
                        "takes `row_major` or `col_major`, but `{other}` is given"
                    ));
                }
            },
            None => self.given_order(call, layout + 1),
        };
        // They may be of either type of integer.
        let stride = wanted - 1;
        for argument in [1, stride] {
            if self.names.is_floating(&call.arguments[argument]) {
                return Err(format!(
                    "takes an integer as argument {}, and this is a floating number",
                    argument + 1
                ));
            }
            let span = scan.span(&call.arguments[argument]);
            self.changes.push(Change::insert(span.start, "u32("));
            self.changes.push(Change::insert(span.end, ")"));
        }
        Ok(Memory {
            space,
            array: Rc::clone(&array),
            scalar,
            size,
            order,
            counts_components,
        })
    }

    /// The order that a boolean says; one that is written out is no argument any more.
    fn given_order(&mut self, call: &Call, index: usize) -> Order {
        let scan = &self.text.scan;
        let order = match &call.arguments[index] {
            argument if argument.len() != 1 => return Order::Given,
            argument => match self.names.constant(scan.word(argument.start)) {
                Some("true") => Order::Columns,
                Some("false") => Order::Rows,
                _ => return Order::Given,
            },
        };
        let until = call.arguments[index + 1].start;
        let span = scan.span(&(call.arguments[index].start..until));
        self.changes.push(Change::new(span, ""));
        order
    }

    fn multiply(&mut self, call: &Call, accumulates: bool) -> Result<Helper, String> {
        let wanted = 2 + usize::from(accumulates);
        if call.arguments.len() != wanted {
            return Err(format!(
                "takes {wanted} arguments, but {} are given",
                call.arguments.len()
            ));
        }
        let (left, right) = (self.operand(call, 0)?, self.operand(call, 1)?);
        let result = match accumulates {
            true => self.operand(call, 2)?,
            false => {
                let whole = call.head.start..call.arguments.last().map_or(0, |last| last.end + 1);
                self.names.matrix(&whole).ok_or(
                    "needs the type of the components of its result: `subgroupMatrixMultiply<f32>(…)`",
                )?
            }
        };
        let is_product = left.kind == Kind::Left
            && right.kind == Kind::Right
            && result.kind == Kind::Result
            && left.columns == right.rows
            && left.rows == result.rows
            && right.columns == result.columns;
        if !is_product {
            return Err(format!(
                "multiplies a left matrix of K columns and M rows by a right one of N columns and K rows \
                 to a result of N columns and M rows, but these are `{}`, `{}` and `{}`",
                left.spelling(),
                right.spelling(),
                result.spelling()
            ));
        }
        Ok(Helper::Multiply {
            left,
            right,
            result,
            accumulates,
        })
    }

    fn with_scalar(&mut self, call: &Call, operator: Operator) -> Result<Helper, String> {
        Ok(Helper::Scalar(self.operand(call, 0)?, operator))
    }

    /// The matrix that is an argument.
    fn operand(&self, call: &Call, index: usize) -> Result<Matrix, String> {
        call.arguments
            .get(index)
            .and_then(|tokens| self.names.matrix(tokens))
            .ok_or_else(|| format!("takes a matrix as argument {}", index + 1))
    }

    /// Lets a function be called.
    fn helper(&mut self, head: Range<usize>, helper: Helper) {
        let span = self.text.scan.span(&head);
        let next = self.helpers.len();
        let number = *self
            .numbers_of_helpers
            .entry(helper.clone())
            .or_insert(next);
        if number == next {
            self.helpers.push((helper, span.clone()));
        }
        let name = self.helper_name(number);
        self.change(span, name);
    }

    fn helper_name(&self, number: usize) -> String {
        format!("{}matrix_function_{number}", self.text.prefix)
    }

    /// The name of the struct for a matrix.
    fn structure(&mut self, matrix: &Matrix, span: &Range<usize>) -> String {
        let next = self.matrices.len();
        let number = *self
            .numbers_of_matrices
            .entry(matrix.clone())
            .or_insert(next);
        if number == next {
            self.matrices.push((matrix.clone(), span.clone()));
        }
        self.structure_name(number)
    }

    fn structure_name(&self, number: usize) -> String {
        format!("{}matrix_{number}", self.text.prefix)
    }

    fn change(&mut self, span: Range<usize>, text: String) {
        self.found.first.get_or_insert_with(|| span.clone());
        self.changes.push(Change::new(span, text));
    }

    /// Notes what naga's cooperative matrices do not have.
    fn cannot(&mut self, span: Range<usize>, what: &str) {
        let message = format!("{what}, which naga's cooperative matrices do not have");
        self.found.wrong.push((span, message));
    }

    /// Writes the functions and the structs behind the end of the text.
    fn finish(mut self) -> Found {
        let end = self.text.scan.text.len();
        for number in 0..self.helpers.len() {
            let (helper, span) = self.helpers[number].clone();
            let name = self.helper_name(number);
            let text = match self.how {
                SubgroupMatrices::Portable => {
                    portable::function(&name, &helper, &mut |matrix| self.structure(matrix, &span))
                }
                SubgroupMatrices::Native => {
                    let mut type_name =
                        |matrix: &Matrix| native::type_name(matrix).unwrap_or_default();
                    native::function(&name, &helper, &mut type_name).unwrap_or_else(|lacks| {
                        self.cannot(span.clone(), &format!("`{}` {lacks}", helper.built_in()));
                        String::new()
                    })
                }
            };
            self.found.names.push((name, helper.built_in().to_owned()));
            self.changes.push(Change {
                stands_for: span,
                ..Change::insert(end, format!("\n{text}"))
            });
        }
        for (number, (matrix, span)) in std::mem::take(&mut self.matrices).into_iter().enumerate() {
            let name = self.structure_name(number);
            let text = portable::structure(&name, &matrix);
            self.changes.push(Change {
                stands_for: span,
                ..Change::insert(end, format!("\n{text}"))
            });
            self.found.names.push((name, matrix.spelling()));
        }
        if self.how == SubgroupMatrices::Native && self.found.first.is_some() {
            let start = self.text.start(0);
            let enable = "enable wgpu_cooperative_matrix; ";
            self.changes.push(Change::insert(start, enable));
        }
        self.found
    }
}
