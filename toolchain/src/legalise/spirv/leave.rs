//! Loops that are left from within a switch.
//!
//! SPIR-V goes to the end of the loop; naga writes a `break`, which in its module only leaves the
//! switch, and the loop goes on. A call of a marker stands in front of such a way out, and once
//! naga has read the module, a flag carries it past the end of each switch on the way.

use std::collections::{HashMap, HashSet};

use naga::{Expression, Literal, LocalVariable, Range, Span, Statement, Type, TypeInner};
use rspirv::spirv::Op;

use super::Settings;
use super::draft::{Block, Draft, Function, Inst};
use super::marker::{Marker, function};
use crate::edit::handles::{blocks_mut, has_statement};

/// Puts a marker in front of each way out of a loop that leads through a switch.
pub(super) fn mark(draft: &mut Draft, _: Settings) {
    if !draft.uses(|op| op == Op::Switch) || !draft.uses(|op| op == Op::LoopMerge) {
        return;
    }
    let mut functions = std::mem::take(&mut draft.functions);
    let mut marker = None;
    for each in &mut functions {
        let ways = ways_out(each);
        if ways.is_empty() {
            continue;
        }
        let void = draft.define(Op::TypeVoid, 0, []);
        let marker = *marker.get_or_insert_with(|| function(draft, Marker::LeaveLoop, void, &[]));
        let mut between = Between::of(each);
        for (from, to) in ways {
            let call = Inst::new(Op::FunctionCall, void, draft.value(void), [marker]);
            between.put(draft, each, (from, to), call);
        }
        between.finish(each);
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
}

/// What stands around a block.
struct Construct {
    is_loop: bool,
    is_switch: bool,
    merge: u32,
    /// Where a loop goes on.
    continuing: Option<u32>,
    /// What stands around it.
    around: Option<usize>,
}

/// The branches from a block to the end of a loop of which a switch is left on the way.
fn ways_out(function: &Function) -> Vec<(u32, u32)> {
    let blocks: HashMap<u32, &Block> = function
        .blocks
        .iter()
        .map(|block| (block.label, block))
        .collect();
    let mut constructs: Vec<Construct> = Vec::new();
    let mut found = Vec::new();
    let mut known = HashSet::new();
    let Some(first) = function.blocks.first() else {
        return found;
    };
    let mut seen = HashSet::from([first.label]);
    let mut pending: Vec<(u32, Option<usize>)> = vec![(first.label, None)];
    while let Some((label, around)) = pending.pop() {
        let Some(block) = blocks.get(&label) else {
            continue;
        };
        let mut inside = around;
        if let Some(merge) = block.merge() {
            let is_loop = merge.op == Op::LoopMerge;
            constructs.push(Construct {
                is_loop,
                is_switch: block.terminator().is_some_and(|last| last.op == Op::Switch),
                merge: merge.arg(0),
                continuing: is_loop.then(|| merge.arg(1)),
                around,
            });
            inside = constructs.len().checked_sub(1);
            if seen.insert(merge.arg(0)) {
                pending.push((merge.arg(0), around));
            }
            if is_loop && seen.insert(merge.arg(1)) {
                pending.push((merge.arg(1), inside));
            }
        }
        for next in block.successors() {
            match end(&constructs, inside, next) {
                Some(true) if known.insert((label, next)) => found.push((label, next)),
                Some(_) => {}
                None if seen.insert(next) => pending.push((next, inside)),
                None => {}
            }
        }
    }
    found
}

/// Whether a block is the end of something around, and then whether a switch is left for a loop.
fn end(constructs: &[Construct], inside: Option<usize>, label: u32) -> Option<bool> {
    let mut leaves_switch = false;
    let mut at = inside;
    while let Some(each) = at.and_then(|index| constructs.get(index)) {
        if each.merge == label {
            return Some(each.is_loop && leaves_switch);
        }
        if each.continuing == Some(label) {
            return Some(false);
        }
        leaves_switch |= each.is_switch;
        at = each.around;
    }
    None
}

/// What is put on the way from one block to another.
struct Between {
    /// The places of the blocks that were there before, by label.
    places: HashMap<u32, usize>,
    /// New blocks, by the place of the one before them, the last one first.
    new: HashMap<usize, Vec<Block>>,
}

impl Between {
    fn of(function: &Function) -> Self {
        let labels = function.blocks.iter().map(|block| block.label);
        Self {
            places: labels.zip(0..).collect(),
            new: HashMap::new(),
        }
    }

    /// Puts an instruction there.
    fn put(
        &mut self,
        draft: &mut Draft,
        function: &mut Function,
        (from, to): (u32, u32),
        inst: Inst,
    ) {
        let Some(&at) = self.places.get(&from) else {
            return;
        };
        let Some(block) = function.blocks.get_mut(at) else {
            return;
        };
        let Some(last) = block.insts.last_mut() else {
            return;
        };
        if last.op == Op::Branch {
            let end = block.insts.len().saturating_sub(1);
            block.insts.insert(end, inst);
            return;
        }
        let Some(between) = redirect(draft, last, to) else {
            return;
        };
        self.new.entry(at).or_default().push(Block {
            label: between,
            insts: vec![inst, Inst::bare(Op::Branch, [to])],
        });
        let end = self
            .places
            .get(&to)
            .and_then(|&at| function.blocks.get_mut(at));
        let phis = end.into_iter().flat_map(|block| &mut block.insts);
        for phi in phis.take_while(|inst| inst.op == Op::Phi) {
            for parent in phi.args.iter_mut().skip(1).step_by(2) {
                if *parent == from {
                    *parent = between;
                }
            }
        }
    }

    /// Puts the new blocks behind those that they come from.
    fn finish(mut self, function: &mut Function) {
        if self.new.is_empty() {
            return;
        }
        for (at, block) in std::mem::take(&mut function.blocks).into_iter().enumerate() {
            function.blocks.push(block);
            let new = self.new.remove(&at).unwrap_or_default();
            function.blocks.extend(new.into_iter().rev());
        }
    }
}

/// Makes a branch to `to` one to a new label.
fn redirect(draft: &mut Draft, last: &mut Inst, to: u32) -> Option<u32> {
    let between = draft.fresh();
    // The condition or the selector is no label; literals of a switch are every second one.
    let labels: Vec<usize> = match last.op {
        Op::BranchConditional => vec![1, 2],
        Op::Switch => std::iter::once(1)
            .chain((3..last.args.len()).step_by(2))
            .collect(),
        _ => return None,
    };
    for index in labels {
        if let Some(label) = last.args.get_mut(index).filter(|label| **label == to) {
            *label = between;
        }
    }
    Some(between)
}

/// Lets the calls of the marker leave the loop around.
pub(super) fn leave(
    function: &mut naga::Function,
    is_marker: &dyn Fn(naga::Handle<naga::Function>) -> bool,
    bool_type: naga::Handle<Type>,
) {
    let is_call = |statement: &Statement| match statement {
        Statement::Call { function, .. } => is_marker(*function),
        _ => false,
    };
    if has_statement(function, is_call) {
        let mut body = std::mem::take(&mut function.body);
        let flag = LocalVariable {
            name: Some("leaves".to_owned()),
            ty: bool_type,
            init: None,
        };
        let flag = function.local_variables.append(flag, Span::UNDEFINED);
        let mut append = |expression| function.expressions.append(expression, Span::UNDEFINED);
        let mut carry = Carry {
            pointer: append(Expression::LocalVariable(flag)),
            yes: append(Expression::Literal(Literal::Bool(true))),
            no: append(Expression::Literal(Literal::Bool(false))),
            is_marker,
            expressions: &mut function.expressions,
        };
        carry.block(&mut body);
        function.body = body;
    }
}

/// The type of a flag.
pub(super) fn flag_type(module: &mut naga::Module) -> naga::Handle<Type> {
    let ty = Type {
        name: None,
        inner: TypeInner::Scalar(naga::Scalar::BOOL),
    };
    module.types.insert(ty, Span::UNDEFINED)
}

struct Carry<'a> {
    pointer: naga::Handle<Expression>,
    yes: naga::Handle<Expression>,
    no: naga::Handle<Expression>,
    is_marker: &'a dyn Fn(naga::Handle<naga::Function>) -> bool,
    expressions: &'a mut naga::Arena<Expression>,
}

impl Carry<'_> {
    /// Whether the loop around is left from within the block.
    fn block(&mut self, block: &mut naga::Block) -> bool {
        let store = |pointer, value| Statement::Store { pointer, value };
        let mut leaves = false;
        for (mut statement, span) in std::mem::take(block).span_into_iter() {
            let mut is_left = false;
            for inner in blocks_mut(&mut statement) {
                is_left |= self.block(inner);
            }
            match &statement {
                Statement::Call { function, .. } if (self.is_marker)(*function) => {
                    leaves = true;
                    statement = store(self.pointer, self.yes);
                }
                Statement::Switch { .. } if is_left => {
                    leaves = true;
                    block.push(store(self.pointer, self.no), span);
                    block.push(statement, span);
                    let load = Expression::Load {
                        pointer: self.pointer,
                    };
                    let condition = self.expressions.append(load, span);
                    let range = Range::new_from_bounds(condition, condition);
                    block.push(Statement::Emit(range), span);
                    statement = Statement::If {
                        condition,
                        accept: naga::Block::from_vec(vec![Statement::Break]),
                        reject: naga::Block::new(),
                    };
                }
                // What leaves a loop inside ends there.
                Statement::Loop { .. } => {}
                _ => leaves |= is_left,
            }
            block.push(statement, span);
        }
        leaves
    }
}
