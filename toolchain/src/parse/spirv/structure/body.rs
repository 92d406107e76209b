//! Operands in functions that naga takes for granted.

use rspirv::spirv::Op;

use super::{Checked, Inst, Module, Problem};

/// Whether an id is a value that an instruction of this function may use.
pub(super) fn is_value(module: &Module<'_>, id: u32, function: u32) -> bool {
    let Some(definition) = module.definition(id) else {
        return false;
    };
    let Some(inst) = module.get(id) else {
        return false;
    };
    let ours = definition.function == 0 || definition.function == function;
    // An image joined with a sampler is no value of naga's.
    ours && inst.typed == 2 && !matches!(inst.op, Op::Function | Op::SampledImage)
}

/// Checks one instruction of a function.
pub(super) fn check(module: &Module<'_>, inst: &Inst<'_>, function: u32) -> Checked {
    let result = if inst.typed == 2 {
        inst.words.first().copied().unwrap_or(0)
    } else {
        0
    };
    let numeric = |index: usize| module.is_numeric(module.type_of(inst.arg(index)));
    match inst.op {
        Op::SNegate
        | Op::FNegate
        | Op::Not
        | Op::IAdd
        | Op::ISub
        | Op::IMul
        | Op::BitwiseOr
        | Op::BitwiseXor
        | Op::BitwiseAnd
        | Op::SDiv
        | Op::SRem
        | Op::SMod
            if !module.is_numeric(result) =>
        {
            Err(inst.operand("its result must be a number, or a vector or matrix of numbers"))
        }
        Op::IEqual
        | Op::INotEqual
        | Op::SGreaterThan
        | Op::SGreaterThanEqual
        | Op::SLessThan
        | Op::SLessThanEqual
        | Op::UGreaterThan
        | Op::UGreaterThanEqual
        | Op::ULessThan
        | Op::ULessThanEqual
            if !(numeric(0) && numeric(1)) =>
        {
            Err(inst.operand("it compares numbers, or vectors of numbers"))
        }
        Op::BitFieldInsert if !(numeric(2) && numeric(3)) => {
            Err(inst.operand("its offset and count must be numbers"))
        }
        Op::BitFieldSExtract | Op::BitFieldUExtract if !(numeric(1) && numeric(2)) => {
            Err(inst.operand("its offset and count must be numbers"))
        }
        Op::Switch => {
            let selector = inst.arg(0);
            let is_int = module.op(module.type_of(selector)) == Some(Op::TypeInt);
            if is_int && is_value(module, selector, function) {
                Ok(())
            } else {
                Err(inst.operand("its selector must be an integer"))
            }
        }
        Op::FunctionCall if module.op(inst.arg(0)) != Some(Op::Function) => {
            Err(inst.wrong(Problem::WrongId {
                id: inst.arg(0),
                wanted: "a function",
            }))
        }
        Op::CompositeConstruct
            if inst.args().is_empty() && module.op(result) != Some(Op::TypeStruct) =>
        {
            Err(inst.operand("it puts nothing together"))
        }
        Op::CompositeInsert => insert(module, inst, result),
        Op::AccessChain | Op::InBoundsAccessChain => chain(module, inst, result),
        Op::Load if !points_to(module, inst.arg(0), result) => {
            Err(inst.operand("its type must be that of what it reads"))
        }
        Op::Store
            if !points_to(module, inst.arg(0), module.type_of(inst.arg(1)))
                && !is_texture_of_place(module, inst.arg(0), module.type_of(inst.arg(1))) =>
        {
            Err(inst.operand("what it writes must have the type of the place"))
        }
        Op::SampledImage => {
            let is = |index: usize, op| module.op(module.type_of(inst.arg(index))) == Some(op);
            if is(0, Op::TypeImage) && is(1, Op::TypeSampler) {
                Ok(())
            } else {
                Err(inst.operand("it joins an image with a sampler"))
            }
        }
        Op::GroupNonUniformQuadSwap => match module.constant(inst.arg(2)) {
            Some(0..=2) | None => Ok(()),
            Some(_) => Err(inst.operand("its direction must be 0, 1 or 2")),
        },
        Op::AtomicLoad
        | Op::AtomicExchange
        | Op::AtomicCompareExchange
        | Op::AtomicIIncrement
        | Op::AtomicIDecrement
        | Op::AtomicIAdd
        | Op::AtomicISub
        | Op::AtomicSMin
        | Op::AtomicUMin
        | Op::AtomicSMax
        | Op::AtomicUMax
        | Op::AtomicAnd
        | Op::AtomicOr
        | Op::AtomicXor
        | Op::AtomicFAddEXT
        | Op::AtomicStore => atomic(module, inst),
        _ => image(module, inst),
    }
}

/// Indices of an insertion must exist.
fn insert(module: &Module<'_>, inst: &Inst<'_>, result: u32) -> Checked {
    let mut ty = result;
    for &index in inst.args().get(2..).unwrap_or_default() {
        let Some(whole) = module.get(ty) else {
            break;
        };
        let (count, part) = match whole.op {
            Op::TypeVector | Op::TypeMatrix => (whole.arg(1), whole.arg(0)),
            Op::TypeArray => (
                module.constant(whole.arg(1)).unwrap_or(u32::MAX),
                whole.arg(0),
            ),
            Op::TypeStruct => {
                let count = u32::try_from(whole.args().len()).unwrap_or(u32::MAX);
                (count, whole.arg(index as usize))
            }
            _ => break,
        };
        if index >= count {
            return Err(inst.operand("it inserts at a place that is not there"));
        }
        ty = part;
    }
    Ok(())
}

/// Whether a value of a type can be at a place; what is no pointer with a type says nothing.
fn points_to(module: &Module<'_>, pointer: u32, ty: u32) -> bool {
    module
        .get(module.type_of(pointer))
        .is_none_or(|pointer| pointer.op != Op::TypePointer || pointer.arg(1) == ty)
}

/// Whether a texture is put into a variable for textures that say otherwise whether they are compared:
/// glslang makes that of HLSL's arguments, and no such variable reaches naga.
fn is_texture_of_place(module: &Module<'_>, pointer: u32, ty: u32) -> bool {
    const DEPTH: usize = 2;
    let image = |ty: u32| module.get(ty).filter(|ty| ty.op == Op::TypeImage);
    let target = module
        .get(module.type_of(pointer))
        .filter(|ty| ty.op == Op::TypePointer)
        .and_then(|pointer| image(pointer.arg(1)));
    let (Some(to), Some(from)) = (target, image(ty)) else {
        return false;
    };
    to.args().len() == from.args().len()
        && to
            .args()
            .iter()
            .zip(from.args())
            .enumerate()
            .all(|(at, (a, b))| a == b || at == DEPTH)
}

/// What a chain leads to must be what its type says: naga follows the chain, and others the type.
fn chain(module: &Module<'_>, inst: &Inst<'_>, result: u32) -> Checked {
    let target = |ty: u32| {
        let pointer = module.get(ty).filter(|ty| ty.op == Op::TypePointer)?;
        Some(pointer.arg(1))
    };
    let (Some(said), Some(mut ty)) = (target(result), target(module.type_of(inst.arg(0)))) else {
        return Ok(());
    };
    for &index in inst.args().get(1..).unwrap_or_default() {
        let Some(whole) = module.get(ty) else {
            return Ok(());
        };
        ty = match whole.op {
            Op::TypeStruct => match module.constant(index) {
                Some(member) => whole.arg(member as usize),
                None => return Ok(()),
            },
            Op::TypeArray | Op::TypeRuntimeArray | Op::TypeVector | Op::TypeMatrix => whole.arg(0),
            // An extension's.
            _ => return Ok(()),
        };
    }
    if ty == said {
        Ok(())
    } else {
        Err(inst.operand("its type must be that of what it leads to"))
    }
}

/// An atomic operation must be on a number that is reached through structs and arrays only.
fn atomic(module: &Module<'_>, inst: &Inst<'_>) -> Checked {
    let rule = "an atomic operation must be on a whole number in a struct or array, not on a part of a vector or matrix";
    let pointer = inst.arg(0);
    let target = module
        .get(module.type_of(pointer))
        .filter(|ty| ty.op == Op::TypePointer)
        .and_then(|ty| module.op(ty.arg(1)));
    if !matches!(target, Some(Op::TypeInt | Op::TypeFloat)) {
        return Err(inst.operand(rule));
    }
    let mut pointer = pointer;
    // Chains of chains end where ids do; a cycle would not be defined in order.
    for _ in 0..64 {
        let Some(chain) = module
            .get(pointer)
            .filter(|it| matches!(it.op, Op::AccessChain | Op::InBoundsAccessChain))
        else {
            return Ok(());
        };
        let base = chain.arg(0);
        let mut ty = module
            .get(module.type_of(base))
            .map_or(0, |pointer| pointer.arg(1));
        for &index in chain.args().get(1..).unwrap_or_default() {
            let Some(whole) = module.get(ty) else {
                return Ok(());
            };
            ty = match whole.op {
                Op::TypeStruct => {
                    let member = module.constant(index).unwrap_or(u32::MAX);
                    whole.arg(member as usize)
                }
                Op::TypeArray | Op::TypeRuntimeArray => whole.arg(0),
                Op::TypeVector | Op::TypeMatrix => return Err(inst.operand(rule)),
                // An element of an array of bindings, or nothing that naga follows.
                _ => return Ok(()),
            };
        }
        pointer = base;
    }
    Ok(())
}

/// Where an instruction on an image has its coordinates and its image operands.
fn places(op: Op) -> Option<(usize, usize)> {
    Some(match op {
        Op::ImageSampleImplicitLod
        | Op::ImageSampleExplicitLod
        | Op::ImageSampleProjImplicitLod
        | Op::ImageSampleProjExplicitLod
        | Op::ImageFetch
        | Op::ImageRead => (1, 2),
        Op::ImageSampleDrefImplicitLod
        | Op::ImageSampleDrefExplicitLod
        | Op::ImageSampleProjDrefImplicitLod
        | Op::ImageSampleProjDrefExplicitLod
        | Op::ImageGather
        | Op::ImageDrefGather
        | Op::ImageWrite => (1, 3),
        _ => return None,
    })
}

/// Words that each bit of image operands brings, from the lowest bit.
const IMAGE_WORDS: &[usize] = &[1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1];

/// Coordinates are numbers of 16 or 32 bits, and image operands are as many as their mask says.
fn image(module: &Module<'_>, inst: &Inst<'_>) -> Checked {
    let Some((coordinates, operands)) = places(inst.op) else {
        return Ok(());
    };
    let ty = module.type_of(inst.arg(coordinates));
    let is_number = !matches!(module.op(ty), Some(Op::TypeMatrix) | None)
        && module.scalar(ty).is_some_and(|it| {
            matches!(it.op, Op::TypeInt | Op::TypeFloat) && matches!(it.arg(0), 16 | 32)
        });
    if !is_number {
        return Err(inst.operand("its coordinates must be numbers of 16 or 32 bits"));
    }
    let Some(&mask) = inst.args().get(operands) else {
        return Ok(());
    };
    let wanted: usize = (0..)
        .zip(IMAGE_WORDS)
        .filter(|&(bit, _)| mask & (1_u32 << bit) != 0)
        .map(|(_, &words)| words)
        .sum();
    if inst.args().len() == operands + 1 + wanted {
        Ok(())
    } else {
        Err(inst.operand("its image operands are not those that its mask names"))
    }
}
