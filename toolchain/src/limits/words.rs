//! One pass over the instructions of a SPIR-V module: ids, nesting of control flow and of types,
//! and what naga's front end keeps for every function.
//!
//! What the words mean is for the structural check and for the front end; unknown instructions
//! and missing operands are passed over.

use std::collections::HashMap;

use rspirv::spirv::Op;

use super::text::EXPRESSION_FACTS;
use super::{Exceeded, Limit, grouped};
use crate::options::Limits;

const HEADER: usize = 5;

/// Checks a module whose instructions tile its words.
pub(super) fn check(words: &[u32], limits: &Limits) -> Result<(), Exceeded> {
    let bound = words.get(3).copied().unwrap_or_default();
    if bound > limits.spirv_ids {
        let what = format!("the module has room for {} ids", grouped(bound.into()));
        return Err(Exceeded::new(Limit::SpirvIds, what));
    }
    let mut globals = 0u64;
    let mut functions = 0u64;
    let mut declarations = 0u32;
    let mut types: HashMap<u32, u32> = HashMap::new();
    let mut blocks = Blocks::default();
    let mut has_groups = false;
    let mut at = HEADER;
    while let Some(&first) = words.get(at) {
        let count = usize::try_from(first >> 16).unwrap_or_default().max(1);
        let operands = words.get(at + 1..at + count).unwrap_or_default();
        at += count;
        let Some(op) = Op::from_u32(first & 0xffff) else {
            continue;
        };
        let operand = |index: usize| operands.get(index).copied().unwrap_or_default();
        match op {
            Op::TypePointer
            | Op::TypeArray
            | Op::TypeRuntimeArray
            | Op::TypeStruct
            | Op::TypeVector
            | Op::TypeMatrix
            | Op::TypeSampledImage
            | Op::TypeFunction => {
                let inner = operands.get(1..).unwrap_or_default();
                let depth = inner.iter().filter_map(|id| types.get(id)).max();
                let depth = depth.map_or(0, |&depth| depth).saturating_add(1);
                if depth > limits.nesting {
                    let what = format!("a type holds types {} deep", grouped(depth.into()));
                    return Err(Exceeded::new(Limit::Nesting, what));
                }
                types.insert(operand(0), depth);
            }
            Op::GroupDecorate | Op::GroupMemberDecorate => has_groups = true,
            Op::Variable if functions == 0 => {
                globals += 1;
                declarations += 1;
            }
            Op::Constant
            | Op::ConstantTrue
            | Op::ConstantFalse
            | Op::ConstantComposite
            | Op::ConstantNull
            | Op::SpecConstant
            | Op::SpecConstantTrue
            | Op::SpecConstantFalse
            | Op::SpecConstantComposite
            | Op::SpecConstantOp
                if functions == 0 =>
            {
                globals += 1;
            }
            Op::Function => {
                functions += 1;
                declarations += 1;
                blocks = Blocks::default();
            }
            Op::Label => blocks.begin(operand(0)),
            Op::SelectionMerge | Op::LoopMerge => {
                let depth = blocks.merge(operand(0));
                // Each construct is one level, as a block in braces is.
                let most = limits.nesting.saturating_add(limits.branches);
                if depth > most {
                    let what = format!("control flow is nested {} deep", grouped(depth.into()));
                    return Err(Exceeded::new(Limit::Nesting, what));
                }
            }
            Op::Branch => blocks.branch(&[operand(0)]),
            Op::BranchConditional => blocks.branch(&[operand(1), operand(2)]),
            Op::Switch => {
                // Literals between the labels do no harm: no block has their number, or it is
                // one that is as deep.
                blocks.branch(operands.get(1..).unwrap_or_default());
            }
            _ => {}
        }
        if declarations > limits.declarations {
            let what = format!(
                "the module has at least {} variables and functions",
                grouped(declarations.into())
            );
            return Err(Exceeded::new(Limit::Declarations, what));
        }
    }
    if has_groups {
        groups(words, limits)?;
    }
    let facts = globals
        .saturating_mul(functions)
        .saturating_mul(EXPRESSION_FACTS);
    if facts > limits.facts {
        let what = format!(
            "{} functions that see {} constants and variables need {} facts",
            grouped(functions),
            grouped(globals),
            grouped(facts)
        );
        return Err(Exceeded::new(Limit::Facts, what));
    }
    Ok(())
}

/// Checks how many decorations groups of decorations stand for.
fn groups(words: &[u32], limits: &Limits) -> Result<(), Exceeded> {
    let mut decorations: HashMap<u32, u64> = HashMap::new();
    let mut uses = Vec::new();
    let mut at = HEADER;
    while let Some(&first) = words.get(at) {
        let count = usize::try_from(first >> 16).unwrap_or_default().max(1);
        let target = words.get(at + 1).copied().unwrap_or_default();
        at += count;
        match Op::from_u32(first & 0xffff) {
            Some(Op::Decorate) => *decorations.entry(target).or_default() += 1,
            Some(Op::GroupDecorate | Op::GroupMemberDecorate) => {
                uses.push((target, u64::try_from(count).unwrap_or(u64::MAX)));
            }
            _ => {}
        }
    }
    let all = uses.into_iter().fold(0u64, |all, (group, targets)| {
        let each = decorations.get(&group).copied().unwrap_or_default();
        all.saturating_add(each.saturating_mul(targets))
    });
    if all > limits.elements {
        let what = format!("groups of decorations stand for up to {}", grouped(all));
        return Err(Exceeded::new(Limit::Elements, what));
    }
    Ok(())
}

/// How deep in structured control flow the blocks of a function are.
#[derive(Default)]
struct Blocks {
    depths: HashMap<u32, u32>,
    current: u32,
    /// The block is a header: what it branches to is a level deeper.
    is_header: bool,
}

impl Blocks {
    fn begin(&mut self, label: u32) {
        // One that nothing branched to before is dead, or comes in an order that is not allowed.
        self.current = self.depths.get(&label).copied().unwrap_or(self.current);
        self.is_header = false;
    }

    fn merge(&mut self, label: u32) -> u32 {
        let depth = self.current;
        self.depths.entry(label).or_insert(depth);
        self.is_header = true;
        depth.saturating_add(1)
    }

    fn branch(&mut self, labels: &[u32]) {
        let depth = self.current.saturating_add(u32::from(self.is_header));
        for &label in labels {
            self.depths.entry(label).or_insert(depth);
        }
    }
}
