//! Functions that are given what is in a buffer where they ask for a variable of a function, as methods of HLSL are:
//! they are given a copy. Those that store into it are left alone.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Op, StorageClass};

use super::Settings;
use super::copy::copy;
use super::draft::{Draft, Function, Inst};
use super::emit::Emit;

/// Numbers that are copied one by one, where the types differ.
const MOST_PARTS: usize = 256;

/// Copies.
pub(super) fn copy_in(draft: &mut Draft, _: Settings) {
    let params: HashMap<u32, Vec<(u32, u32)>> = draft
        .functions
        .iter()
        .map(|function| {
            let params = function.params.iter().map(|param| (param.id, param.ty));
            (function.def.id, params.collect())
        })
        .collect();
    if !gives_buffers(draft, &params) {
        return;
    }
    let stored = stored_into(&draft.functions, &params);
    let mut functions = std::mem::take(&mut draft.functions);
    for function in &mut functions {
        copy_in_function(draft, function, &params, &stored);
    }
    draft.functions = functions;
}

/// The type of what a function is given in the place of a variable of its own.
fn given(draft: &Draft, param: u32, value: u32) -> Option<u32> {
    let (asked, _) = draft.pointer_parts(param)?;
    let (class, target) = draft.pointer_parts(draft.type_of(value))?;
    let buffers = [
        StorageClass::Uniform,
        StorageClass::StorageBuffer,
        StorageClass::PushConstant,
    ];
    let is_buffer = buffers.iter().any(|&each| each as u32 == class);
    (is_buffer && asked == StorageClass::Function as u32).then_some(target)
}

fn gives_buffers(draft: &Draft, params: &HashMap<u32, Vec<(u32, u32)>>) -> bool {
    let calls = draft.functions.iter().flat_map(Function::insts);
    calls
        .filter(|inst| inst.op == Op::FunctionCall)
        .any(|call| {
            let params = params.get(&call.arg(0)).into_iter().flatten();
            let values = call.args.iter().skip(1);
            params
                .zip(values)
                .any(|(&(_, ty), &value)| given(draft, ty, value).is_some())
        })
}

/// The parameters into which functions store, themselves or by what they call.
fn stored_into(functions: &[Function], params: &HashMap<u32, Vec<(u32, u32)>>) -> HashSet<u32> {
    let mut stored: HashSet<u32> = HashSet::new();
    // Parameters that are handed on: what they become.
    let mut handed: HashMap<u32, Vec<u32>> = HashMap::new();
    for function in functions {
        let mut root: HashMap<u32, u32> = function
            .params
            .iter()
            .map(|param| (param.id, param.id))
            .collect();
        for inst in function.insts() {
            match inst.op {
                Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject => {
                    if let Some(&of) = root.get(&inst.arg(0)) {
                        root.insert(inst.id, of);
                    }
                }
                Op::Load => {}
                Op::FunctionCall => {
                    let callee = params.get(&inst.arg(0)).into_iter().flatten();
                    for (&(param, _), value) in callee.zip(inst.args.iter().skip(1)) {
                        if let Some(&of) = root.get(value) {
                            handed.entry(param).or_default().push(of);
                        }
                    }
                }
                Op::Store => stored.extend(root.get(&inst.arg(0))),
                // An atomic operation, for one.
                _ => stored.extend(inst.args.iter().filter_map(|arg| root.get(arg))),
            }
        }
    }
    let mut pending: Vec<u32> = stored.iter().copied().collect();
    while let Some(param) = pending.pop() {
        for &of in handed.get(&param).into_iter().flatten() {
            if stored.insert(of) {
                pending.push(of);
            }
        }
    }
    stored
}

fn copy_in_function(
    draft: &mut Draft,
    function: &mut Function,
    params: &HashMap<u32, Vec<(u32, u32)>>,
    stored: &HashSet<u32>,
) {
    let class = StorageClass::Function as u32;
    let mut variables = Vec::new();
    for block in &mut function.blocks {
        let old = std::mem::take(&mut block.insts);
        for mut inst in old {
            let callee = params
                .get(&inst.arg(0))
                .filter(|_| inst.op == Op::FunctionCall);
            for (at, &(param, ty)) in callee.into_iter().flatten().enumerate() {
                let value = inst.arg(at + 1);
                let from = given(draft, ty, value).filter(|_| !stored.contains(&param));
                let to = draft.pointee(ty);
                let Some(from) = from.filter(|&from| from == to || parts(draft, to) <= MOST_PARTS)
                else {
                    continue;
                };
                let mut e = Emit {
                    draft,
                    out: &mut block.insts,
                };
                let loaded = e.op(Op::Load, from, &[value]);
                let Some(copied) = copy(&mut e, loaded, from, to) else {
                    continue;
                };
                let variable = draft.value(ty);
                variables.push(Inst::new(Op::Variable, ty, variable, [class]));
                block.insts.push(Inst::bare(Op::Store, [variable, copied]));
                if let Some(arg) = inst.args.get_mut(at + 1) {
                    *arg = variable;
                }
            }
            block.insts.push(inst);
        }
    }
    function.begin_with(variables);
}

/// How many numbers a type has; no more than are copied, and one.
fn parts(draft: &Draft, ty: u32) -> usize {
    let mut count = 0;
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        match draft.parts(ty) {
            Some(parts) if count + pending.len() <= MOST_PARTS => pending.extend(parts),
            _ => count += 1,
        }
        if count > MOST_PARTS {
            break;
        }
    }
    count
}
