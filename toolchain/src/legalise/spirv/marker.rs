//! Calls that stand for what SPIR-V cannot say, or naga cannot hear.
//!
//! A pass puts a call of a function of its own where the meaning belongs. Once naga has read the
//! module, [`Repair::apply`] puts the meaning into the place of the call and takes the function
//! out again.

use std::collections::{HashMap, HashSet};

use naga::{
    Arena, Block as NagaBlock, Expression, Function as NagaFunction, Handle, ImageQuery, Literal,
    MathFunction, Module, Range, Statement, Type, TypeInner,
};
use rspirv::spirv::{FunctionControl, Op};

use super::draft::{Block, Draft, Function, Inst};
use super::short;

/// What a call stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Marker {
    /// The number of layers of an image.
    LayerCount,
    /// A float that loses what a 16-bit one does not hold.
    QuantizeToF16,
}

/// Something to do to naga's module.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repair {
    /// Calls of the function with this name stand for something else.
    Marker {
        /// The function's name.
        function: String,
        /// What its calls stand for.
        marker: Marker,
    },
    /// A variable is an array of buffers.
    BindingArray {
        /// Its id; in the end its number among all variables of the module.
        variable: u32,
        /// Whether it has no length.
        unbounded: bool,
    },
    /// A constant has a value that the reader does not take.
    Value {
        /// Which constant.
        place: short::Place,
        /// Its value.
        value: Literal,
    },
}

/// The function whose calls are a marker: one for each marker and types.
pub(super) fn function(draft: &mut Draft, marker: Marker, result: u32, params: &[u32]) -> u32 {
    let args: Vec<u32> = std::iter::once(result)
        .chain(params.iter().copied())
        .collect();
    let ty = draft.define(Op::TypeFunction, 0, args);
    let name = format!("{marker:?}_marker_{ty}");
    if let Some(&id) = draft.markers.get(&name) {
        return id;
    }
    let null = draft.define(Op::ConstantNull, result, []);
    let id = draft.fresh();
    let params = params
        .iter()
        .map(|&ty| Inst::new(Op::FunctionParameter, ty, draft.value(ty), []))
        .collect();
    let label = draft.fresh();
    draft.functions.push(Function {
        def: Inst::new(Op::Function, result, id, [FunctionControl::NONE.bits(), ty]),
        params,
        blocks: vec![Block {
            label,
            insts: vec![Inst::bare(Op::ReturnValue, [null])],
        }],
    });
    draft.set_name(id, &name);
    draft.markers.insert(name.clone(), id);
    draft.repairs.push(Repair::Marker {
        function: name,
        marker,
    });
    id
}

/// Applies repairs to the module that naga read.
pub(crate) fn apply(repairs: &[Repair], module: &mut Module) {
    let mut markers: HashMap<Handle<NagaFunction>, Marker> = HashMap::new();
    for repair in repairs {
        match repair {
            Repair::Marker { function, marker } => {
                let found = module
                    .functions
                    .iter()
                    .find(|(_, each)| each.name.as_deref() == Some(function));
                if let Some((handle, _)) = found {
                    markers.insert(handle, *marker);
                }
            }
            Repair::BindingArray {
                variable,
                unbounded,
            } => {
                make_binding_array(module, *variable as usize, *unbounded);
            }
            Repair::Value { place, value } => short::set(module, place, *value),
        }
    }
    if markers.is_empty() {
        return;
    }
    let mut functions = std::mem::take(&mut module.functions);
    for (_, function) in functions.iter_mut() {
        fulfil(function, &markers);
    }
    for entry_point in &mut module.entry_points {
        fulfil(&mut entry_point.function, &markers);
    }
    remove(module, functions, &markers.into_keys().collect());
}

/// Puts what is meant into the place of each call of a marker.
fn fulfil(function: &mut NagaFunction, markers: &HashMap<Handle<NagaFunction>, Marker>) {
    let mut body = std::mem::take(&mut function.body);
    in_block(&mut body, &mut function.expressions, markers);
    function.body = body;
}

fn in_block(
    block: &mut NagaBlock,
    expressions: &mut Arena<Expression>,
    markers: &HashMap<Handle<NagaFunction>, Marker>,
) {
    for statement in block.iter_mut() {
        match statement {
            Statement::Call {
                function,
                arguments,
                result: Some(result),
            } => {
                let Some(marker) = markers.get(function) else {
                    continue;
                };
                match (marker, arguments.as_slice()) {
                    (Marker::LayerCount, &[image]) => {
                        let result = *result;
                        expressions[result] = Expression::ImageQuery {
                            image,
                            query: ImageQuery::NumLayers,
                        };
                        *statement = Statement::Emit(Range::new_from_bounds(result, result));
                    }
                    (Marker::QuantizeToF16, &[value]) => {
                        let result = *result;
                        expressions[result] = Expression::Math {
                            fun: MathFunction::QuantizeToF16,
                            arg: value,
                            arg1: None,
                            arg2: None,
                            arg3: None,
                        };
                        *statement = Statement::Emit(Range::new_from_bounds(result, result));
                    }
                    (Marker::LayerCount | Marker::QuantizeToF16, _) => {}
                }
            }
            Statement::Block(block) => in_block(block, expressions, markers),
            Statement::If { accept, reject, .. } => {
                in_block(accept, expressions, markers);
                in_block(reject, expressions, markers);
            }
            Statement::Switch { cases, .. } => {
                for case in cases {
                    in_block(&mut case.body, expressions, markers);
                }
            }
            Statement::Loop {
                body, continuing, ..
            } => {
                in_block(body, expressions, markers);
                in_block(continuing, expressions, markers);
            }
            Statement::Call { .. }
            | Statement::Emit(_)
            | Statement::Break
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
            | Statement::RayQuery { .. }
            | Statement::RayPipelineFunction(_)
            | Statement::SubgroupBallot { .. }
            | Statement::SubgroupGather { .. }
            | Statement::SubgroupCollectiveOperation { .. }
            | Statement::CooperativeStore { .. } => {}
        }
    }
}

/// Puts `functions` into the module without those of `gone`, which nothing calls any more.
fn remove(
    module: &mut Module,
    mut functions: Arena<NagaFunction>,
    gone: &HashSet<Handle<NagaFunction>>,
) {
    let mut moved = HashMap::new();
    let mut kept = Arena::new();
    for (handle, function, span) in functions.drain() {
        if !gone.contains(&handle) {
            moved.insert(handle, kept.append(function, span));
        }
    }
    for (_, function) in kept.iter_mut() {
        redirect(function, &moved);
    }
    for entry_point in &mut module.entry_points {
        redirect(&mut entry_point.function, &moved);
    }
    module.functions = kept;
}

type Moves = HashMap<Handle<NagaFunction>, Handle<NagaFunction>>;

fn redirect(function: &mut NagaFunction, moved: &Moves) {
    for (_, expression) in function.expressions.iter_mut() {
        if let Expression::CallResult(callee) = expression
            && let Some(&new) = moved.get(callee)
        {
            *callee = new;
        }
    }
    redirect_block(&mut function.body, moved);
}

fn redirect_block(block: &mut NagaBlock, moved: &Moves) {
    for statement in block.iter_mut() {
        match statement {
            Statement::Call { function, .. } => {
                if let Some(&new) = moved.get(function) {
                    *function = new;
                }
            }
            Statement::Block(block) => redirect_block(block, moved),
            Statement::If { accept, reject, .. } => {
                redirect_block(accept, moved);
                redirect_block(reject, moved);
            }
            Statement::Switch { cases, .. } => {
                for case in cases {
                    redirect_block(&mut case.body, moved);
                }
            }
            Statement::Loop {
                body, continuing, ..
            } => {
                redirect_block(body, moved);
                redirect_block(continuing, moved);
            }
            Statement::Emit(_)
            | Statement::Break
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
            | Statement::RayQuery { .. }
            | Statement::RayPipelineFunction(_)
            | Statement::SubgroupBallot { .. }
            | Statement::SubgroupGather { .. }
            | Statement::SubgroupCollectiveOperation { .. }
            | Statement::CooperativeStore { .. } => {}
        }
    }
}

/// Makes a buffer that is an array an array of buffers.
fn make_binding_array(module: &mut Module, variable: usize, unbounded: bool) {
    let Some((handle, global)) = module.global_variables.iter().nth(variable) else {
        return;
    };
    let TypeInner::Array { base, size, .. } = module.types[global.ty].inner else {
        return;
    };
    let size = if unbounded {
        naga::ArraySize::Dynamic
    } else {
        size
    };
    let ty = Type {
        name: None,
        inner: TypeInner::BindingArray { base, size },
    };
    let span = module.types.get_span(global.ty);
    let ty = module.types.insert(ty, span);
    module.global_variables[handle].ty = ty;
}
