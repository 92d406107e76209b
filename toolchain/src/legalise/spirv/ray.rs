//! Ray queries.
//!
//! naga's module has them, its front end does not read them. The types become stand-ins, the
//! instructions calls of markers. A query is a variable of a function in naga's module: one of
//! the whole module moves into the entry point that alone uses it, and an array of them becomes
//! one variable an element. What naga's module cannot ask of a query, but was told to it at its
//! start, is kept beside it.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Capability, Op, StorageClass};

use super::draft::{Draft, Function, Inst, entry_point};
use super::emit::Emit;
use super::marker::{self, Marker, Opaque, Repair};
use super::shape::each_id;
use super::{Note, Settings};

const QUERY: &str = "ray_query_stand_in";
const INTERSECTION: &str = "ray_intersection_stand_in";
const STRUCTURE: &str = "acceleration_structure_stand_in";

/// naga's number for a box as a candidate; SPIR-V's is 1, and 0 for a triangle.
const BOX: u32 = 3;

/// Writes them out, if all of them can be.
pub(super) fn write_out(draft: &mut Draft, _: Settings) {
    if !draft.globals.iter().any(is_ray_type) || what_is_outside(draft).is_some() {
        return;
    }
    draft.capabilities.retain(|inst| {
        !RAY_CAPABILITIES
            .iter()
            .any(|capability| inst.arg(0) == *capability as u32)
    });
    let Some(queries) = Queries::find(draft).ok() else {
        return;
    };
    stand_in(draft);
    let asks = draft.uses(|op| member(op).is_some());
    let intersection = if asks { intersection_type(draft) } else { 0 };
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        let mut rewrite = Rewrite {
            intersection,
            queries: &queries,
            function: function.def.id,
            variables: HashMap::new(),
            kept: HashMap::new(),
            locals: Vec::new(),
        };
        rewrite.blocks(draft, function);
        if let Some(first) = function.blocks.first_mut() {
            first.insts.splice(0..0, rewrite.locals);
        }
    }
    functions.append(&mut draft.functions);
    draft.functions = functions;
    queries.drop_variables(draft);
}

const RAY_CAPABILITIES: &[Capability] = &[
    Capability::RayQueryKHR,
    Capability::RayTraversalPrimitiveCullingKHR,
];

fn is_ray_type(inst: &Inst) -> bool {
    matches!(
        inst.op,
        Op::TypeRayQueryKHR | Op::TypeAccelerationStructureKHR
    )
}

/// Puts types that naga reads into the place of those that it does not.
fn stand_in(draft: &mut Draft) {
    let types: Vec<(u32, Op)> = draft
        .globals
        .iter()
        .filter(|inst| is_ray_type(inst))
        .map(|inst| (inst.id, inst.op))
        .collect();
    let uint = draft.int_type(false);
    for (id, op) in types {
        draft.forget(id);
        let (name, becomes) = match op {
            Op::TypeRayQueryKHR => (QUERY, Opaque::RayQuery),
            _ => (STRUCTURE, Opaque::AccelerationStructure),
        };
        if let Some(inst) = draft.global_mut(id) {
            *inst = match becomes {
                Opaque::RayQuery => Inst::new(Op::TypeStruct, 0, id, [uint]),
                Opaque::AccelerationStructure | Opaque::Intersection => {
                    Inst::new(Op::TypeSampler, 0, id, [])
                }
            };
        }
        draft.set_name(id, name);
        draft.repairs.push(Repair::Opaque {
            stand_in: name.to_owned(),
            becomes,
        });
    }
}

/// What naga's module tells of an intersection, in its order.
fn intersection_type(draft: &mut Draft) -> u32 {
    let (uint, float) = (draft.int_type(false), draft.float_type());
    let two = draft.define(Op::TypeVector, 0, [float, 2]);
    let three = draft.define(Op::TypeVector, 0, [float, 3]);
    let transform = draft.define(Op::TypeMatrix, 0, [three, 4]);
    let bool = draft.bool_type();
    let members = [
        uint, float, uint, uint, uint, uint, uint, two, bool, transform, transform,
    ];
    let id = draft.add_global(Op::TypeStruct, 0, members);
    draft.set_name(id, INTERSECTION);
    draft.repairs.push(Repair::Opaque {
        stand_in: INTERSECTION.to_owned(),
        becomes: Opaque::Intersection,
    });
    id
}

/// The member of an intersection that an instruction asks for.
fn member(op: Op) -> Option<u32> {
    Some(match op {
        Op::RayQueryGetIntersectionTypeKHR => 0,
        Op::RayQueryGetIntersectionTKHR => 1,
        Op::RayQueryGetIntersectionInstanceCustomIndexKHR => 2,
        Op::RayQueryGetIntersectionInstanceIdKHR => 3,
        Op::RayQueryGetIntersectionInstanceShaderBindingTableRecordOffsetKHR => 4,
        Op::RayQueryGetIntersectionGeometryIndexKHR => 5,
        Op::RayQueryGetIntersectionPrimitiveIndexKHR => 6,
        Op::RayQueryGetIntersectionBarycentricsKHR => 7,
        Op::RayQueryGetIntersectionFrontFaceKHR => 8,
        Op::RayQueryGetIntersectionObjectToWorldKHR => 9,
        Op::RayQueryGetIntersectionWorldToObjectKHR
        | Op::RayQueryGetIntersectionObjectRayDirectionKHR
        | Op::RayQueryGetIntersectionObjectRayOriginKHR => 10,
        _ => return None,
    })
}

/// The operand of `OpRayQueryInitializeKHR` that an instruction asks for.
fn told(op: Op) -> Option<usize> {
    Some(match op {
        Op::RayQueryGetRayFlagsKHR => 2,
        Op::RayQueryGetWorldRayOriginKHR | Op::RayQueryGetIntersectionObjectRayOriginKHR => 4,
        Op::RayQueryGetRayTMinKHR => 5,
        Op::RayQueryGetWorldRayDirectionKHR | Op::RayQueryGetIntersectionObjectRayDirectionKHR => 6,
        _ => return None,
    })
}

fn is_ours(op: Op) -> bool {
    member(op).is_some()
        || told(op).is_some()
        || matches!(
            op,
            Op::RayQueryInitializeKHR
                | Op::RayQueryProceedKHR
                | Op::RayQueryTerminateKHR
                | Op::RayQueryConfirmIntersectionKHR
                | Op::RayQueryGenerateIntersectionKHR
        )
}

/// A query: its variable, and the element where that is an array.
type Query = (u32, u32);

/// The queries of a module.
#[derive(Default)]
struct Queries {
    /// Each pointer to a query.
    pointers: HashMap<u32, Query>,
    /// The variables that queries are in.
    variables: HashSet<u32>,
}

impl Queries {
    /// Finds them; otherwise the id of one that cannot become a variable of a function, and why.
    fn find(draft: &Draft) -> Result<Self, (u32, &'static str)> {
        let mut found = Self::default();
        let ty = |inst: &Inst| inst.op == Op::TypeRayQueryKHR;
        let Some(query) = draft.globals.iter().find(|inst| ty(inst)).map(|i| i.id) else {
            return Ok(found);
        };
        let mut arrays = HashSet::new();
        for inst in &draft.globals {
            let holds = inst.args.first() == Some(&query);
            match inst.op {
                Op::TypeArray if holds => {
                    arrays.insert(inst.id);
                }
                Op::TypeStruct if inst.args.contains(&query) => {
                    return Err((inst.id, "ray queries in structs are"));
                }
                _ => {}
            }
        }
        let entries: HashSet<u32> = draft
            .entry_points
            .iter()
            .map(|inst| entry_point(inst).function)
            .collect();
        let mut declare = |inst: &Inst| {
            let target = draft.pointee(inst.ty);
            if target == query {
                found.pointers.insert(inst.id, (inst.id, 0));
            }
            if target == query || arrays.contains(&target) {
                found.variables.insert(inst.id);
            }
        };
        let is_variable = |inst: &&Inst| inst.op == Op::Variable;
        draft
            .globals
            .iter()
            .filter(is_variable)
            .for_each(&mut declare);
        let insts = || draft.functions.iter().flat_map(Function::insts);
        insts().filter(is_variable).for_each(&mut declare);
        let mut users: HashMap<u32, u32> = HashMap::new();
        for function in &draft.functions {
            for inst in function.insts() {
                let mut names = Vec::new();
                each_id(inst.op, &inst.args, false, |at| names.push(inst.arg(at)));
                for name in names {
                    if !found.variables.contains(&name) {
                        continue;
                    }
                    let user = *users.entry(name).or_insert(function.def.id);
                    let shared = user != function.def.id || !entries.contains(&user);
                    if shared && draft.global(name).is_some() {
                        return Err((name, "ray queries that several functions share are"));
                    }
                }
                if matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain)
                    && found.variables.contains(&inst.arg(0))
                {
                    let Some(element) = draft.constant_value(inst.arg(1)) else {
                        return Err((
                            inst.id,
                            "arrays of ray queries with an index that is no constant are",
                        ));
                    };
                    found.pointers.insert(inst.id, (inst.arg(0), element));
                }
            }
        }
        for inst in insts() {
            if is_ours(inst.op) && !found.pointers.contains_key(&inst.arg(0)) {
                return Err((inst.arg(0), "ray queries that are passed to functions are"));
            }
        }
        Ok(found)
    }

    /// Takes out the variables of the module, which live in functions now.
    fn drop_variables(self, draft: &mut Draft) {
        let mut variables = self.variables;
        variables.retain(|&id| draft.global(id).is_some());
        draft.remove_globals(&variables);
        for inst in &mut draft.entry_points {
            let start = entry_point(inst).interface;
            let mut index = 0;
            inst.args.retain(|arg| {
                index += 1;
                index <= start || !variables.contains(arg)
            });
        }
    }
}

/// The first thing about ray queries that naga's module has no place for: its id, and the subject
/// and verb of a sentence that ends in "not supported".
pub(super) fn what_is_outside(draft: &Draft) -> Option<(u32, String)> {
    if !draft.globals.iter().any(is_ray_type) {
        return None;
    }
    for inst in draft.functions.iter().flat_map(Function::insts) {
        let what = match inst.op {
            Op::RayQueryGetIntersectionCandidateAABBOpaqueKHR => {
                "asking whether a candidate box is opaque (`rayQueryGetIntersectionCandidateAABBOpaqueEXT`) is"
            }
            Op::RayQueryGetIntersectionTriangleVertexPositionsKHR => {
                "reading the vertices of the triangle that a ray query hit is"
            }
            Op::ConvertUToAccelerationStructureKHR => {
                "acceleration structures that are found by an address are"
            }
            op if format!("{op:?}").contains("RayQuery") && !is_ours(op) => {
                return Some((inst.id, format!("the ray query instruction `Op{op:?}` is")));
            }
            _ => continue,
        };
        return Some((inst.id, what.to_owned()));
    }
    let micromaps = draft
        .capabilities
        .iter()
        .any(|inst| inst.arg(0) == Capability::RayTracingOpacityMicromapEXT as u32);
    if micromaps {
        return Some((0, "opacity micromaps are".to_owned()));
    }
    let (id, what) = Queries::find(draft).err()?;
    Some((id, what.to_owned()))
}

/// What is written anew in a function.
struct Rewrite<'a> {
    intersection: u32,
    queries: &'a Queries,
    function: u32,
    /// The variable of each query.
    variables: HashMap<Query, u32>,
    /// What was told to a query at its start: the operand, and the variable that keeps it.
    kept: HashMap<Query, Vec<(usize, u32)>>,
    /// The variables, as they are declared.
    locals: Vec<Inst>,
}

impl Rewrite<'_> {
    fn blocks(&mut self, draft: &mut Draft, function: &mut Function) {
        debug_assert_eq!(self.function, function.def.id, "made for this function");
        // What is asked for later has to be kept at the start.
        for inst in function.insts() {
            if let (Some(operand), Some(&query)) =
                (told(inst.op), self.queries.pointers.get(&inst.arg(0)))
            {
                let kept = self.kept.entry(query).or_default();
                if !kept.iter().any(|&(each, _)| each == operand) {
                    let variable = local(draft, &mut self.locals, inst.ty);
                    kept.push((operand, variable));
                }
            }
        }
        for block in &mut function.blocks {
            let old = std::mem::take(&mut block.insts);
            for inst in old {
                self.instruction(draft, inst, &mut block.insts);
            }
        }
    }

    fn instruction(&mut self, draft: &mut Draft, inst: Inst, out: &mut Vec<Inst>) {
        let is_declaration = inst.op == Op::Variable && self.queries.variables.contains(&inst.id);
        if is_declaration || self.queries.pointers.contains_key(&inst.id) {
            return;
        }
        let Some(&query) = self
            .queries
            .pointers
            .get(&inst.arg(0))
            .filter(|_| is_ours(inst.op))
        else {
            out.push(inst);
            return;
        };
        let variable = self.variable(draft, query);
        let mut e = Emit { draft, out };
        if let Some(member) = member(inst.op) {
            self.intersection(&mut e, &inst, variable, member, query);
            return;
        }
        if let Some(operand) = told(inst.op) {
            if let Some(kept) = self.keeper(query, operand) {
                e.end(Op::Load, &inst, &[kept]);
            }
            return;
        }
        let marker = match inst.op {
            Op::RayQueryInitializeKHR => {
                for &(operand, kept) in self.kept.get(&query).into_iter().flatten() {
                    e.out.push(Inst::bare(Op::Store, [kept, inst.arg(operand)]));
                }
                Marker::RayInitialize
            }
            Op::RayQueryProceedKHR => Marker::RayProceed,
            Op::RayQueryGenerateIntersectionKHR => Marker::RayGenerate,
            Op::RayQueryConfirmIntersectionKHR => Marker::RayConfirm,
            _ => Marker::RayTerminate,
        };
        let result = match inst.ty {
            0 => e.draft.define(Op::TypeVoid, 0, []),
            ty => ty,
        };
        let mut args = inst.args.clone();
        if let Some(first) = args.first_mut() {
            *first = variable;
        }
        // naga's ray has unsigned flags and mask.
        if inst.op == Op::RayQueryInitializeKHR {
            let uint = e.draft.int_type(false);
            for at in [2, 3] {
                if let Some(arg) = args.get_mut(at) {
                    *arg = e.bitcast(uint, *arg);
                }
            }
        }
        let types: Vec<u32> = args.iter().map(|&arg| e.draft.type_of(arg)).collect();
        let callee = marker::function(e.draft, marker, result, &types);
        args.insert(0, callee);
        match inst.id {
            0 => {
                e.op(Op::FunctionCall, result, &args);
            }
            _ => e.end(Op::FunctionCall, &inst, &args),
        }
    }

    /// Asks for something about the candidate or the hit.
    fn intersection(
        &self,
        e: &mut Emit<'_>,
        inst: &Inst,
        variable: u32,
        member: u32,
        query: Query,
    ) {
        let committed = e.draft.constant_value(inst.arg(1)) == Some(1);
        let marker = if committed {
            Marker::RayCommitted
        } else {
            Marker::RayCandidate
        };
        let pointer = e.draft.type_of(variable);
        let callee = marker::function(e.draft, marker, self.intersection, &[pointer]);
        let all = e.op(Op::FunctionCall, self.intersection, &[callee, variable]);
        let ty = e
            .draft
            .members(self.intersection)
            .and_then(|members| members.get(member as usize).copied())
            .unwrap_or(inst.ty);
        let value = e.extract(ty, all, &[member]);
        if let Some(operand) = told(inst.op) {
            // Its ray in the space of the object: the transform of what it was told.
            let float = e.draft.float_type();
            let four = e.draft.define(Op::TypeVector, 0, [float, 4]);
            let is_place = inst.op == Op::RayQueryGetIntersectionObjectRayOriginKHR;
            let last = if is_place { 1.0_f32 } else { 0.0 };
            let last = e.draft.constant(float, last.to_bits());
            if let Some(kept) = self.keeper(query, operand) {
                let ray = e.op(Op::Load, inst.ty, &[kept]);
                let ray = e.op(Op::CompositeConstruct, four, &[ray, last]);
                e.end(Op::MatrixTimesVector, inst, &[value, ray]);
                e.draft.note(Note::promise(
                    "the ray in the space of the object is computed from that of the world",
                    "it may differ in the last digits from what the hardware would tell",
                ));
            }
        } else if member == 0 && !committed {
            let bool = e.draft.bool_type();
            let of_box = e.draft.uint(BOX);
            let is_box = e.op(Op::IEqual, bool, &[value, of_box]);
            let (one, zero) = (e.draft.constant(inst.ty, 1), e.draft.constant(inst.ty, 0));
            e.end(Op::Select, inst, &[is_box, one, zero]);
        } else {
            e.end_bitcast(inst, value);
        }
    }

    /// The variable that keeps what was told to a query.
    fn keeper(&self, query: Query, operand: usize) -> Option<u32> {
        let kept = self.kept.get(&query)?;
        kept.iter()
            .find(|&&(each, _)| each == operand)
            .map(|&(_, variable)| variable)
    }

    /// The variable of a query in this function.
    fn variable(&mut self, draft: &mut Draft, query: Query) -> u32 {
        if let Some(&variable) = self.variables.get(&query) {
            return variable;
        }
        let stand_in = draft
            .globals
            .iter()
            .find(|inst| inst.op == Op::TypeStruct && draft.name(inst.id).as_deref() == Some(QUERY))
            .map_or(0, |inst| inst.id);
        let variable = local(draft, &mut self.locals, stand_in);
        if let Some(name) = draft.name(query.0) {
            let is_array = !self.queries.pointers.contains_key(&query.0);
            let name = if is_array {
                format!("{name}_{}", query.1)
            } else {
                name
            };
            draft.set_name(variable, &name);
        }
        self.variables.insert(query, variable);
        variable
    }
}

/// Declares a variable of a function.
fn local(draft: &mut Draft, locals: &mut Vec<Inst>, ty: u32) -> u32 {
    let class = StorageClass::Function as u32;
    let pointer = draft.pointer(class, ty);
    let id = draft.value(pointer);
    locals.push(Inst::new(Op::Variable, pointer, id, [class]));
    id
}
