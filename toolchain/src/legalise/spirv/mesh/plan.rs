//! What a module's mesh and task stages are made of.

use std::collections::{HashMap, HashSet};

use naga::MeshOutputTopology;
use rspirv::spirv::{ExecutionMode, ExecutionModel, Op, StorageClass};

use super::outputs::{Slot, Tree, tree};
use super::{Problem, is_read, problem};
use crate::legalise::spirv::draft::{Draft, EntryPoint, Function, entry_point};
use crate::legalise::spirv::shape::each_id;

/// More vertices or primitives than any device gives.
const MOST: u32 = 4096;

/// The mesh and task stages.
#[derive(Debug, Default)]
pub(super) struct Stages {
    pub(super) meshes: Vec<Mesh>,
    pub(super) tasks: Vec<Task>,
    /// The output variables of mesh stages, with the number of the stage.
    pub(super) outputs: HashMap<u32, Output>,
    /// The variables that task stages hand on.
    pub(super) payloads: HashSet<u32>,
    /// The mesh stage of each function that says how much there is.
    pub(super) counted: HashMap<u32, usize>,
}

/// What there is one of for each vertex, or for each primitive.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The most there may be.
    pub(super) most: u32,
    pub(super) slots: Vec<Slot>,
    /// The numbers of the slots, in the order they have in the struct.
    pub(super) order: Vec<usize>,
}

impl Side {
    /// The number of a slot in the struct, which it gets when it is first asked for.
    pub(super) fn number(&mut self, slot: usize) -> u32 {
        let found = self.order.iter().position(|&each| each == slot);
        let number = found.unwrap_or_else(|| {
            self.order.push(slot);
            self.order.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}

/// A mesh stage.
#[derive(Debug)]
pub(super) struct Mesh {
    /// The number of its entry point.
    pub(super) entry: usize,
    pub(super) vertex: Side,
    pub(super) primitive: Side,
    pub(super) topology: MeshOutputTopology,
    pub(super) payload: Option<u32>,
    /// The variable that gets everything.
    pub(super) variable: u32,
    /// The input that tells the first invocation.
    pub(super) index: u32,
    /// Whether that input is a new one.
    pub(super) has_new_index: bool,
}

impl Mesh {
    pub(super) fn side(&mut self, per_primitive: bool) -> &mut Side {
        if per_primitive {
            &mut self.primitive
        } else {
            &mut self.vertex
        }
    }
}

/// A task stage.
#[derive(Debug)]
pub(super) struct Task {
    /// The number of its entry point.
    pub(super) entry: usize,
    pub(super) function: u32,
    pub(super) payload: Option<u32>,
    /// The variable that gets the number of mesh workgroups.
    pub(super) size: u32,
}

/// An output variable of a mesh stage.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) mesh: usize,
    pub(super) per_primitive: bool,
    /// What one of its elements is.
    pub(super) tree: Tree,
}

/// An entry point with what it reaches.
struct Reach {
    entry: EntryPoint,
    functions: HashSet<u32>,
    /// Variables that its functions or its interface name.
    variables: HashSet<u32>,
}

/// Looks at everything but the instructions.
pub(super) fn of(draft: &mut Draft) -> Result<Stages, Problem> {
    let reaches = reaches(draft);
    let mut stages = Stages::default();
    let mut owners: HashMap<u32, usize> = HashMap::new();
    for (number, reach) in reaches.iter().enumerate() {
        let of_class = |class: StorageClass| {
            let found = draft
                .variables()
                .into_iter()
                .filter(|variable| variable.is(class) && reach.variables.contains(&variable.id));
            found.map(|variable| variable.id).collect::<Vec<_>>()
        };
        let payloads = of_class(StorageClass::TaskPayloadWorkgroupEXT);
        let outputs = of_class(StorageClass::Output);
        for &id in &outputs {
            if let Some(other) = owners.insert(id, number)
                && [other, number]
                    .iter()
                    .any(|&each| model(&reaches, each) == ExecutionModel::MeshEXT as u32)
            {
                let what = "an output that a mesh stage shares with another stage is";
                return problem(id, what);
            }
        }
        if !is_read(reach.entry.model) {
            continue;
        }
        if let &[_, second, ..] = payloads.as_slice() {
            return problem(second, "a stage with two task payloads is");
        }
        let payload = payloads.first().copied();
        stages.payloads.extend(payload);
        if reach.entry.model == ExecutionModel::TaskEXT as u32 {
            let ends_elsewhere = |function: &&Function| {
                function.def.id != reach.entry.function
                    && reach.functions.contains(&function.def.id)
                    && function.insts().any(|it| it.op == Op::EmitMeshTasksEXT)
            };
            if let Some(function) = draft.functions.iter().find(ends_elsewhere) {
                let what = "ending a task stage in a function that it calls is";
                return problem(function.def.id, what);
            }
            stages.tasks.push(Task {
                entry: number,
                function: reach.entry.function,
                payload,
                size: 0,
            });
            continue;
        }
        let mesh = stages.meshes.len();
        let counts = |function: &&Function| {
            reach.functions.contains(&function.def.id)
                && function.insts().any(|it| it.op == Op::SetMeshOutputsEXT)
        };
        for function in draft.functions.iter().filter(counts) {
            if stages.counted.insert(function.def.id, mesh).is_some() {
                let what = "a function that sets the sizes of two mesh stages is";
                return problem(function.def.id, what);
            }
        }
        let mut made = of_modes(draft, number, &reach.entry)?;
        made.payload = payload;
        for id in outputs {
            let (per_primitive, tree) = tree(draft, &mut made, id)?;
            let output = Output {
                mesh,
                per_primitive,
                tree,
            };
            stages.outputs.insert(id, output);
        }
        super::outputs::complete(draft, &mut made);
        super::outputs::check_locations(&made, reach.entry.function)?;
        stages.meshes.push(made);
    }
    payload_arguments(draft)?;
    Ok(stages)
}

fn model(reaches: &[Reach], number: usize) -> u32 {
    reaches.get(number).map_or(0, |reach| reach.entry.model)
}

/// What the modes of a mesh stage say.
fn of_modes(draft: &Draft, entry: usize, of: &EntryPoint) -> Result<Mesh, Problem> {
    let mode = |wanted: ExecutionMode| {
        draft
            .modes
            .iter()
            .find(|inst| inst.arg(0) == of.function && inst.arg(1) == wanted as u32)
    };
    let most = |wanted: ExecutionMode, what: &str| {
        let Some(inst) = mode(wanted) else {
            return problem(
                of.function,
                format!("a mesh stage (`{}`) without the mode `{what}` is", of.name),
            );
        };
        match inst.arg(2) {
            number @ 1..=MOST => Ok(number),
            number => problem(
                of.function,
                format!("the mode `{what}` with {number} instead of 1 to {MOST} is"),
            ),
        }
    };
    let side = |most| Side {
        most,
        ..Side::default()
    };
    let topology = if mode(ExecutionMode::OutputPoints).is_some() {
        MeshOutputTopology::Points
    } else if mode(ExecutionMode::OutputLinesEXT).is_some() {
        MeshOutputTopology::Lines
    } else if mode(ExecutionMode::OutputTrianglesEXT).is_some() {
        MeshOutputTopology::Triangles
    } else {
        return problem(
            of.function,
            format!(
                "a mesh stage (`{}`) that does not say what its primitives are is",
                of.name
            ),
        );
    };
    Ok(Mesh {
        entry,
        vertex: side(most(ExecutionMode::OutputVertices, "OutputVertices")?),
        primitive: side(most(
            ExecutionMode::OutputPrimitivesEXT,
            "OutputPrimitivesEXT",
        )?),
        topology,
        payload: None,
        variable: 0,
        index: 0,
        has_new_index: false,
    })
}

/// A payload may not be handed to a function: naga knows of each pointer what memory it is to.
fn payload_arguments(draft: &Draft) -> Result<(), Problem> {
    let class = StorageClass::TaskPayloadWorkgroupEXT as u32;
    for param in draft.functions.iter().flat_map(|function| &function.params) {
        if draft.pointer_parts(param.ty).map(|(class, _)| class) == Some(class) {
            let what = "a pointer to a task payload as an argument of a function is";
            return problem(param.id, what);
        }
    }
    Ok(())
}

fn reaches(draft: &Draft) -> Vec<Reach> {
    let variables: HashSet<u32> = draft.variables().iter().map(|it| it.id).collect();
    let by_id: HashMap<u32, &Function> = draft
        .functions
        .iter()
        .map(|function| (function.def.id, function))
        .collect();
    draft
        .entry_points
        .iter()
        .map(|inst| {
            let entry = entry_point(inst);
            let mut functions = HashSet::new();
            let mut named: HashSet<u32> = inst.args.iter().skip(entry.interface).copied().collect();
            let mut queue = vec![entry.function];
            while let Some(id) = queue.pop() {
                if !functions.insert(id) {
                    continue;
                }
                let Some(function) = by_id.get(&id) else {
                    continue;
                };
                for inst in function.insts() {
                    each_id(inst.op, &inst.args, false, |at| {
                        named.insert(inst.arg(at));
                    });
                    if inst.op == Op::FunctionCall {
                        queue.push(inst.arg(0));
                    }
                }
            }
            named.retain(|id| variables.contains(id));
            Reach {
                entry,
                functions,
                variables: named,
            }
        })
        .collect()
}
