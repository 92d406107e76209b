//! Functions that get resources as arguments, made for the resources they get.
//!
//! naga passes textures and samplers that are whole variables, no elements of arrays of them, no
//! arrays, and no buffers. Such a function becomes one for each set of resources: it reaches them
//! itself, and gets the indices that are computed as numbers. So does one that is given a variable
//! of the module or the workgroup where it asks for one of a function, as methods of HLSL are.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::compare::compares;
use super::draft::{Draft, Function, Inst, entry_point, rename};

/// More functions than these are not made.
const MOST: usize = 256;

/// Where a resource comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Origin {
    variable: u32,
    /// The indices behind it: constants, or `None` for what is computed.
    indices: Vec<Option<u32>>,
}

/// A resource as an argument: where it comes from, and the indices that are computed.
struct Argument {
    origin: Origin,
    computed: Vec<u32>,
}

/// A function and its resources, by parameter.
type Key = (u32, Vec<Option<Origin>>);

/// Makes them.
pub(super) fn specialise(draft: &mut Draft, _: Settings) {
    let functions: HashMap<u32, Function> = draft
        .functions
        .iter()
        .filter(|function| {
            function
                .params
                .iter()
                .any(|param| is_resource(draft, param.ty) || is_local(draft, param.ty))
        })
        .map(|function| (function.def.id, function.clone()))
        .collect();
    if functions.is_empty() {
        return;
    }
    let mut maker = Maker {
        compared: compared(draft),
        functions,
        made: HashMap::new(),
        new: Vec::new(),
    };
    let order: HashMap<u32, usize> = draft
        .functions
        .iter()
        .enumerate()
        .map(|(at, function)| (function.def.id, at))
        .collect();
    // From the entry points on: what a function was made for, it hands on.
    let mut pending: Vec<u32> = draft
        .entry_points
        .iter()
        .map(|inst| entry_point(inst).function)
        .collect();
    let mut seen: HashSet<u32> = pending.iter().copied().collect();
    let mut waiting: HashMap<u32, Function> = std::mem::take(&mut draft.functions)
        .into_iter()
        .map(|function| (function.def.id, function))
        .collect();
    let mut done = Vec::with_capacity(waiting.len());
    while let Some(id) = pending.pop() {
        let Some(mut function) = waiting.remove(&id) else {
            continue;
        };
        for callee in maker.calls(draft, &mut function) {
            if seen.insert(callee) {
                pending.push(callee);
            }
        }
        done.push(function);
        waiting.extend(maker.new.drain(..).map(|new| (new.def.id, new)));
    }
    draft.functions = done;
    draft.functions.extend(waiting.into_values());
    // What is new comes last.
    draft.functions.sort_by_key(|function| {
        let id = function.def.id;
        (order.get(&id).copied().unwrap_or(usize::MAX), id)
    });
    let replaced: HashSet<u32> = maker.made.keys().map(|(id, _)| *id).collect();
    draft
        .functions
        .retain(|function| !replaced.contains(&function.def.id) || seen.contains(&function.def.id));
}

/// Whether a parameter is a resource, or a pointer to one.
fn is_resource(draft: &Draft, ty: u32) -> bool {
    let Some((class, _)) = draft.pointer_parts(ty) else {
        return is_opaque(draft, ty);
    };
    is_bound(class)
}

/// Whether a parameter points to a variable of a function.
fn is_local(draft: &Draft, ty: u32) -> bool {
    let class = draft.pointer_parts(ty).map(|(class, _)| class);
    class == Some(StorageClass::Function as u32)
}

/// Whether it is memory of the shader itself that all its functions reach.
fn is_shared(class: u32) -> bool {
    [StorageClass::Private, StorageClass::Workgroup]
        .iter()
        .any(|&each| each as u32 == class)
}

fn is_bound(class: u32) -> bool {
    class == StorageClass::UniformConstant as u32 || is_buffer(class)
}

fn is_buffer(class: u32) -> bool {
    [
        StorageClass::Uniform,
        StorageClass::StorageBuffer,
        StorageClass::PushConstant,
    ]
    .iter()
    .any(|&each| class == each as u32)
}

fn is_opaque(draft: &Draft, ty: u32) -> bool {
    matches!(
        draft.op_of(ty),
        Some(Op::TypeImage | Op::TypeSampler | Op::TypeSampledImage)
    )
}

/// The variables of textures and samplers that are compared, or given to a function that compares: rather
/// too many than too few.
fn compared(draft: &Draft) -> HashSet<u32> {
    let mut comparing: HashSet<u32> = draft
        .functions
        .iter()
        .filter(|function| function.insts().any(|inst| compares(inst.op)))
        .map(|function| function.def.id)
        .collect();
    let mut found = HashSet::new();
    if comparing.is_empty() {
        return found;
    }
    // Who calls such a function hands on what it was given itself.
    loop {
        let before = comparing.len();
        for function in &draft.functions {
            let calls =
                |inst: &Inst| inst.op == Op::FunctionCall && comparing.contains(&inst.arg(0));
            if function.insts().any(calls) {
                comparing.insert(function.def.id);
            }
        }
        if comparing.len() == before {
            break;
        }
    }
    for function in &draft.functions {
        let mut behind: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut asked: Vec<u32> = Vec::new();
        for inst in function.insts() {
            match inst.op {
                Op::Load | Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
                    behind.insert(inst.id, vec![inst.arg(0)]);
                }
                Op::SampledImage => {
                    behind.insert(inst.id, vec![inst.arg(0), inst.arg(1)]);
                }
                Op::FunctionCall if comparing.contains(&inst.arg(0)) => {
                    asked.extend(inst.args.iter().skip(1));
                }
                op if compares(op) => asked.push(inst.arg(0)),
                _ => {}
            }
        }
        while let Some(value) = asked.pop() {
            match behind.remove(&value) {
                Some(from) => asked.extend(from),
                None => found.extend(Some(value).filter(|&id| draft.global(id).is_some())),
            }
        }
    }
    found
}

struct Maker {
    /// The variables of textures and samplers that are compared somewhere.
    compared: HashSet<u32>,
    /// The functions that get resources, as they were.
    functions: HashMap<u32, Function>,
    made: HashMap<Key, u32>,
    new: Vec<Function>,
}

impl Maker {
    /// Makes a function's calls those of functions made for their resources; all it calls.
    fn calls(&mut self, draft: &mut Draft, function: &mut Function) -> Vec<u32> {
        let made_by: HashMap<u32, Inst> = function
            .insts()
            .filter(|inst| {
                matches!(
                    inst.op,
                    Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject | Op::Load
                )
            })
            .map(|inst| (inst.id, inst.clone()))
            .collect();
        let mut called = Vec::new();
        for inst in function
            .blocks
            .iter_mut()
            .flat_map(|block| &mut block.insts)
        {
            if inst.op != Op::FunctionCall {
                continue;
            }
            if let Some((callee, args)) = self.made_for(draft, inst, &made_by) {
                inst.args = vec![callee];
                inst.args.extend(args);
            }
            called.push(inst.arg(0));
        }
        called
    }

    /// The function made for the resources of a call, and its arguments.
    fn made_for(
        &mut self,
        draft: &mut Draft,
        call: &Inst,
        made_by: &HashMap<u32, Inst>,
    ) -> Option<(u32, Vec<u32>)> {
        let function = self.functions.get(&call.arg(0))?;
        let values = call.args.get(1..)?;
        let mut resources = Vec::new();
        let mut wanted = false;
        for (param, &value) in function.params.iter().zip(values) {
            if is_local(draft, param.ty) {
                let shared = shared(draft, param.ty, value, made_by);
                wanted |= shared.is_some();
                resources.push(shared);
                continue;
            }
            if !is_resource(draft, param.ty) {
                resources.push(None);
                continue;
            }
            let argument = trace(draft, value, made_by)?;
            let is_compared = self.compared.contains(&argument.origin.variable);
            wanted |= must_be_made(draft, is_compared, param.ty, &argument);
            resources.push(Some(argument));
        }
        if !wanted {
            return None;
        }
        let mut args = Vec::new();
        for (resource, &value) in resources.iter().zip(values) {
            match resource {
                Some(argument) => args.extend(&argument.computed),
                None => args.push(value),
            }
        }
        let origins: Vec<Option<Origin>> = resources
            .iter()
            .map(|each| each.as_ref().map(|argument| argument.origin.clone()))
            .collect();
        let key = (call.arg(0), origins);
        if let Some(&made) = self.made.get(&key) {
            return Some((made, args));
        }
        if self.made.len() >= MOST {
            return None;
        }
        let function = function.clone();
        let new = copy(draft, &function, &resources);
        let id = new.def.id;
        self.new.push(new);
        self.made.insert(key, id);
        Some((id, args))
    }
}

/// Whether naga would not pass a resource like this.
fn must_be_made(draft: &Draft, is_compared: bool, param: u32, argument: &Argument) -> bool {
    let (class, target) = draft
        .pointer_parts(param)
        .unwrap_or((StorageClass::UniformConstant as u32, param));
    if is_buffer(class) || !argument.origin.indices.is_empty() {
        return true;
    }
    let Some(inst) = draft.global(target) else {
        return false;
    };
    match inst.op {
        // How a storage image is accessed is part of its type, which a function does not know.
        Op::TypeImage if inst.arg(5) == 2 => true,
        // Whether they compare is part of theirs, and hangs on all that is done with the variable.
        Op::TypeImage if inst.arg(2) == 1 => true,
        Op::TypeSampledImage if is_of_depths(draft, inst.arg(0)) => true,
        Op::TypeImage | Op::TypeSampler | Op::TypeSampledImage => is_compared,
        Op::TypeArray | Op::TypeRuntimeArray => true,
        _ => false,
    }
}

fn is_of_depths(draft: &Draft, image: u32) -> bool {
    draft.global(image).is_some_and(|inst| inst.arg(2) == 1)
}

/// Memory of the module or the workgroup that is given for a variable of a function.
fn shared(draft: &Draft, param: u32, value: u32, made_by: &HashMap<u32, Inst>) -> Option<Argument> {
    let (class, target) = draft.pointer_parts(draft.type_of(value))?;
    let is_alike = is_shared(class) && target == draft.pointee(param);
    is_alike.then(|| trace(draft, value, made_by)).flatten()
}

/// Where an argument comes from; `None` for what is not reached from a variable here.
fn trace(draft: &Draft, value: u32, made_by: &HashMap<u32, Inst>) -> Option<Argument> {
    let mut behind: Vec<Vec<u32>> = Vec::new();
    let mut at = value;
    while let Some(inst) = made_by.get(&at) {
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain => {
                behind.push(inst.args.iter().skip(1).copied().collect());
            }
            Op::Load if !is_opaque(draft, inst.ty) => return None,
            _ => {}
        }
        at = inst.arg(0);
    }
    let variable = draft.global(at).filter(|inst| inst.op == Op::Variable)?;
    if !is_bound(variable.arg(0)) && !is_shared(variable.arg(0)) {
        return None;
    }
    let all: Vec<u32> = behind.into_iter().rev().flatten().collect();
    let is_constant = |&id: &u32| draft.global(id).is_some();
    Some(Argument {
        origin: Origin {
            variable: at,
            indices: all
                .iter()
                .map(|id| Some(*id).filter(|id| is_constant(id)))
                .collect(),
        },
        computed: all.iter().copied().filter(|id| !is_constant(id)).collect(),
    })
}

/// A copy of a function that reaches the resources itself.
fn copy(draft: &mut Draft, function: &Function, resources: &[Option<Argument>]) -> Function {
    let mut new_ids: HashMap<u32, u32> = HashMap::new();
    let mut params = Vec::new();
    let mut reach = Vec::new();
    for (param, resource) in function.params.iter().zip(resources) {
        let Some(argument) = resource else {
            let id = draft.value(param.ty);
            new_ids.insert(param.id, id);
            params.push(Inst::new(Op::FunctionParameter, param.ty, id, []));
            continue;
        };
        let mut computed = argument.computed.iter();
        let mut indices = Vec::new();
        for index in &argument.origin.indices {
            indices.push(match index {
                Some(constant) => *constant,
                None => {
                    let ty = computed.next().map_or(0, |&id| draft.type_of(id));
                    let id = draft.value(ty);
                    params.push(Inst::new(Op::FunctionParameter, ty, id, []));
                    id
                }
            });
        }
        let mut at = argument.origin.variable;
        let class = draft.global(at).map_or(0, |variable| variable.arg(0));
        let pointer = match draft.pointer_parts(param.ty) {
            Some((_, target)) if is_shared(class) => draft.pointer(class, target),
            Some(_) => param.ty,
            None => draft.pointer(StorageClass::UniformConstant as u32, param.ty),
        };
        if !indices.is_empty() {
            let id = draft.value(pointer);
            let args: Vec<u32> = std::iter::once(at).chain(indices).collect();
            reach.push(Inst::new(Op::AccessChain, pointer, id, args));
            at = id;
        }
        if pointer != param.ty && !is_shared(class) {
            let id = draft.value(param.ty);
            reach.push(Inst::new(Op::Load, param.ty, id, [at]));
            at = id;
        }
        new_ids.insert(param.id, at);
    }
    let result = function.def.ty;
    let types: Vec<u32> = std::iter::once(result)
        .chain(params.iter().map(|param| param.ty))
        .collect();
    let ty = draft.define(Op::TypeFunction, 0, types);
    let id = draft.fresh();
    for block in &function.blocks {
        let label = draft.fresh();
        new_ids.insert(block.label, label);
        for inst in block.insts.iter().filter(|inst| inst.id != 0) {
            let new = draft.value(inst.ty);
            new_ids.insert(inst.id, new);
        }
    }
    let reached: HashSet<u32> = resources
        .iter()
        .flatten()
        .map(|argument| argument.origin.variable)
        .filter(|&variable| {
            draft.op_of(draft.pointee(draft.type_of(variable))) == Some(Op::TypeImage)
        })
        .collect();
    let mut made = function.clone();
    made.def.id = id;
    made.def.args = vec![function.def.arg(0), ty];
    made.params = params;
    for block in &mut made.blocks {
        block.label = new_ids.get(&block.label).copied().unwrap_or(block.label);
        for inst in &mut block.insts {
            inst.id = new_ids.get(&inst.id).copied().unwrap_or(inst.id);
            rename(inst, &new_ids);
            if inst.op == Op::Load && reached.contains(&inst.arg(0)) {
                // The parameter may say otherwise whether it is compared.
                inst.ty = draft.pointee(draft.type_of(inst.arg(0)));
                draft.set_type(inst.id, inst.ty);
            }
        }
    }
    point_into_shared(draft, &mut made);
    if let Some(first) = made.blocks.first_mut() {
        let behind = first
            .insts
            .iter()
            .take_while(|inst| inst.op == Op::Variable)
            .count();
        first.insts.splice(behind..behind, reach);
    }
    new_ids.insert(function.def.id, id);
    describe(draft, function, &new_ids);
    made
}

/// Makes pointers that were into variables of a function ones into what took their place.
fn point_into_shared(draft: &mut Draft, function: &mut Function) {
    for inst in function
        .blocks
        .iter_mut()
        .flat_map(|block| &mut block.insts)
    {
        let is_pointer = matches!(
            inst.op,
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject
        );
        let Some((class, target)) = draft.pointer_parts(inst.ty).filter(|_| is_pointer) else {
            continue;
        };
        let base = draft.pointer_parts(draft.type_of(inst.arg(0)));
        if let Some((own, _)) = base.filter(|&(own, _)| own != class && is_shared(own)) {
            inst.ty = draft.pointer(own, target);
            draft.set_type(inst.id, inst.ty);
        }
    }
}

/// Gives what was copied the names and decorations of what it was copied from.
fn describe(draft: &mut Draft, function: &Function, new_ids: &HashMap<u32, u32>) {
    // A resource has its own.
    let params: HashSet<u32> = function.params.iter().map(|param| param.id).collect();
    let own = |draft: &Draft, id: u32| {
        let new = new_ids.get(&id).copied()?;
        (!params.contains(&id) || draft.global(new).is_none()).then_some(new)
    };
    let mut ids: Vec<u32> = new_ids.keys().copied().collect();
    ids.sort_unstable();
    for list in [false, true] {
        let from = if list {
            &draft.annotations
        } else {
            &draft.names
        };
        let copies: Vec<Inst> = ids
            .iter()
            .filter_map(|&id| Some((id, own(draft, id)?)))
            .flat_map(|(id, new)| from.of(id).map(move |inst| (inst, new)))
            .map(|(inst, new)| {
                let mut copy = inst.clone();
                if let Some(target) = copy.args.first_mut() {
                    *target = new;
                }
                copy
            })
            .collect();
        if list {
            draft.annotations.extend(copies);
        } else {
            draft.names.extend(copies);
        }
    }
}
