//! Where in a pixel varyings are taken: naga forgets it where they are interpolated with
//! perspective, which SPIR-V has no word for. And which varyings a mesh stage gives for each
//! primitive: naga's front end does not know of that.

use std::collections::{BTreeMap, BTreeSet};

use naga::{Binding, Interpolation, Module, Sampling, ShaderStage, TypeInner};
use rspirv::spirv::{Decoration, ExecutionModel, Op};

/// How varyings of an entry point are taken that are not taken at the middle of a pixel, by location.
type Places = BTreeMap<u32, Taken>;

/// How a varying is taken.
#[derive(Clone, Copy, Debug)]
enum Taken {
    /// Interpolated, for this place.
    At(Sampling),
    /// As it is for the whole primitive.
    PerPrimitive,
}

/// What the words say of the varyings of each entry point.
#[derive(Default)]
struct Said<'a> {
    decorations: BTreeMap<(u32, u32), u32>,
    /// Stage and name, with the variables of the interface.
    entry_points: Vec<(u32, String, &'a [u32])>,
}

/// Gives the varyings of a module what the words say of them.
pub(super) fn keep(module: &mut Module, words: &[u32]) {
    let said = read(words);
    for (model, name, interface) in &said.entry_points {
        let stage = match ExecutionModel::from_u32(*model) {
            // What a vertex stage gives must be called as the fragment stage that takes it calls it.
            Some(ExecutionModel::Vertex) => ShaderStage::Vertex,
            Some(ExecutionModel::Fragment) => ShaderStage::Fragment,
            _ => continue,
        };
        let mut places = said.places(interface);
        if stage == ShaderStage::Vertex {
            places.retain(|_, taken| matches!(taken, Taken::At(_)));
        }
        if !places.is_empty() {
            apply(module, stage, name, &places);
        }
    }
}

impl Said<'_> {
    fn places(&self, interface: &[u32]) -> Places {
        let has = |id: u32, kind: Decoration| self.decorations.get(&(id, kind as u32));
        interface
            .iter()
            .filter_map(|&id| {
                let location = *has(id, Decoration::Location)?;
                if has(id, Decoration::PerPrimitiveEXT).is_some() {
                    return Some((location, Taken::PerPrimitive));
                }
                let sampling = match (has(id, Decoration::Sample), has(id, Decoration::Centroid)) {
                    (Some(_), _) => Sampling::Sample,
                    (None, Some(_)) => Sampling::Centroid,
                    (None, None) => return None,
                };
                Some((location, Taken::At(sampling)))
            })
            .collect()
    }
}

fn read(words: &[u32]) -> Said<'_> {
    let wanted: BTreeSet<u32> = [
        Decoration::Location,
        Decoration::Sample,
        Decoration::Centroid,
        Decoration::PerPrimitiveEXT,
    ]
    .into_iter()
    .map(|kind| kind as u32)
    .collect();
    let mut said = Said::default();
    let mut rest = words.get(5..).unwrap_or_default();
    while let Some(&first) = rest.first() {
        let count = ((first >> 16) as usize).clamp(1, rest.len());
        let (instruction, after) = rest.split_at(count);
        rest = after;
        let operands = instruction.get(1..).unwrap_or_default();
        match (first & 0xffff, operands) {
            (op, [model, _, more @ ..]) if op == Op::EntryPoint as u32 => {
                let (name, interface) = name_of(more);
                said.entry_points.push((*model, name, interface));
            }
            (op, [id, kind, more @ ..]) if op == Op::Decorate as u32 && wanted.contains(kind) => {
                let number = more.first().copied().unwrap_or_default();
                said.decorations.insert((*id, *kind), number);
            }
            (op, _) if op == Op::Function as u32 => break,
            _ => {}
        }
    }
    said
}

/// The name at the front of the words, and the words after it.
fn name_of(words: &[u32]) -> (String, &[u32]) {
    let mut bytes = Vec::new();
    for (word, index) in words.iter().zip(1..) {
        for byte in word.to_le_bytes() {
            if byte == 0 {
                let name = String::from_utf8_lossy(&bytes).into_owned();
                return (name, words.get(index..).unwrap_or_default());
            }
            bytes.push(byte);
        }
    }
    (String::from_utf8_lossy(&bytes).into_owned(), &[])
}

fn apply(module: &mut Module, stage: ShaderStage, name: &str, places: &Places) {
    let Some(entry_point) = module
        .entry_points
        .iter_mut()
        .find(|each| each.stage == stage && each.name == name)
    else {
        return;
    };
    if stage == ShaderStage::Fragment {
        for argument in &mut entry_point.function.arguments {
            mend(&mut argument.binding, places);
        }
        return;
    }
    let Some(result) = &mut entry_point.function.result else {
        return;
    };
    mend(&mut result.binding, places);
    let mut ty = module.types[result.ty].clone();
    if let TypeInner::Struct { members, .. } = &mut ty.inner {
        for member in members {
            mend(&mut member.binding, places);
        }
        // naga makes this type for the result of the entry point alone.
        if module.types.get(&ty).is_none() {
            module.types.replace(result.ty, ty);
        }
    }
}

fn mend(binding: &mut Option<Binding>, places: &Places) {
    let Some(Binding::Location {
        location,
        interpolation,
        sampling,
        blend_src: _,
        per_primitive,
    }) = binding
    else {
        return;
    };
    match places.get(location) {
        Some(Taken::At(place)) if *interpolation == Some(Interpolation::Perspective) => {
            *sampling = Some(*place);
        }
        Some(Taken::PerPrimitive) => {
            *per_primitive = true;
            *interpolation = Some(Interpolation::Flat);
            *sampling = None;
        }
        Some(Taken::At(_)) | None => {}
    }
}
