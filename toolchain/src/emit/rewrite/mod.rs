//! Stand-ins for constructs that a target lacks but whose meaning it can express.
//!
//! One file a rewrite, and [`ALL`] says which targets want it. Each changes a valid module into
//! another valid module of the same meaning; the caller validates again after each.

mod access;
mod barrier;
mod bgra_images;
mod binding_arrays;
mod blocks;
mod checked_loads;
mod column_names;
mod continuing;
mod defined;
pub(super) mod distances;
mod draw_numbers;
pub(super) mod early_depth;
mod edge_sampling;
mod endless;
mod external;
mod fences;
pub(super) mod first_numbers;
mod float_atomics;
mod float_bits;
mod half_parts;
mod helper_calls;
mod helper_names;
mod image_access;
mod image_parameters;
mod immediate_arrays;
mod immediate_values;
mod immediate_words;
mod import;
mod inverse;
mod list;
mod matrix_elements;
mod mesh_point_size;
mod nan;
mod narrow_integers;
mod negated_atomics;
mod nested_matrices;
mod offset;
mod older;
mod other_results;
mod outer;
mod packed;
mod packed_choices;
mod pair_images;
mod plain_depths;
mod point_size;
mod pointer_arguments;
mod promoted;
pub(super) mod retype;
mod row_offsets;
mod row_textures;
mod sampler_pairs;
mod shifts;
mod sign;
mod splat_elements;
mod strides;
mod switch;
#[cfg(test)]
pub(in crate::emit) mod testing;
#[cfg(test)]
mod tests;
mod told;
mod uniform_arrays;
mod uniform_inputs;
mod unnamed_results;
mod unreachable;
mod walk;
mod wide_constants;
mod widening;
mod widths;
mod workgroup_size;

pub(super) use binding_arrays::{BindingArrays, are_split_in_wgsl, is_split, known_number};
pub(super) use checked_loads::{CHECKED_LOADS, Loads};
pub(super) use external::ExternalTextures;
pub(super) use fences::{fence, unfence};
pub(super) use float_bits::PREFIX as FLOAT_BITS;
pub(super) use list::{ALL, ARRAYS, CONTINUING, SAMPLER_PAIRS};
pub(super) use mesh_point_size::MESH_POINT_SIZE;
pub(super) use older::OLDER;

use naga::Module;
use naga::valid::ModuleInfo;

use super::features::Features;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::edit::copy;
pub(super) use crate::edit::handles;
use crate::source::Source;
use crate::target::TargetLanguage;

/// One rewrite.
pub(super) struct Rewrite {
    /// What it does, as in "while writing out switch cases".
    pub(super) step: &'static str,
    /// The targets that want it.
    pub(super) targets: &'static [TargetLanguage],
    /// Whether there is something to rewrite; cheap, and the module is not copied without.
    found: fn(&Module, &ModuleInfo, &Source) -> bool,
    /// Does it.
    pub(super) apply: fn(&mut Change<'_>) -> Result<(), Failure>,
}

impl Rewrite {
    /// Whether there is something to rewrite in a module.
    pub(super) fn is_needed(&self, module: &Module, info: &ModuleInfo, source: &Source) -> bool {
        (self.found)(module, info, source)
    }
}

/// What a rewrite works on.
pub(super) struct Change<'a> {
    pub(super) module: &'a mut Module,
    /// Of the module as it was before this rewrite.
    pub(super) info: &'a ModuleInfo,
    pub(super) source: &'a Source,
    pub(super) language: TargetLanguage,
    /// Of the module as it was before all rewrites.
    pub(super) features: &'a Features,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// Which bounds of texels are checked.
    pub(super) loads: Loads,
    pub(super) early_depth_tests: &'a mut Vec<usize>,
    pub(super) external: &'a mut ExternalTextures,
    pub(super) arrays: &'a mut BindingArrays,
    pub(super) in_text: &'a mut InText,
}

/// What stands for something that naga cannot write, to be put right in the text.
#[derive(Clone, Debug, Default)]
pub(super) struct InText {
    pub(super) semantics: distances::Semantics,
    pub(super) first_numbers: Vec<first_numbers::FirstNumber>,
}

impl Change<'_> {
    /// The error for what the target lacks and a rewrite cannot stand in for.
    fn unsupported(&self, construct: &str) -> Failure {
        Diagnostic::error(
            codes::TARGET_CONSTRUCT,
            Phase::Emit,
            Kind::Unsupported,
            self.source,
            format!("{} cannot express {construct}", self.language.title()),
        )
        .into()
    }
}
