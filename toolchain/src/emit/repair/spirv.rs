//! Faults of naga's SPIR-V writer.

use std::collections::{BTreeMap, BTreeSet};

use super::{sample_mask, spirv_constants};
use rspirv::spirv::{BuiltIn, Capability, Decoration, Op, StorageClass};

/// Mends SPIR-V words.
pub(in crate::emit) fn mend(mut words: Vec<u32>) -> Vec<u32> {
    sizes_of_single_levels(&mut words);
    shuffles_to_one(&mut words);
    draw_parameters(&mut words);
    arrays_without_length(&mut words);
    arrays_of_uniform_buffers(&mut words);
    reads_without_format(&mut words);
    spirv_constants::components_of_own_type(&mut words);
    sample_mask::make_arrays(words)
}

pub(super) const HEADER_WORDS: usize = 5;
/// `Sampled` operand of `OpTypeImage`: used without a sampler.
const STORAGE: u32 = 2;
/// `MS` operand of `OpTypeImage`.
const MULTISAMPLED: u32 = 1;
/// `Image Format` operand of `OpTypeImage`: none.
const UNKNOWN: u32 = 0;

/// The instructions of a module: where each begins, its operation and its operands.
pub(super) fn instructions(words: &[u32]) -> impl Iterator<Item = (usize, u32, &[u32])> {
    let mut next = HEADER_WORDS;
    std::iter::from_fn(move || {
        let at = next;
        let first = *words.get(at)?;
        next += (first >> 16) as usize;
        Some((at, first & 0xffff, words.get(at + 1..next)?))
    })
}

/// Gives instructions another first word and takes out what follows type, result and first operand.
fn drop_third_operand(words: &mut Vec<u32>, places: &[usize], first: u32) {
    for &at in places.iter().rev() {
        if let Some(word) = words.get_mut(at) {
            *word = first;
        }
        words.remove(at + 4);
    }
}

/// Storage images and multisampled ones have one level, and their size is asked for without naming it
/// (VUID-StandaloneSpirv-OpImageQuerySizeLod-04659).
fn sizes_of_single_levels(words: &mut Vec<u32>) {
    let mut single = Vec::new();
    let mut types = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [id, _, _, _, _, _, STORAGE, ..] | [id, _, _, _, _, MULTISAMPLED, ..])
                if op == Op::TypeImage as u32 =>
            {
                single.push(*id);
            }
            (op, [ty, id, ..]) if op == Op::Load as u32 => {
                types.insert(*id, *ty);
            }
            (op, [_, _, image, _])
                if op == Op::ImageQuerySizeLod as u32
                    && types.get(image).is_some_and(|ty| single.contains(ty)) =>
            {
                wrong.push(at);
            }
            _ => {}
        }
    }
    // The level goes.
    drop_third_operand(words, &wrong, (4 << 16) | Op::ImageQuerySize as u32);
}

/// What is read from an image without a format needs a capability of its own; naga declares the one
/// of writing.
fn reads_without_format(words: &mut Vec<u32>) {
    let needed = Capability::StorageImageReadWithoutFormat as u32;
    let mut without_format = BTreeSet::new();
    let mut types = BTreeMap::new();
    let (mut reads, mut declared) = (false, false);
    for (_, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [capability]) if op == Op::Capability as u32 => {
                declared |= *capability == needed;
            }
            (op, [id, _, _, _, _, _, STORAGE, UNKNOWN, ..]) if op == Op::TypeImage as u32 => {
                without_format.insert(*id);
            }
            (op, [ty, id, ..]) if op == Op::Load as u32 => {
                types.insert(*id, *ty);
            }
            (op, [_, _, image, ..]) if op == Op::ImageRead as u32 => {
                reads |= types
                    .get(image)
                    .is_some_and(|ty| without_format.contains(ty));
            }
            _ => {}
        }
    }
    if reads && !declared {
        let declaration = [(2 << 16) | Op::Capability as u32, needed];
        words.splice(HEADER_WORDS..HEADER_WORDS, declaration);
    }
}

/// The size of a texture of one dimension with layers is a number, not a vector of one.
fn shuffles_to_one(words: &mut Vec<u32>) {
    let mut wrong = Vec::new();
    for (at, op, operands) in instructions(words) {
        if op == Op::VectorShuffle as u32
            && let [_, _, one, other, _] = operands
            && one == other
        {
            wrong.push(at);
        }
    }
    // The second vector goes.
    drop_third_operand(words, &wrong, (5 << 16) | Op::CompositeExtract as u32);
}

/// The built-ins of a draw need a capability, and before SPIR-V 1.3 an extension.
fn draw_parameters(words: &mut Vec<u32>) {
    const DRAW_PARAMETERS: u32 = Capability::DrawParameters as u32;
    let mut needed = false;
    let mut after_capabilities = HEADER_WORDS;
    for (at, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [DRAW_PARAMETERS]) if op == Op::Capability as u32 => return,
            (op, _) if op == Op::Capability as u32 => after_capabilities = at + 1 + operands.len(),
            (op, [_, kind, built_in]) if op == Op::Decorate as u32 => {
                needed |= is_draw_parameter(*kind, *built_in);
            }
            (op, [_, _, kind, built_in]) if op == Op::MemberDecorate as u32 => {
                needed |= is_draw_parameter(*kind, *built_in);
            }
            _ => {}
        }
    }
    if !needed {
        return;
    }
    let old = words.get(1).is_some_and(|&version| version < 0x0001_0300);
    let extension = old.then_some("SPV_KHR_shader_draw_parameters");
    declare(words, after_capabilities, DRAW_PARAMETERS, extension);
}

/// Arrays of bindings without a length need a capability, and before SPIR-V 1.5 an extension.
fn arrays_without_length(words: &mut Vec<u32>) {
    const WITHOUT_LENGTH: u32 = Capability::RuntimeDescriptorArray as u32;
    let mut after_capabilities = HEADER_WORDS;
    let mut arrays = Vec::new();
    let mut pointers = Vec::new();
    let (mut needed, mut extended) = (false, false);
    let extension = extension_words(DESCRIPTOR_INDEXING);
    for (at, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [WITHOUT_LENGTH]) if op == Op::Capability as u32 => return,
            (op, _) if op == Op::Capability as u32 => after_capabilities = at + 1 + operands.len(),
            (op, name) if op == Op::Extension as u32 => extended |= *name == extension,
            (op, [id, _]) if op == Op::TypeRuntimeArray as u32 => arrays.push(*id),
            (op, [id, _, target]) if op == Op::TypePointer as u32 && arrays.contains(target) => {
                pointers.push(*id);
            }
            (op, [ty, ..]) if op == Op::Variable as u32 => needed |= pointers.contains(ty),
            _ => {}
        }
    }
    if needed {
        let old = words.get(1).is_some_and(|&version| version < 0x0001_0500);
        let extension = (old && !extended).then_some(DESCRIPTOR_INDEXING);
        declare(words, after_capabilities, WITHOUT_LENGTH, extension);
    }
}

/// The struct of an array of uniform buffers is a block, which naga says of other buffers only.
fn arrays_of_uniform_buffers(words: &mut Vec<u32>) {
    const UNIFORM: u32 = StorageClass::Uniform as u32;
    let mut elements = BTreeMap::new();
    let mut targets = BTreeMap::new();
    let (mut structs, mut blocks) = (BTreeSet::new(), BTreeSet::new());
    let mut wanted = BTreeSet::new();
    let mut after_decorations = None;
    for (at, op, operands) in instructions(words) {
        match (op, operands) {
            (op, [id, kind, ..]) if op == Op::Decorate as u32 => {
                after_decorations = Some(at + 1 + operands.len());
                if *kind == Decoration::Block as u32 {
                    blocks.insert(*id);
                }
            }
            (op, _) if op == Op::MemberDecorate as u32 => {
                after_decorations = Some(at + 1 + operands.len());
            }
            (op, [id, ..]) if op == Op::TypeStruct as u32 => {
                structs.insert(*id);
            }
            (op, [id, element, ..])
                if op == Op::TypeArray as u32 || op == Op::TypeRuntimeArray as u32 =>
            {
                elements.insert(*id, *element);
            }
            (op, [id, UNIFORM, target]) if op == Op::TypePointer as u32 => {
                targets.insert(*id, *target);
            }
            (op, [ty, _, UNIFORM, ..]) if op == Op::Variable as u32 => {
                let element = targets.get(ty).and_then(|target| elements.get(target));
                wanted.extend(element.filter(|each| structs.contains(each)));
            }
            _ => {}
        }
    }
    let Some(after) = after_decorations else {
        return;
    };
    let added: Vec<u32> = wanted
        .difference(&blocks)
        .flat_map(|&id| {
            let head = (3 << 16) | Op::Decorate as u32;
            [head, id, Decoration::Block as u32]
        })
        .collect();
    words.splice(after..after, added);
}

const DESCRIPTOR_INDEXING: &str = "SPV_EXT_descriptor_indexing";

/// Declares a capability behind the others, and an extension behind that.
fn declare(words: &mut Vec<u32>, at: usize, capability: u32, extension: Option<&str>) {
    let mut added = vec![(2 << 16) | Op::Capability as u32, capability];
    if let Some(name) = extension {
        let text = extension_words(name);
        let count = u32::try_from(text.len() + 1).unwrap_or_default();
        added.push((count << 16) | Op::Extension as u32);
        added.extend(text);
    }
    words.splice(at..at, added);
}

/// A name as the words of an instruction.
fn extension_words(name: &str) -> Vec<u32> {
    let mut bytes = name.as_bytes().to_vec();
    bytes.resize((bytes.len() / 4 + 1) * 4, 0);
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes))
        .collect()
}

fn is_draw_parameter(kind: u32, built_in: u32) -> bool {
    kind == Decoration::BuiltIn as u32
        && [
            BuiltIn::BaseVertex,
            BuiltIn::BaseInstance,
            BuiltIn::DrawIndex,
        ]
        .iter()
        .any(|&each| each as u32 == built_in)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use super::*;

    #[test]
    fn arrays_of_bindings_without_length_are_declared_once() {
        for version in ["1.3", "1.5"] {
            let text = format!(
                "; Version: {version}\nOpCapability Shader\nOpMemoryModel Logical GLSL450\n\
                 %1 = OpTypeSampler\n%2 = OpTypeRuntimeArray %1\n\
                 %3 = OpTypePointer UniformConstant %2\n%4 = OpVariable %3 UniformConstant\n"
            );
            let mended = mend(crate::spirv_text::assemble(&text).unwrap());
            let options = crate::spirv_text::DisassembleOptions {
                friendly_names: false,
                indent: false,
                header: false,
                offsets: false,
            };
            let shown = crate::spirv_text::disassemble(&mended, &options).unwrap();
            let capability = "OpCapability RuntimeDescriptorArray\n";
            assert!(shown.contains(capability), "{shown}");
            let extension = "OpExtension \"SPV_EXT_descriptor_indexing\"\n";
            assert_eq!(shown.contains(extension), version == "1.3", "{shown}");
            assert_eq!(mend(mended.clone()), mended);
        }
    }

    #[test]
    fn arrays_of_uniform_buffers_hold_blocks() {
        let text = "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
             OpMemberDecorate %2 0 Offset 0\nOpMemberDecorate %6 0 Offset 0\n%1 = OpTypeInt 32 0\n\
             %2 = OpTypeStruct %1\n%6 = OpTypeStruct %1\n%7 = OpConstant %1 4\n\
             %3 = OpTypeArray %2 %7\n%8 = OpTypeArray %6 %7\n%4 = OpTypePointer Uniform %3\n\
             %9 = OpTypePointer Private %8\n%5 = OpVariable %4 Uniform\n%10 = OpVariable %9 Private\n";
        let mended = mend(crate::spirv_text::assemble(text).unwrap());
        let options = crate::spirv_text::DisassembleOptions {
            friendly_names: false,
            indent: false,
            header: false,
            offsets: false,
        };
        let shown = crate::spirv_text::disassemble(&mended, &options).unwrap();
        assert_eq!(shown.matches(" Block\n").count(), 1, "{shown}");
        let members = |text: &str| text.lines().filter(|line| line.contains("Offset")).count();
        assert_eq!(members(&shown), 2, "{shown}");
        assert_eq!(mend(mended.clone()), mended);
    }

    #[test]
    fn draw_parameters_are_declared_once() {
        for version in ["1.2", "1.5"] {
            let text = format!(
                "; Version: {version}\nOpCapability Shader\nOpMemoryModel Logical GLSL450\n\
                 OpDecorate %1 BuiltIn BaseVertex\n%2 = OpTypeInt 32 1\n\
                 %3 = OpTypePointer Input %2\n%1 = OpVariable %3 Input\n"
            );
            let words = crate::spirv_text::assemble(&text).unwrap();
            let mended = mend(words);
            let options = crate::spirv_text::DisassembleOptions {
                friendly_names: false,
                indent: false,
                header: false,
                offsets: false,
            };
            let shown = crate::spirv_text::disassemble(&mended, &options).unwrap();
            assert!(shown.contains("OpCapability DrawParameters\n"), "{shown}");
            let extension = "OpExtension \"SPV_KHR_shader_draw_parameters\"\n";
            assert_eq!(shown.contains(extension), version == "1.2", "{shown}");
            assert_eq!(mend(mended.clone()), mended);
        }
    }

    #[test]
    fn storage_images_are_asked_without_a_level() {
        let text = "%1 = OpTypeFloat 32\n\
                    %2 = OpTypeImage %1 2D 0 0 0 2 Rgba8\n\
                    %3 = OpTypeImage %1 2D 0 0 0 1 Unknown\n\
                    %4 = OpTypeInt 32 0\n%5 = OpTypeVector %4 2\n\
                    %6 = OpConstant %4 0\n\
                    %7 = OpTypePointer UniformConstant %2\n%8 = OpVariable %7 UniformConstant\n\
                    %9 = OpTypePointer UniformConstant %3\n%10 = OpVariable %9 UniformConstant\n\
                    %11 = OpLoad %2 %8\n%12 = OpImageQuerySizeLod %5 %11 %6\n\
                    %13 = OpLoad %3 %10\n%14 = OpImageQuerySizeLod %5 %13 %6\n";
        let words = crate::spirv_text::assemble(text).unwrap();
        let mended = mend(words.clone());
        assert_eq!(mended.len(), words.len() - 1);
        let options = crate::spirv_text::DisassembleOptions {
            friendly_names: false,
            indent: false,
            header: false,
            offsets: false,
        };
        let shown = crate::spirv_text::disassemble(&mended, &options).unwrap();
        assert!(shown.contains("%12 = OpImageQuerySize %5 %11\n"), "{shown}");
        assert!(
            shown.contains("%14 = OpImageQuerySizeLod %5 %13 %6\n"),
            "{shown}"
        );
    }

    #[test]
    fn shuffles_to_one_component_are_extractions() {
        let text = "%1 = OpTypeInt 32 0\n%2 = OpTypeVector %1 2\n%3 = OpConstantNull %2\n\
                    %4 = OpVectorShuffle %1 %3 %3 1\n%5 = OpVectorShuffle %2 %3 %3 1 0\n";
        let mended = mend(crate::spirv_text::assemble(text).unwrap());
        let options = crate::spirv_text::DisassembleOptions {
            friendly_names: false,
            indent: false,
            header: false,
            offsets: false,
        };
        let shown = crate::spirv_text::disassemble(&mended, &options).unwrap();
        assert!(
            shown.contains("%4 = OpCompositeExtract %1 %3 1\n"),
            "{shown}"
        );
        assert!(
            shown.contains("%5 = OpVectorShuffle %2 %3 %3 1 0\n"),
            "{shown}"
        );
    }
}
