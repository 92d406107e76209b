//! Combined image samplers into an image and a sampler.
//!
//! `uniform sampler2D t` is one variable in SPIR-V and two in WGSL, MSL, HLSL and naga's module.
//! The image keeps the variable's id, name, set and binding; the sampler is called `<name>_sampler`
//! and takes the next free binding of the set. Arrays, access chains and parameters follow.

use std::collections::{HashMap, HashSet};

use rspirv::spirv::{Decoration, Dim, Op};

use super::bindings::{self, FreeBindings};
use super::draft::{Draft, Inst};
use super::shape::each_id;
use super::{Note, Settings};
use crate::codes;

/// A combined value.
#[derive(Clone, Copy)]
struct Value {
    ty: u32,
    image: u32,
    sampler: u32,
}

#[derive(Default)]
struct Split {
    /// Combined type, or a pointer to or array of it: its image and its sampler version.
    types: HashMap<u32, (u32, u32)>,
    /// Pointer to something combined: the pointer to its sampler. The image's keeps the id.
    pointers: HashMap<u32, u32>,
    values: HashMap<u32, Value>,
    /// Combined values that no longer exist.
    gone: HashSet<u32>,
}

/// Splits every combined image sampler but texel buffers, which have no sampler.
pub(super) fn split_combined(draft: &mut Draft, _: Settings) {
    let mut split = Split::default();
    split.types(draft);
    if split.types.is_empty() {
        return;
    }
    split.variables(draft);
    split.parameters(draft);
    draft.rewrite(|draft, inst, out| split.instruction(draft, inst, out));
    draft.forget_all(&split.gone);
}

impl Split {
    fn types(&mut self, draft: &mut Draft) {
        for ty in draft.globals.clone() {
            match ty.op {
                Op::TypeSampledImage => {
                    let image = ty.arg(0);
                    let is_buffer = draft
                        .global(image)
                        .is_some_and(|image| image.arg(1) == Dim::DimBuffer as u32);
                    if !is_buffer {
                        let sampler = draft.define(Op::TypeSampler, 0, []);
                        self.types.insert(ty.id, (image, sampler));
                    }
                }
                Op::TypeArray | Op::TypeRuntimeArray => {
                    let Some(&(image, sampler)) = self.types.get(&ty.arg(0)) else {
                        continue;
                    };
                    let mut of = |element: u32| {
                        let mut args = ty.args.clone();
                        if let Some(first) = args.first_mut() {
                            *first = element;
                        }
                        draft.define(ty.op, 0, args)
                    };
                    let both = (of(image), of(sampler));
                    self.types.insert(ty.id, both);
                }
                Op::TypePointer => {
                    if let Some(&(image, sampler)) = self.types.get(&ty.arg(1)) {
                        let both = (
                            draft.pointer(ty.arg(0), image),
                            draft.pointer(ty.arg(0), sampler),
                        );
                        self.types.insert(ty.id, both);
                    }
                }
                Op::TypeFunction => {
                    let args: Vec<u32> = ty
                        .args
                        .iter()
                        .flat_map(|&arg| match self.types.get(&arg) {
                            Some(&(image, sampler)) => vec![image, sampler],
                            None => vec![arg],
                        })
                        .collect();
                    if let Some(function) = draft.global_mut(ty.id) {
                        function.args = args;
                    }
                }
                _ => {}
            }
        }
    }

    fn variables(&mut self, draft: &mut Draft) {
        let mut free = FreeBindings::default();
        let mut samplers = HashMap::new();
        for variable in draft.variables() {
            let Some(&(image, sampler)) = self.types.get(&variable.pointer) else {
                continue;
            };
            let set = bindings::set_of(draft, variable.id);
            let binding = free.take(draft, set);
            if let Some(inst) = draft.global_mut(variable.id) {
                inst.ty = image;
            }
            draft.set_type(variable.id, image);
            let new = draft.add_global(Op::Variable, sampler, [variable.class]);
            draft.decorate(new, Decoration::DescriptorSet, &[set]);
            draft.decorate(new, Decoration::Binding, &[binding]);
            name_sampler(draft, variable.id, new);
            samplers.insert(variable.id, vec![new]);
            self.pointers.insert(variable.id, new);
            report(draft, variable.id, set, binding);
        }
        draft.list_beside(&samplers);
    }

    fn parameters(&mut self, draft: &mut Draft) {
        let mut functions = std::mem::take(&mut draft.functions);
        for function in &mut functions {
            let mut params = Vec::with_capacity(function.params.len());
            for mut param in std::mem::take(&mut function.params) {
                let Some(&(image, sampler)) = self.types.get(&param.ty) else {
                    params.push(param);
                    continue;
                };
                let is_pointer = draft.op_of(param.ty) == Some(Op::TypePointer);
                let new = draft.value(sampler);
                name_sampler(draft, param.id, new);
                if is_pointer {
                    self.pointers.insert(param.id, new);
                } else {
                    let value = Value {
                        ty: param.ty,
                        image: param.id,
                        sampler: new,
                    };
                    self.values.insert(param.id, value);
                }
                param.ty = image;
                draft.set_type(param.id, image);
                params.push(param);
                params.push(Inst::new(Op::FunctionParameter, sampler, new, []));
            }
            function.params = params;
        }
        draft.functions = functions;
    }

    fn instruction(&mut self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let source = inst.arg(0);
        match inst.op {
            Op::AccessChain | Op::InBoundsAccessChain | Op::CopyObject
                if self.pointers.contains_key(&source) =>
            {
                let (Some(&(image, sampler)), Some(&pointer)) =
                    (self.types.get(&inst.ty), self.pointers.get(&source))
                else {
                    out.push(inst);
                    return;
                };
                let new = draft.value(sampler);
                let mut other = inst.clone();
                other.ty = sampler;
                other.id = new;
                if let Some(first) = other.args.first_mut() {
                    *first = pointer;
                }
                inst.ty = image;
                draft.set_type(inst.id, image);
                if draft.decoration(inst.id, Decoration::NonUniform).is_some() {
                    draft.decorate(new, Decoration::NonUniform, &[]);
                }
                self.pointers.insert(inst.id, new);
                out.extend([inst, other]);
            }
            Op::Load if self.pointers.contains_key(&source) => {
                let (Some(&(image_type, sampler_type)), Some(&pointer)) =
                    (self.types.get(&inst.ty), self.pointers.get(&source))
                else {
                    out.push(inst);
                    return;
                };
                let (image, sampler) = (draft.value(image_type), draft.value(sampler_type));
                let value = Value {
                    ty: inst.ty,
                    image,
                    sampler,
                };
                self.values.insert(inst.id, value);
                self.gone.insert(inst.id);
                out.push(Inst::new(Op::Load, image_type, image, [source]));
                out.push(Inst::new(Op::Load, sampler_type, sampler, [pointer]));
            }
            Op::CopyObject if self.values.contains_key(&source) => {
                if let Some(&value) = self.values.get(&source) {
                    self.values.insert(inst.id, value);
                    self.gone.insert(inst.id);
                }
            }
            Op::Image => {
                if let Some(value) = self.values.get(&source) {
                    inst.op = Op::CopyObject;
                    inst.args = vec![value.image];
                }
                out.push(inst);
            }
            Op::FunctionCall => {
                inst.args = inst
                    .args
                    .iter()
                    .flat_map(|&arg| {
                        if let Some(&sampler) = self.pointers.get(&arg) {
                            vec![arg, sampler]
                        } else if let Some(value) = self.values.get(&arg) {
                            vec![value.image, value.sampler]
                        } else {
                            vec![arg]
                        }
                    })
                    .collect();
                out.push(inst);
            }
            _ => self.consume(draft, inst, out),
        }
    }

    /// Joins image and sampler right in front of an instruction that wants both: SPIR-V wants
    /// them joined in the same block.
    fn consume(&self, draft: &mut Draft, mut inst: Inst, out: &mut Vec<Inst>) {
        let mut places = Vec::new();
        each_id(inst.op, &inst.args, false, |at| places.push(at));
        for at in places {
            let Some(&value) = self.values.get(&inst.arg(at)) else {
                continue;
            };
            let joined = draft.value(value.ty);
            out.push(Inst::new(
                Op::SampledImage,
                value.ty,
                joined,
                [value.image, value.sampler],
            ));
            if let Some(arg) = inst.args.get_mut(at) {
                *arg = joined;
            }
        }
        out.push(inst);
    }
}

fn name_sampler(draft: &mut Draft, combined: u32, sampler: u32) {
    if let Some(name) = draft.name(combined) {
        draft.set_name(sampler, &format!("{name}_sampler"));
    }
}

fn report(draft: &mut Draft, variable: u32, set: u32, binding: u32) {
    let spoken = draft.spoken(variable);
    let at = draft.number(variable, Decoration::Binding);
    let stays = at.map_or_else(String::new, |at| {
        format!(", its texture stays at binding {at}")
    });
    draft.note(Note::new(
        codes::SPIRV_COMBINED_SPLIT,
        false,
        format!("the sampler of {spoken} gets binding {binding} in group {set}{stays}"),
    ));
}
