//! Graphviz DOT of the IR: one cluster for each function, control flow and, unless left out,
//! expressions.
//!
//! Solid edges are control flow, dashed ones point from a value to what reads it, dotted ones
//! from a call to the function called. The words are those of `ir_text`. Identifiers of nodes
//! are numbers of ours and names stand in labels only, so that no name of a shader can break the
//! graph. naga's own writer is not used: it panics on calls.

mod flow;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use naga::valid::FunctionInfo;
use naga::{Expression, Function, GlobalVariable, Handle, Module};

use super::prepare::Prepared;
use super::rewrite::handles::{self, Role};
use super::{Content, Output, emitted_names};
use crate::diagnostic::{Failure, Phase};
use crate::guard;
use crate::ir_text::expression::Scope;
use crate::ir_text::spelling::{Names, clean, name_at, push, space_names};
use crate::options::Options;
use crate::source::Stage;
use crate::target::TargetLanguage;
use flow::{Flow, Node};

/// Longest label, in characters: a composed constant may have thousands of parts.
const MAX_LABEL: usize = 240;

pub(super) fn write(prepared: Prepared<'_>, options: &Options) -> Result<Output, Failure> {
    let cfg_only = options.dot.cfg_only;
    // Blocks are walked with recursion, so on the large stack.
    let text = guard::call(Phase::Emit, "writing DOT", prepared.source, || {
        let names = Names::new(&prepared.module);
        Graph {
            prepared: &prepared,
            names: &names,
            with_expressions: !cfg_only,
            text: String::new(),
            edges: String::new(),
        }
        .write()
    })?;
    let names = prepared
        .module
        .entry_points
        .iter()
        .map(|entry_point| entry_point.name.clone())
        .collect();
    Ok(Output {
        language: TargetLanguage::Dot,
        version: None,
        entry_points: emitted_names(&prepared.module, names),
        content: Content::Text(text),
        slots: Vec::new(),
        texture_samplers: Vec::new(),
        diagnostics: prepared.diagnostics,
    })
}

/// The identifier of the node where a function starts.
#[derive(Clone, Copy)]
enum Callable {
    Function(usize),
    EntryPoint(usize),
}

impl fmt::Display for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(index) => write!(f, "f{index}"),
            Self::EntryPoint(index) => write!(f, "e{index}"),
        }
    }
}

struct Graph<'a> {
    prepared: &'a Prepared<'a>,
    names: &'a Names<'a>,
    with_expressions: bool,
    text: String,
    /// Edges between clusters, which stand after them all: an edge that names a node first
    /// would draw it into its own cluster.
    edges: String,
}

impl<'a> Graph<'a> {
    fn write(mut self) -> String {
        let module: &'a Module = &self.prepared.module;
        let info = &self.prepared.info;
        self.text.push_str("digraph module {\n");
        self.text
            .push_str("\tnode [shape=box, fontname=\"monospace\"];\n");
        if self.with_expressions {
            for (handle, variable) in module.global_variables.iter() {
                self.global(handle, variable);
            }
        }
        for (handle, function) in module.functions.iter() {
            let name = name_at(&self.names.functions, handle.index());
            let title = format!("fn {name}");
            let at = Callable::Function(handle.index());
            self.function(at, &title, function, &info[handle]);
        }
        for (index, entry_point) in module.entry_points.iter().enumerate() {
            let stage = Stage::from(entry_point.stage);
            let title = format!("@{stage} fn {}", clean(&entry_point.name));
            let at = Callable::EntryPoint(index);
            let info = info.get_entry_point(index);
            self.function(at, &title, &entry_point.function, info);
        }
        self.text.push_str(&self.edges);
        self.text.push_str("}\n");
        self.text
    }

    fn global(&mut self, handle: Handle<GlobalVariable>, variable: &GlobalVariable) {
        let space = match space_names(variable.space) {
            ("handle", _) => "var".to_owned(),
            (space, None) => format!("var<{space}>"),
            (space, Some(access)) => format!("var<{space}, {access}>"),
        };
        let binding = variable.binding.map_or_else(String::new, |at| {
            format!("@group({}) @binding({}) ", at.group, at.binding)
        });
        let label = format!(
            "{binding}{space} {}: {}",
            name_at(&self.names.globals, handle.index()),
            self.names.ty(variable.ty)
        );
        push(
            &mut self.text,
            format_args!(
                "\tg{} [label={}, shape=cylinder];\n",
                handle.index(),
                quoted(&label)
            ),
        );
    }

    fn function(
        &mut self,
        at: Callable,
        title: &str,
        function: &'a Function,
        info: &'a FunctionInfo,
    ) {
        let module: &'a Module = &self.prepared.module;
        let scope = Scope::of_function(module, info, self.names, function);
        let arguments: Vec<_> = function
            .arguments
            .iter()
            .zip(&scope.arguments)
            .map(|(argument, name)| format!("{name}: {}", self.names.ty(argument.ty)))
            .collect();
        let result = function.result.as_ref().map_or_else(String::new, |result| {
            format!(" -> {}", self.names.ty(result.ty))
        });
        let head = format!("{title}({}){result}", arguments.join(", "));
        push(
            &mut self.text,
            format_args!(
                "\tsubgraph cluster_{at} {{\n\t\tlabel={};\n\t\t{at} [label=\"start\", shape=oval];\n",
                quoted(&head)
            ),
        );
        let flow = Flow::of(&scope, &function.body, self.with_expressions);
        for (index, node) in flow.nodes.iter().enumerate() {
            push(
                &mut self.text,
                format_args!(
                    "\t\t{at}_s{index} [label={}{}];\n",
                    quoted(&node.label),
                    node.shape()
                ),
            );
        }
        if self.with_expressions {
            self.expressions(at, &scope, function, &flow);
        }
        for edge in &flow.edges {
            let label = if edge.label.is_empty() {
                String::new()
            } else {
                format!(" [label={}]", quoted(&edge.label))
            };
            let to = edge.to;
            match edge.from {
                None => push(
                    &mut self.text,
                    format_args!("\t\t{at} -> {at}_s{to}{label};\n"),
                ),
                Some(from) => push(
                    &mut self.text,
                    format_args!("\t\t{at}_s{from} -> {at}_s{to}{label};\n"),
                ),
            }
        }
        self.text.push_str("\t}\n");
        for (index, node) in flow.nodes.iter().enumerate() {
            if let Some(callee) = node.callee {
                let callee = Callable::Function(callee.index());
                push(
                    &mut self.edges,
                    format_args!("\t{at}_s{index} -> {callee} [style=dotted, label=\"call\"];\n"),
                );
            }
        }
    }

    /// The expressions of a function, and who reads them.
    fn expressions(
        &mut self,
        at: Callable,
        scope: &Scope<'_>,
        function: &Function,
        flow: &Flow<'_>,
    ) {
        let shown = |handle| !is_spelled_in_place(&scope.arena[handle]);
        for (handle, _) in scope.arena.iter().filter(|(handle, _)| shown(*handle)) {
            let label = format!(
                "{} = {}",
                scope.definition(handle, true),
                scope.text(handle)
            );
            push(
                &mut self.text,
                format_args!(
                    "\t\t{at}_x{} [label={}, style=rounded];\n",
                    handle.index(),
                    quoted(&label)
                ),
            );
        }
        let locals: BTreeMap<_, _> = scope
            .arena
            .iter()
            .filter_map(|(handle, expression)| match expression {
                Expression::LocalVariable(local) => Some((*local, handle)),
                _ => None,
            })
            .collect();
        for (handle, local) in function.local_variables.iter() {
            if let (Some(init), Some(to)) = (local.init, locals.get(&handle))
                && shown(init)
            {
                let (from, to) = (init.index(), to.index());
                self.data(format_args!("{at}_x{from} -> {at}_x{to}"));
            }
        }
        for (handle, expression) in scope.arena.iter() {
            let to = handle.index();
            if let Expression::GlobalVariable(global) = expression {
                push(
                    &mut self.edges,
                    format_args!("\tg{} -> {at}_x{to} [style=dashed];\n", global.index()),
                );
            }
            handles::operands(expression, |operand| {
                if shown(operand) {
                    let from = operand.index();
                    self.data(format_args!("{at}_x{from} -> {at}_x{to}"));
                }
            });
        }
        for (index, node) in flow.nodes.iter().enumerate() {
            self.uses(at, index, node, &shown);
        }
    }

    fn uses(
        &mut self,
        at: Callable,
        index: usize,
        node: &Node<'_>,
        shown: &dyn Fn(Handle<Expression>) -> bool,
    ) {
        if let Some(condition) = node.condition.filter(|it| shown(*it)) {
            self.data(format_args!("{at}_x{} -> {at}_s{index}", condition.index()));
        }
        let Some(statement) = node.statement else {
            return;
        };
        handles::statement(statement, |role, handle| {
            let other = handle.index();
            match role {
                Role::Operand if shown(handle) => {
                    self.data(format_args!("{at}_x{other} -> {at}_s{index}"));
                }
                Role::Operand => {}
                Role::Result => self.data(format_args!("{at}_s{index} -> {at}_x{other}")),
            }
        });
    }

    fn data(&mut self, edge: fmt::Arguments<'_>) {
        push(
            &mut self.text,
            format_args!("\t\t{edge} [style=dashed, constraint=false];\n"),
        );
    }
}

/// Whether every reader of the expression spells it out, so that it needs no node.
fn is_spelled_in_place(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Literal(_)
            | Expression::Constant(_)
            | Expression::Override(_)
            | Expression::ZeroValue(_)
    )
}

/// A label as a quoted string of DOT, cut where it gets too long to be read.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut letters = text.chars().peekable();
    let mut count = 0;
    while let Some(letter) = letters.next() {
        if count == MAX_LABEL {
            out.push('…');
            break;
        }
        count += 1;
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            // Graphviz reads `&lt;` in a label as HTML would.
            '&' if letters
                .peek()
                .is_some_and(|next| *next == '#' || next.is_ascii_alphanumeric()) =>
            {
                out.push_str("&amp;");
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
