//! The spans of a module as a table, which naga's serde form leaves out.
//!
//! Two numbers an item, in one fixed order: the arenas of the module (types, constants,
//! overrides, global variables, global expressions, functions, diagnostic filters), then of each
//! function and after them each entry point its local variables, expressions and statements, a
//! statement before those in its blocks. `[0, 0]` means that there is none.

use std::fmt;
use std::iter;

use naga::{Arena, Block, Function, Module, Span, Statement};

use crate::edit::handles::{blocks, blocks_mut};

/// A table that has too few or too many spans for the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongNumber {
    /// How many the module has.
    pub expected: usize,
    /// How many there are.
    pub found: usize,
}

impl fmt::Display for WrongNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found } = self;
        write!(
            f,
            "the module has {expected} items and the table {found} spans"
        )
    }
}

impl std::error::Error for WrongNumber {}

/// A span as it stands in the table. naga's fields are private, and an empty span at 0 is its
/// way to say "none".
fn raw(span: Span) -> [u32; 2] {
    let number = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    span.to_range()
        .map_or([0, 0], |range| [number(range.start), number(range.end)])
}

type Shared<'a> = Box<dyn Iterator<Item = (&'a Statement, &'a Span)> + 'a>;

fn statements_in(block: &Block) -> Shared<'_> {
    Box::new(block.span_iter())
}

type Mutable<'a> = Box<dyn Iterator<Item = (&'a mut Statement, Option<&'a mut Span>)> + 'a>;

fn statements_mut(block: &mut Block) -> Mutable<'_> {
    Box::new(block.span_iter_mut())
}

fn collect_arena<T>(arena: &Arena<T>, table: &mut Vec<[u32; 2]>) {
    table.extend(arena.iter().map(|(handle, _)| raw(arena.get_span(handle))));
}

fn collect_function(function: &Function, table: &mut Vec<[u32; 2]>) {
    collect_arena(&function.local_variables, table);
    collect_arena(&function.expressions, table);
    table.extend(statements(function).into_iter().map(raw));
}

/// The spans of the statements of a function, a statement before those in its blocks.
#[must_use]
pub fn statements(function: &Function) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = vec![statements_in(&function.body)];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some((statement, span)) => {
                spans.push(*span);
                open.extend(blocks(statement).rev().map(statements_in));
            }
            None => {
                open.pop();
            }
        }
    }
    spans
}

/// The spans of a module.
#[must_use]
pub fn collect(module: &Module) -> Vec<[u32; 2]> {
    let types = &module.types;
    let mut table: Vec<_> = types
        .iter()
        .map(|(handle, _)| raw(types.get_span(handle)))
        .collect();
    collect_arena(&module.constants, &mut table);
    collect_arena(&module.overrides, &mut table);
    collect_arena(&module.global_variables, &mut table);
    collect_arena(&module.global_expressions, &mut table);
    collect_arena(&module.functions, &mut table);
    collect_arena(&module.diagnostic_filters, &mut table);
    let functions = module.functions.iter().map(|(_, function)| function);
    for function in functions.chain(module.entry_points.iter().map(|each| &each.function)) {
        collect_function(function, &mut table);
    }
    table
}

type Next<'a> = &'a mut dyn FnMut() -> Span;

/// The spans of an arena cannot be set in place, so it is filled anew; handles stay what they were.
fn apply_arena<T>(arena: &mut Arena<T>, next: Next<'_>) {
    for value in arena.take().into_inner() {
        arena.append(value, next());
    }
}

fn apply_function(function: &mut Function, next: Next<'_>) {
    apply_arena(&mut function.local_variables, next);
    apply_arena(&mut function.expressions, next);
    let mut open = vec![statements_mut(&mut function.body)];
    while let Some(innermost) = open.last_mut() {
        match innermost.next() {
            Some((statement, span)) => {
                let new = next();
                if let Some(span) = span {
                    *span = new;
                }
                open.extend(blocks_mut(statement).rev().map(statements_mut));
            }
            None => {
                open.pop();
            }
        }
    }
}

/// Gives the items of a module their spans.
///
/// # Errors
///
/// A table that was made for another module. The spans of this one are then partly replaced.
pub fn apply(module: &mut Module, table: &[[u32; 2]]) -> Result<(), WrongNumber> {
    let mut used = 0;
    let mut rest = table.iter();
    let mut next = || {
        used += 1;
        match rest.next() {
            Some([0, 0]) | None => Span::UNDEFINED,
            Some([start, end]) => Span::new(*start, *end),
        }
    };
    let types = module.types.take();
    for (_, ty) in types.iter() {
        module.types.insert(ty.clone(), next());
    }
    apply_arena(&mut module.constants, &mut next);
    apply_arena(&mut module.overrides, &mut next);
    apply_arena(&mut module.global_variables, &mut next);
    apply_arena(&mut module.global_expressions, &mut next);
    apply_arena(&mut module.functions, &mut next);
    apply_arena(&mut module.diagnostic_filters, &mut next);
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let entry_points = module
        .entry_points
        .iter_mut()
        .map(|each| &mut each.function);
    for function in iter::chain(functions, entry_points) {
        apply_function(function, &mut next);
    }
    if used == table.len() {
        Ok(())
    } else {
        Err(WrongNumber {
            expected: used,
            found: table.len(),
        })
    }
}
