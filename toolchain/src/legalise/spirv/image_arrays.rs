//! Arrays of depth textures.
//!
//! naga makes a depth texture of what is compared, but only where the variable is a texture and not an array of them.
//! Where all indices are constants, as old GLSL asks for, the elements become variables: the first keeps set and
//! binding, the others take the next free ones.

use std::collections::{BTreeMap, HashMap, HashSet};

use rspirv::spirv::{Decoration, Op, StorageClass};

use super::bindings::{self, FreeBindings};
use super::compare::compares;
use super::draft::{Draft, Function, rename};
use super::{Note, Settings};
use crate::codes;

/// The longest array that is split.
const LONGEST: u32 = 64;

/// An array that can be split.
struct Array {
    variable: u32,
    ty: u32,
    element: u32,
    length: u32,
    /// Pointers to its elements, with their indices.
    pointers: Vec<(u32, u32)>,
}

/// Splits such arrays.
pub(super) fn split(draft: &mut Draft, _: Settings) {
    let mut arrays: Vec<Array> = draft
        .variables()
        .into_iter()
        .filter(|variable| variable.is(StorageClass::UniformConstant))
        .filter_map(|variable| array(draft, variable.id, variable.pointer))
        .collect();
    if arrays.is_empty() {
        return;
    }
    let mut pointers = pointers(draft, &arrays);
    let compared = compared(draft, &pointers);
    arrays.retain_mut(|array| {
        array.pointers = pointers.remove(&array.variable).unwrap_or_default();
        compared.contains(&array.variable)
    });
    if arrays.is_empty() {
        return;
    }
    // What is left of the arrays would ask for arrays of bindings.
    let known: HashSet<u32> = arrays.iter().map(|array| array.ty).collect();
    let types: Vec<u32> = known.iter().copied().collect();
    let array_pointers: Vec<u32> = draft
        .globals
        .iter()
        .filter(|ty| ty.op == Op::TypePointer && known.contains(&ty.arg(1)))
        .map(|ty| ty.id)
        .collect();
    let mut renamed: HashMap<u32, u32> = HashMap::new();
    let mut new = HashMap::new();
    let mut free = FreeBindings::default();
    for array in arrays {
        let elements = elements(draft, &array, &mut free);
        let pointers = array.pointers.iter().filter_map(|&(pointer, index)| {
            let element = elements.get(usize::try_from(index).ok()?)?;
            Some((pointer, *element))
        });
        renamed.extend(pointers);
        new.insert(array.variable, elements.iter().skip(1).copied().collect());
    }
    draft.list_beside(&new);
    draft.rewrite(|_, mut inst, out| {
        if !renamed.contains_key(&inst.id) {
            rename(&mut inst, &renamed);
            out.push(inst);
        }
    });
    draft.forget_all(&renamed.into_keys().collect());
    draft.drop_unused(&array_pointers);
    draft.drop_unused(&types);
}

/// A variable as an array of textures.
fn array(draft: &Draft, variable: u32, pointer: u32) -> Option<Array> {
    let ty = draft.pointee(pointer);
    let (element, length) = draft.array_parts(ty)?;
    let is_image = matches!(
        draft.op_of(element),
        Some(Op::TypeSampledImage | Op::TypeImage)
    );
    (is_image && length <= LONGEST).then_some(Array {
        variable,
        ty,
        element,
        length,
        pointers: Vec::new(),
    })
}

/// The pointers to elements, with their indices, of the arrays that are only indexed by constants.
fn pointers(draft: &Draft, arrays: &[Array]) -> BTreeMap<u32, Vec<(u32, u32)>> {
    let lengths: HashMap<u32, u32> = arrays
        .iter()
        .map(|array| (array.variable, array.length))
        .collect();
    let mut found: BTreeMap<u32, Vec<(u32, u32)>> =
        lengths.keys().map(|id| (*id, Vec::new())).collect();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        if matches!(inst.op, Op::AccessChain | Op::InBoundsAccessChain)
            && let Some(length) = lengths.get(&inst.arg(0))
            && let Some(index) = draft.constant_value(inst.arg(1))
            && inst.args.len() == 2
            && index < *length
        {
            if let Some(pointers) = found.get_mut(&inst.arg(0)) {
                pointers.push((inst.id, index));
            }
            continue;
        }
        for id in &inst.args {
            found.remove(id);
        }
    }
    found
}

/// The arrays of which an element is compared.
fn compared(draft: &Draft, pointers: &BTreeMap<u32, Vec<(u32, u32)>>) -> HashSet<u32> {
    let mut owners: HashMap<u32, u32> = pointers
        .iter()
        .flat_map(|(variable, pointers)| pointers.iter().map(|(id, _)| (*id, *variable)))
        .collect();
    let mut compared = HashSet::new();
    for inst in draft.functions.iter().flat_map(Function::insts) {
        let Some(&owner) = owners.get(&inst.arg(0)) else {
            continue;
        };
        match inst.op {
            Op::Load | Op::SampledImage | Op::CopyObject => {
                owners.insert(inst.id, owner);
            }
            op if compares(op) => {
                compared.insert(owner);
            }
            _ => {}
        }
    }
    compared
}

/// Makes the elements variables, the first of them the array itself.
fn elements(draft: &mut Draft, array: &Array, free: &mut FreeBindings) -> Vec<u32> {
    let spoken = draft.spoken(array.variable);
    let name = draft.name(array.variable);
    let pointer = draft.pointer(StorageClass::UniformConstant as u32, array.element);
    let set = bindings::set_of(draft, array.variable);
    if let Some(inst) = draft.global_mut(array.variable) {
        inst.ty = pointer;
    }
    draft.set_type(array.variable, pointer);
    let mut elements = vec![array.variable];
    let mut given = Vec::new();
    for _ in 1..array.length {
        let binding = free.take(draft, set);
        let new = draft.add_variable(StorageClass::UniformConstant, array.element);
        draft.decorate(new, Decoration::DescriptorSet, &[set]);
        draft.decorate(new, Decoration::Binding, &[binding]);
        elements.push(new);
        given.push(binding.to_string());
    }
    if let Some(name) = name
        && elements.len() > 1
    {
        for (index, &element) in elements.iter().enumerate() {
            draft.set_name(element, &format!("{name}_{index}"));
        }
    }
    if !given.is_empty() {
        draft.note(Note::new(
            codes::SPIRV_ARRAY_SPLIT,
            false,
            format!(
                "the elements of {spoken} become variables: those after the first get binding {} in group {set}",
                given.join(", ")
            ),
        ));
    }
    elements
}
