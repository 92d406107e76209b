//! Statements as indented lines, without recursion: blocks nest as deep as the shader's author
//! (or fuzzer) liked.

use naga::{
    Barrier, Block, CollectiveOperation, Direction, Expression, GatherMode, Handle,
    RayPipelineFunction, RayQueryFunction, Span, Statement, SubgroupOperation, SwitchCase,
    SwitchValue,
};

use super::Lines;
use super::expression::{Scope, atomic_name};
use super::spelling::name_at;

/// What is still to be written, the next on top.
enum Work<'a> {
    Statement(&'a Statement, Span, usize),
    Line(String, usize),
}

/// Writes a body and marks the expressions that it evaluates.
pub(super) struct Body<'a, 's> {
    pub(super) scope: &'s Scope<'a>,
    pub(super) lines: &'s mut Lines<'a>,
    /// By expression index: whether its line was written.
    pub(super) written: Vec<bool>,
    work: Vec<Work<'a>>,
}

impl<'a, 's> Body<'a, 's> {
    pub(super) fn new(scope: &'s Scope<'a>, lines: &'s mut Lines<'a>) -> Self {
        Self {
            scope,
            lines,
            written: vec![false; scope.arena.len()],
            work: Vec::new(),
        }
    }

    /// Writes a block and all that is in it.
    pub(super) fn write(&mut self, block: &'a Block, depth: usize) {
        self.push_block(block, depth);
        while let Some(work) = self.work.pop() {
            match work {
                Work::Line(text, depth) => self.lines.push(depth, &text, Span::UNDEFINED),
                Work::Statement(statement, span, depth) => self.statement(statement, span, depth),
            }
        }
    }

    fn push_block(&mut self, block: &'a Block, depth: usize) {
        let from = self.work.len();
        self.work.extend(
            block
                .span_iter()
                .map(|(statement, span)| Work::Statement(statement, *span, depth)),
        );
        if let Some(added) = self.work.get_mut(from..) {
            added.reverse();
        }
    }

    fn push_line(&mut self, text: impl Into<String>, depth: usize) {
        self.work.push(Work::Line(text.into(), depth));
    }

    fn mark(&mut self, handle: Handle<Expression>) {
        if let Some(written) = self.written.get_mut(handle.index()) {
            *written = true;
        }
    }

    /// The line of a statement that gives an expression its value.
    fn result(&mut self, result: Option<Handle<Expression>>, text: &str) -> String {
        match result {
            Some(result) => {
                self.mark(result);
                format!(
                    "{} = {text}",
                    self.scope.definition(result, self.lines.options.types)
                )
            }
            None => text.to_owned(),
        }
    }

    fn statement(&mut self, statement: &'a Statement, span: Span, depth: usize) {
        let scope = self.scope;
        let op = |handle: &Handle<Expression>| scope.operand(*handle);
        let text = match statement {
            Statement::Emit(range) => {
                for handle in range.clone() {
                    self.mark(handle);
                    self.lines.expression(depth, scope, handle);
                }
                return;
            }
            Statement::Block(block) => {
                self.push_line("}", depth);
                self.push_block(block, depth + 1);
                "{".to_owned()
            }
            Statement::If {
                condition,
                accept,
                reject,
            } => {
                self.push_line("}", depth);
                if !reject.is_empty() {
                    self.push_block(reject, depth + 1);
                    self.push_line("} else {", depth);
                }
                self.push_block(accept, depth + 1);
                format!("if {} {{", op(condition))
            }
            Statement::Switch { selector, cases } => {
                self.push_line("}", depth);
                for case in cases.iter().rev() {
                    let SwitchCase {
                        value,
                        body,
                        fall_through,
                    } = case;
                    self.push_line("}", depth + 1);
                    if *fall_through {
                        self.push_line("fall through", depth + 2);
                    }
                    self.push_block(body, depth + 2);
                    let value = match value {
                        SwitchValue::I32(value) => format!("case {value}i"),
                        SwitchValue::U32(value) => format!("case {value}u"),
                        SwitchValue::Default => "default".to_owned(),
                    };
                    self.push_line(format!("{value} {{"), depth + 1);
                }
                format!("switch {} {{", op(selector))
            }
            Statement::Loop {
                body,
                continuing,
                break_if,
            } => {
                self.push_line("}", depth);
                if !continuing.is_empty() || break_if.is_some() {
                    self.push_line("}", depth + 1);
                    if let Some(condition) = break_if {
                        self.push_line(format!("break if {}", op(condition)), depth + 2);
                    }
                    self.push_block(continuing, depth + 2);
                    self.push_line("continuing {", depth + 1);
                }
                self.push_block(body, depth + 1);
                "loop {".to_owned()
            }
            Statement::Break
            | Statement::Continue
            | Statement::Return { .. }
            | Statement::Kill
            | Statement::ControlBarrier(_)
            | Statement::MemoryBarrier(_)
            | Statement::Store { .. }
            | Statement::ImageStore { .. }
            | Statement::Atomic { .. }
            | Statement::ImageAtomic { .. }
            | Statement::WorkGroupUniformLoad { .. }
            | Statement::Call { .. }
            | Statement::RayQuery { .. }
            | Statement::RayPipelineFunction(_)
            | Statement::SubgroupBallot { .. }
            | Statement::SubgroupGather { .. }
            | Statement::SubgroupCollectiveOperation { .. }
            | Statement::CooperativeStore { .. } => {
                let (result, text) = line(scope, statement);
                self.result(result, &text)
            }
        };
        self.lines.push(depth, &text, span);
    }
}

/// The result and the text of a statement; of one that holds blocks, its first line.
pub(crate) fn line(
    scope: &Scope<'_>,
    statement: &Statement,
) -> (Option<Handle<Expression>>, String) {
    let op = |handle: &Handle<Expression>| scope.operand(*handle);
    let text = match statement {
        Statement::Emit(range) => {
            let mut handles = range.clone();
            match (handles.next(), handles.last()) {
                (None, _) => "evaluate nothing".to_owned(),
                (Some(first), None) => format!("evaluate %{}", first.index()),
                (Some(first), Some(last)) => {
                    format!("evaluate %{} to %{}", first.index(), last.index())
                }
            }
        }
        Statement::Block(_) => "block".to_owned(),
        Statement::If { condition, .. } => format!("if {}", op(condition)),
        Statement::Switch { selector, .. } => format!("switch {}", op(selector)),
        Statement::Loop { .. } => "loop".to_owned(),
        Statement::Break => "break".to_owned(),
        Statement::Continue => "continue".to_owned(),
        Statement::Return { value: None } => "return".to_owned(),
        Statement::Return { value: Some(value) } => format!("return {}", op(value)),
        Statement::Kill => "kill".to_owned(),
        Statement::ControlBarrier(flags) => format!("control_barrier {}", barrier(*flags)),
        Statement::MemoryBarrier(flags) => format!("memory_barrier {}", barrier(*flags)),
        Statement::Store { pointer, value } => format!("store {} = {}", op(pointer), op(value)),
        Statement::ImageStore {
            image,
            coordinate,
            array_index,
            value,
        } => {
            let mut text = format!("image_store {} at {}", op(image), op(coordinate));
            scope.push_option(&mut text, "layer", *array_index);
            text + &format!(" = {}", op(value))
        }
        Statement::Atomic {
            pointer,
            fun,
            value,
            result,
        } => {
            let text = format!(
                "atomic {} {}, {}",
                atomic_name(scope, fun),
                op(pointer),
                op(value)
            );
            return (*result, text);
        }
        Statement::ImageAtomic {
            image,
            coordinate,
            array_index,
            fun,
            value,
        } => {
            let mut text = format!(
                "image_atomic {} {} at {}",
                atomic_name(scope, fun),
                op(image),
                op(coordinate)
            );
            scope.push_option(&mut text, "layer", *array_index);
            text + &format!(", {}", op(value))
        }
        Statement::WorkGroupUniformLoad { pointer, result } => {
            let text = format!("workgroup_uniform_load {}", op(pointer));
            return (Some(*result), text);
        }
        Statement::Call {
            function,
            arguments,
            result,
        } => {
            let text = format!(
                "call {}({})",
                name_at(&scope.names.functions, function.index()),
                scope.list(arguments.iter().copied())
            );
            return (*result, text);
        }
        Statement::RayQuery { query, fun } => match fun {
            RayQueryFunction::Initialize {
                acceleration_structure,
                descriptor,
            } => format!(
                "ray_query_initialize {}, {}, {}",
                op(query),
                op(acceleration_structure),
                op(descriptor)
            ),
            RayQueryFunction::Proceed { result } => {
                return (Some(*result), format!("ray_query_proceed {}", op(query)));
            }
            RayQueryFunction::GenerateIntersection { hit_t } => format!(
                "ray_query_generate_intersection {} at {}",
                op(query),
                op(hit_t)
            ),
            RayQueryFunction::ConfirmIntersection => {
                format!("ray_query_confirm_intersection {}", op(query))
            }
            RayQueryFunction::Terminate => format!("ray_query_terminate {}", op(query)),
        },
        Statement::RayPipelineFunction(RayPipelineFunction::TraceRay {
            acceleration_structure,
            descriptor,
            payload,
        }) => format!(
            "trace_ray {}, {}, {}",
            op(acceleration_structure),
            op(descriptor),
            op(payload)
        ),
        Statement::SubgroupBallot { result, predicate } => {
            let mut text = "subgroup_ballot".to_owned();
            scope.push_option(&mut text, "of", *predicate);
            return (Some(*result), text);
        }
        Statement::SubgroupGather {
            mode,
            argument,
            result,
        } => return (Some(*result), gather(scope, mode, op(argument))),
        Statement::SubgroupCollectiveOperation {
            op: operation,
            collective_op,
            argument,
            result,
        } => {
            let text = format!(
                "subgroup_{}{} {}",
                match collective_op {
                    CollectiveOperation::Reduce => "",
                    CollectiveOperation::InclusiveScan => "inclusive_",
                    CollectiveOperation::ExclusiveScan => "exclusive_",
                },
                match operation {
                    SubgroupOperation::All => "all",
                    SubgroupOperation::Any => "any",
                    SubgroupOperation::Add => "add",
                    SubgroupOperation::Mul => "mul",
                    SubgroupOperation::Min => "min",
                    SubgroupOperation::Max => "max",
                    SubgroupOperation::And => "and",
                    SubgroupOperation::Or => "or",
                    SubgroupOperation::Xor => "xor",
                },
                op(argument)
            );
            return (Some(*result), text);
        }
        Statement::CooperativeStore { target, data } => format!(
            "cooperative_store {} to {}",
            op(target),
            scope.cooperative(data)
        ),
    };
    (None, text)
}

fn gather(scope: &Scope<'_>, mode: &GatherMode, argument: &str) -> String {
    let with = |word: &str, index: &Handle<Expression>| {
        format!("subgroup_{word} {argument}, {}", scope.operand(*index))
    };
    match mode {
        GatherMode::BroadcastFirst => format!("subgroup_broadcast_first {argument}"),
        GatherMode::Broadcast(index) => with("broadcast", index),
        GatherMode::Shuffle(index) => with("shuffle", index),
        GatherMode::ShuffleDown(index) => with("shuffle_down", index),
        GatherMode::ShuffleUp(index) => with("shuffle_up", index),
        GatherMode::ShuffleXor(index) => with("shuffle_xor", index),
        GatherMode::QuadBroadcast(index) => with("quad_broadcast", index),
        GatherMode::QuadSwap(direction) => {
            let direction = match direction {
                Direction::X => "x",
                Direction::Y => "y",
                Direction::Diagonal => "diagonal",
            };
            format!("subgroup_quad_swap_{direction} {argument}")
        }
    }
}

fn barrier(flags: Barrier) -> String {
    let names: Vec<_> = flags
        .iter_names()
        .map(|(name, _)| name.to_ascii_lowercase().replace('_', ""))
        .collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(" | ")
    }
}
