//! SPIR-V that naga refuses, or reads wrongly, into SPIR-V that it reads right.
//!
//! [`legalise`] takes the module apart ([`draft`]), runs the passes of [`PASSES`] over it and puts
//! it together again. A pass is one file, changes nothing that it does not need to change, and
//! leaves a [`Note`] where a promise of the author is weakened or a number is new. What SPIR-V
//! cannot say in a way that naga's front end hears is said afterwards, in naga's module: a
//! [`Repair`].
//!
//! Two kinds of passes: those of [`When::Always`] keep naga from reading a module as something
//! else than it means, and run on every module that has what they look for; those of
//! [`When::Refused`] widen what is accepted, and run only when naga refused the module without
//! them. So nothing that naga takes alone is lost or renamed.

pub(crate) mod shape;

mod arith;
mod assumed;
mod atomic_operands;
mod atomic_parts;
mod atomic_sign;
mod bindings;
mod bitcast;
mod buffers;
mod builtin;
mod byte;
mod compare;
mod constants;
mod copy;
mod depth_variants;
mod depths;
mod discard;
mod draft;
mod emit;
mod empty;
mod entry;
mod fall_through;
mod fetch;
mod flat;
mod flow;
mod formats;
mod frexp;
mod given;
mod half_coordinates;
mod image_accesses;
mod image_arrays;
mod image_atomic;
mod image_element;
mod layers;
mod leave;
mod local;
mod marker;
mod mask;
mod math;
mod matrix;
mod member_places;
mod memory;
mod mesh;
mod opaque_arrays;
mod opaque_globals;
mod opaque_locals;
mod opaque_structs;
mod outputs;
mod outside;
mod query_lod;
mod ray;
mod rectangles;
mod repair;
mod row_bias;
mod sample;
mod short;
mod sign;
mod sparse;
mod spec;
mod specialise;
mod split;
mod storage_cubes;
mod strip;
mod subgroup;
mod subpass;
#[cfg(test)]
mod tests;
mod texel_samples;
mod uniform_arguments;
mod varying;
mod vectors;
mod whole_stores;
mod words;
mod workgroup;
mod zero_divisors;

pub(crate) use atomic_parts::as_arrays as atomic_vectors_as_arrays;
pub(crate) use given::FixedConstant;
pub(crate) use marker::Repair;
pub(crate) use outside::{Outside, find as find_outside, overlay as find_overlay};
pub(crate) use repair::apply;

use std::collections::BTreeMap;

use rspirv::spirv::Capability;

use crate::codes;
use crate::diagnostic::Code;
use crate::options::version::StorageTexel;
use draft::Draft;

/// Something to tell the user about a rewrite.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Note {
    /// Its code.
    pub(crate) code: Code,
    /// Whether a promise of the author is weakened; otherwise it is only worth knowing.
    pub(crate) weakens: bool,
    /// What was done.
    pub(crate) message: String,
    /// What that means, where it is not obvious.
    pub(crate) detail: Option<&'static str>,
}

impl Note {
    fn new(code: Code, weakens: bool, message: impl Into<String>) -> Self {
        Self {
            code,
            weakens,
            message: message.into(),
            detail: None,
        }
    }

    fn promise(message: impl Into<String>, detail: &'static str) -> Self {
        Self {
            detail: Some(detail),
            ..Self::new(codes::SPIRV_PROMISE_DROPPED, true, message)
        }
    }
}

/// A module naga may take.
#[derive(Debug)]
pub(crate) struct Legalised {
    /// The words.
    pub(crate) words: Vec<u32>,
    /// Whether a pass changed anything.
    pub(crate) changed: bool,
    /// What to tell the user.
    pub(crate) notes: Vec<Note>,
    /// What is to be done to naga's module.
    pub(crate) repairs: Vec<Repair>,
    /// The specialisation constants that are ordinary ones now.
    pub(crate) fixed: Vec<FixedConstant>,
}

/// When a pass runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Always: without it naga reads something else than what is meant.
    Always,
    /// When naga refused the module.
    Refused,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Only what keeps the meaning.
    Meaning,
    /// Everything.
    All,
}

/// What the caller decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// How far to go.
    pub(crate) extent: Extent,
    /// Whether specialisation constants become ordinary ones.
    pub(crate) freeze: bool,
    /// The format of storage images that are declared without one.
    pub(crate) storage_format: StorageTexel,
    /// The extensions that the reader knows by name.
    pub(crate) extensions: &'static [&'static str],
    /// The capabilities that the reader knows, if the others are to be left out.
    pub(crate) capabilities: Option<&'static [Capability]>,
    /// Whether positions are turned over: the reader does it with those of vertex stages.
    pub(crate) flip_positions: bool,
    /// Who says where the members of blocks lie.
    pub(crate) layouts: Layouts,
}

/// Who says where the members of blocks lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "glslang"),
    expect(dead_code, reason = "only glslang reads HLSL")
)]
pub(crate) enum Layouts {
    /// The module.
    AsDeclared,
    /// Direct3D, where it may say otherwise than the module: it was made of HLSL by glslang.
    Direct3d,
    /// The same, but that the author placed the members of uniform blocks (`packoffset`).
    Direct3dPlaced,
}

/// A pass.
struct Pass {
    when: When,
    run: fn(&mut Draft, Settings),
}

/// The passes in their order: what only removes, constants, control flow, then what rewrites
/// instructions, then what depends on the types of variables.
const PASSES: &[Pass] = &[
    pass(When::Always, buffers::tell_apart),
    // Before the capability goes that tells of it.
    pass(When::Always, words::overlay),
    pass(When::Refused, strip::expand_groups),
    pass(When::Refused, strip::drop_non_semantic),
    pass(When::Refused, strip::drop_hints),
    // Before the capabilities go, which tell of micromaps.
    pass(When::Refused, ray::write_out),
    pass(When::Refused, strip::drop_extensions),
    pass(When::Refused, memory::drop_memory_decorations),
    pass(When::Refused, memory::open_write_only_buffers),
    pass(When::Refused, memory::drop_access_operands),
    pass(When::Always, half_coordinates::widen),
    // Before constants are replaced.
    pass(When::Always, workgroup::heed_constants),
    pass(When::Refused, spec::resolve),
    pass(When::Refused, empty::leave_out),
    pass(When::Refused, constants::fill_undefined),
    // Before anybody asks for stages, and for what outputs are.
    pass(When::Refused, mesh::read),
    pass(When::Refused, copy::forward_opaque),
    pass(When::Refused, depth_variants::join),
    pass(When::Refused, opaque_structs::split),
    pass(When::Refused, opaque_arrays::split),
    pass(When::Refused, opaque_locals::forward),
    pass(When::Refused, opaque_globals::forward),
    pass(When::Refused, uniform_arguments::copy_in),
    pass(When::Refused, specialise::specialise),
    // Before what looks at the widths of numbers.
    pass(When::Always, words::lay_out_as_direct3d),
    pass(When::Always, words::lay_out_structured),
    pass(When::Refused, words::lay_out),
    pass(When::Refused, byte::widen),
    pass(When::Refused, subgroup::expand),
    pass(When::Refused, subgroup::count),
    pass(When::Refused, constants::compute_infinities),
    // Before what is demoted ends.
    pass(When::Refused, assumed::tell_helpers),
    pass(When::Refused, assumed::fix),
    pass(When::Refused, sparse::read_whole),
    pass(When::Refused, discard::use_kill),
    pass(When::Always, flow::mend_switches),
    pass(When::Always, fall_through::place_default),
    pass(When::Always, leave::mark),
    pass(When::Refused, flow::drop_unreachable),
    pass(When::Refused, entry::tidy),
    // Behind what reaches images in functions.
    pass(When::Always, image_accesses::tell),
    pass(When::Refused, formats::assume),
    pass(When::Refused, rectangles::normalise),
    pass(When::Refused, storage_cubes::unfold),
    pass(When::Refused, atomic_operands::cast),
    pass(When::Refused, image_atomic::mark),
    // Images have no such memory any more.
    pass(When::Always, atomic_sign::mark),
    pass(When::Refused, texel_samples::fetch),
    // Before they are textures and samplers, each with a binding.
    pass(When::Refused, image_arrays::split),
    pass(When::Refused, split::split_combined),
    pass(When::Refused, compare::separate),
    pass(When::Refused, subpass::make_textures),
    pass(When::Refused, bindings::move_clashing),
    pass(When::Refused, arith::expand),
    // Asks for sizes, and computes.
    pass(When::Refused, query_lod::compute),
    pass(When::Refused, row_bias::scale),
    pass(When::Refused, math::expand),
    pass(When::Refused, bitcast::expand),
    pass(When::Refused, frexp::expand),
    pass(When::Refused, copy::expand),
    pass(When::Always, whole_stores::write_out_loads),
    pass(When::Refused, whole_stores::write_out),
    pass(When::Always, arith::narrow_shifts),
    pass(When::Always, arith::exact_modulo),
    // Behind what compares vectors.
    pass(When::Refused, vectors::expand),
    pass(When::Always, vectors::compose_of_numbers),
    pass(When::Always, sign::cast),
    pass(When::Refused, fetch::complete),
    pass(When::Refused, fetch::query_without_level),
    pass(When::Always, fetch::add_offsets),
    pass(When::Always, sample::mend_operands),
    pass(When::Always, depths::complete),
    pass(When::Always, layers::round),
    pass(When::Always, fetch::query_layers),
    pass(When::Always, buffers::find_arrays),
    pass(When::Refused, image_element::mark),
    pass(When::Refused, mask::make_scalar),
    pass(When::Refused, outputs::leave_out_rates),
    pass(When::Always, outputs::store_first_values),
    pass(When::Refused, builtin::make_unsigned),
    pass(When::Refused, builtin::add_position),
    pass(When::Always, varying::flatten),
    pass(When::Always, member_places::forget),
    pass(When::Always, matrix::lay_out),
    pass(When::Refused, flat::decorate),
    // Behind what writes operations of subgroups.
    pass(When::Refused, local::copy),
    // Nothing after this may look at the value of a 16-bit constant.
    pass(When::Refused, short::hide),
];

const fn pass(when: When, run: fn(&mut Draft, Settings)) -> Pass {
    Pass { when, run }
}

/// Rewrites a module; `None` if its words cannot be taken apart. Specialisation constants that become ordinary ones
/// have the values that they are given by name or number, or else their default values.
pub(crate) fn legalise(
    words: &[u32],
    settings: Settings,
    given: &BTreeMap<String, f64>,
) -> Option<Legalised> {
    let mut draft = Draft::read(words)?;
    given::give(&mut draft, given);
    let before = draft.words();
    for pass in PASSES {
        if settings.extent == Extent::All || pass.when == When::Always {
            (pass.run)(&mut draft, settings);
        }
    }
    // Lines are left out when a module is taken apart: with everything else, that is a change.
    let given = match settings.extent {
        Extent::Meaning => before.as_slice(),
        Extent::All => words,
    };
    let words = draft.words();
    number_variables(&mut draft);
    Some(Legalised {
        changed: words != given || !draft.repairs.is_empty(),
        words,
        notes: draft.notes,
        repairs: draft.repairs,
        fixed: draft.fixed,
    })
}

/// Repairs speak of variables by their number: naga keeps their order, not their ids.
fn number_variables(draft: &mut Draft) {
    let mut repairs = std::mem::take(&mut draft.repairs);
    let number = |variable: &mut u32| {
        let number = draft.variable_number(*variable);
        *variable = number
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(u32::MAX);
    };
    for repair in &mut repairs {
        match repair {
            Repair::BindingArray { variable, .. } => number(variable),
            Repair::Stage(stage) => stage.variables().for_each(number),
            Repair::Marker { .. }
            | Repair::Value { .. }
            | Repair::WorkgroupSize { .. }
            | Repair::Opaque { .. } => {}
        }
    }
    draft.repairs = repairs;
}
