//! Control flow of a body: statements as nodes, and which comes after which.
//!
//! Walks nested blocks with recursion, on the large stack of its caller. Knows nothing of DOT.

use naga::{Block, Expression, Function, Handle, Statement, SwitchCase, SwitchValue};

use crate::ir_text::expression::Scope;
use crate::ir_text::statement::line;

/// A statement, or a place in one.
pub(super) struct Node<'a> {
    pub(super) label: String,
    /// The statement whose operands it reads; none for the places inside a statement.
    pub(super) statement: Option<&'a Statement>,
    /// What `break if` reads.
    pub(super) condition: Option<Handle<Expression>>,
    pub(super) callee: Option<Handle<Function>>,
}

impl Node<'_> {
    /// The attribute for its outline, after another one.
    pub(super) const fn shape(&self) -> &'static str {
        match (self.statement, self.condition) {
            (Some(Statement::If { .. } | Statement::Switch { .. }), _) | (_, Some(_)) => {
                ", shape=diamond"
            }
            (Some(Statement::Return { .. } | Statement::Kill), _) => ", shape=oval",
            (Some(_), None) => "",
            (None, None) => ", shape=oval",
        }
    }
}

/// The way from one node to the next.
pub(super) struct Edge {
    /// None: the start of the function.
    pub(super) from: Option<usize>,
    pub(super) to: usize,
    pub(super) label: String,
}

/// An edge whose end is not known yet.
#[derive(Clone)]
struct Exit {
    from: Option<usize>,
    label: String,
}

impl Exit {
    fn of(node: usize) -> Self {
        Self::labelled(node, "")
    }

    fn labelled(node: usize, label: impl Into<String>) -> Self {
        Self {
            from: Some(node),
            label: label.into(),
        }
    }
}

/// A loop or switch around the statement.
struct Around {
    breaks: Vec<Exit>,
    /// None for a switch.
    continues: Option<Vec<Exit>>,
}

/// Nodes and edges of a body.
pub(super) struct Flow<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) edges: Vec<Edge>,
    around: Vec<Around>,
    with_evaluation: bool,
}

impl<'a> Flow<'a> {
    /// The flow of a body; `with_evaluation`: with the places where expressions are evaluated.
    pub(super) fn of(scope: &Scope<'_>, body: &'a Block, with_evaluation: bool) -> Self {
        let mut flow = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            around: Vec::new(),
            with_evaluation,
        };
        let start = Exit {
            from: None,
            label: String::new(),
        };
        let rest = flow.block(scope, body, vec![start]);
        if !rest.is_empty() {
            flow.place("end", rest);
        }
        flow
    }

    fn node(&mut self, node: Node<'a>, incoming: Vec<Exit>) -> usize {
        let to = self.nodes.len();
        self.nodes.push(node);
        self.connect(incoming, to);
        to
    }

    fn connect(&mut self, exits: Vec<Exit>, to: usize) {
        self.edges.extend(
            exits
                .into_iter()
                .map(|Exit { from, label }| Edge { from, to, label }),
        );
    }

    /// A node that is no statement.
    fn place(&mut self, label: &str, incoming: Vec<Exit>) -> usize {
        let node = Node {
            label: label.to_owned(),
            statement: None,
            condition: None,
            callee: None,
        };
        self.node(node, incoming)
    }

    /// Adds a block and returns the ways out of its end.
    fn block(&mut self, scope: &Scope<'_>, block: &'a Block, incoming: Vec<Exit>) -> Vec<Exit> {
        let mut exits = incoming;
        for statement in block {
            exits = self.statement(scope, statement, exits);
        }
        exits
    }

    fn statement(
        &mut self,
        scope: &Scope<'_>,
        statement: &'a Statement,
        incoming: Vec<Exit>,
    ) -> Vec<Exit> {
        match statement {
            Statement::Emit(_) if !self.with_evaluation => return incoming,
            Statement::Block(block) => return self.block(scope, block, incoming),
            _ => {}
        }
        let (result, text) = line(scope, statement);
        let label = match result {
            Some(result) => format!("{} = {text}", scope.definition(result, true)),
            None => text,
        };
        let node = Node {
            label,
            statement: Some(statement),
            condition: None,
            callee: match statement {
                Statement::Call { function, .. } => Some(*function),
                _ => None,
            },
        };
        let at = self.node(node, incoming);
        match statement {
            Statement::If {
                condition: _,
                accept,
                reject,
            } => {
                let mut exits = self.block(scope, accept, vec![Exit::labelled(at, "true")]);
                exits.extend(self.block(scope, reject, vec![Exit::labelled(at, "false")]));
                exits
            }
            Statement::Switch { selector: _, cases } => self.switch(scope, at, cases),
            Statement::Loop {
                body,
                continuing,
                break_if,
            } => self.repeat(scope, at, body, continuing, *break_if),
            Statement::Break => {
                if let Some(around) = self.around.last_mut() {
                    around.breaks.push(Exit::of(at));
                }
                Vec::new()
            }
            Statement::Continue => {
                let around = self.around.iter_mut().rev();
                if let Some(continues) =
                    around.filter_map(|around| around.continues.as_mut()).next()
                {
                    continues.push(Exit::of(at));
                }
                Vec::new()
            }
            Statement::Return { .. } | Statement::Kill => Vec::new(),
            Statement::Emit(_)
            | Statement::Block(_)
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
            | Statement::CooperativeStore { .. } => vec![Exit::of(at)],
        }
    }

    fn switch(&mut self, scope: &Scope<'_>, at: usize, cases: &'a [SwitchCase]) -> Vec<Exit> {
        self.around.push(Around {
            breaks: Vec::new(),
            continues: None,
        });
        let mut exits = Vec::new();
        let mut falling = Vec::new();
        for case in cases {
            let SwitchCase {
                value,
                body,
                fall_through,
            } = case;
            let value = match value {
                SwitchValue::I32(value) => format!("case {value}i"),
                SwitchValue::U32(value) => format!("case {value}u"),
                SwitchValue::Default => "default".to_owned(),
            };
            let mut incoming = std::mem::take(&mut falling);
            incoming.push(Exit::labelled(at, value));
            let rest = self.block(scope, body, incoming);
            if *fall_through {
                falling = rest;
            } else {
                exits.extend(rest);
            }
        }
        exits.extend(falling);
        if let Some(around) = self.around.pop() {
            exits.extend(around.breaks);
        }
        exits
    }

    fn repeat(
        &mut self,
        scope: &Scope<'_>,
        at: usize,
        body: &'a Block,
        continuing: &'a Block,
        break_if: Option<Handle<Expression>>,
    ) -> Vec<Exit> {
        self.around.push(Around {
            breaks: Vec::new(),
            continues: Some(Vec::new()),
        });
        let mut back = self.block(scope, body, vec![Exit::of(at)]);
        let around = self.around.pop();
        let mut exits = Vec::new();
        if let Some(Around { breaks, continues }) = around {
            exits.extend(breaks);
            back.extend(continues.into_iter().flatten());
        }
        if !continuing.is_empty() {
            let place = self.place("continuing", back);
            back = self.block(scope, continuing, vec![Exit::of(place)]);
        }
        if let Some(condition) = break_if {
            let node = Node {
                label: format!("break if {}", scope.operand(condition)),
                statement: None,
                condition: Some(condition),
                callee: None,
            };
            let test = self.node(node, back);
            exits.push(Exit::labelled(test, "true"));
            back = vec![Exit::labelled(test, "false")];
        }
        self.connect(back, at);
        exits
    }
}
