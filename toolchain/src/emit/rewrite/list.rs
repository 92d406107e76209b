//! Which rewrites there are, for which targets, and in which order they are tried.

use naga::MathFunction;

use super::row_textures::Rows;
use super::told::{
    drop_point_size, leave_out_inputs, reorder_images, split_arrays, take_early_depth_tests,
    widen_rows,
};
use super::widths::Lack;
use super::{
    ExternalTextures, MESH_POINT_SIZE, Rewrite, access, barrier, bgra_images, binding_arrays,
    blocks, column_names, continuing, defined, distances, draw_numbers, early_depth, edge_sampling,
    endless, first_numbers, float_atomics, float_bits, half_parts, helper_names, image_access,
    image_parameters, immediate_arrays, immediate_values, immediate_words, inverse,
    matrix_elements, nan, narrow_integers, negated_atomics, nested_matrices, offset, other_results,
    outer, packed, packed_choices, pair_images, plain_depths, point_size, pointer_arguments,
    promoted, row_offsets, row_textures, sampler_pairs, shifts, sign, splat_elements, strides,
    switch, uniform_arrays, uniform_inputs, unnamed_results, unreachable, wide_constants, widening,
    widths, workgroup_size,
};
use crate::source::Language;
use crate::target::TargetLanguage::{self, Glsl, Hlsl, Msl, Spirv, SpirvAsm, Wgsl};
use crate::transform;

const EVERY: &[TargetLanguage] = &[Msl, Hlsl, Glsl, Spirv, SpirvAsm, Wgsl];

/// Tried before all others; for WGSL if it is asked for.
pub(in crate::emit) const ARRAYS: Rewrite = Rewrite {
    step: "splitting arrays of bindings",
    targets: &[Glsl, Wgsl],
    found: |module, _, _| binding_arrays::has_arrays(module),
    apply: split_arrays,
};

/// Tried next, and only where pairs were found in the whole module: the entry point that is written
/// may have one of them, and does not tell.
pub(in crate::emit) const SAMPLER_PAIRS: Rewrite = Rewrite {
    step: "giving each pair of a texture and a sampler a variable",
    targets: &[Glsl],
    found: |_, _, _| true,
    apply: |change| {
        sampler_pairs::take_apart(change.module, change.arrays)
            .map_err(|construct| change.unsupported(&construct))
    },
};

/// Every rewrite, in the order in which they are tried.
pub(in crate::emit) const ALL: &[Rewrite] = &[
    float_atomics::REWRITE,
    uniform_inputs::REWRITE,
    unnamed_results::REWRITE,
    Rewrite {
        step: "counting the bits of shifts modulo the width",
        targets: &[Msl, Glsl, Spirv, SpirvAsm],
        found: |module, info, source| {
            shifts::is_defined_in(source.language()) && shifts::has_wide_shifts(module, info)
        },
        apply: |change| {
            shifts::count_modulo(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "putting in the inverse of a matrix",
        targets: &[Msl, Hlsl],
        found: |module, _, _| inverse::has_inverse(module),
        apply: |change| inverse::call_inverse(change.module, change.info),
    },
    Rewrite {
        step: "writing out outer products",
        targets: &[Msl, Hlsl, Wgsl],
        found: |module, _, _| outer::has_outer_product(module),
        apply: |change| {
            outer::write_columns(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "converting to 16-bit integers in two steps",
        targets: &[Msl, Hlsl, Glsl],
        found: |module, info, _| narrow_integers::has_narrow_conversions(module, info),
        apply: |change| {
            narrow_integers::convert_in_two_steps(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "keeping 16-bit integers narrow",
        targets: &[Msl],
        found: |module, info, _| promoted::has_promotions(module, info),
        apply: |change| {
            promoted::convert_back(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "leaving out what is never reached",
        targets: &[Hlsl],
        found: |module, _, _| unreachable::has_unreachable(module),
        apply: |change| {
            unreachable::drop_unreachable(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "adding offsets into textures of one dimension",
        targets: &[Msl, Wgsl],
        found: |module, info, _| row_offsets::has_any(module, info, row_offsets::Of::All),
        apply: |change| {
            row_offsets::add(change.module, change.info, row_offsets::Of::All);
            Ok(())
        },
    },
    Rewrite {
        step: "adding offsets into depth textures of one dimension",
        targets: &[Glsl],
        found: |module, info, _| row_offsets::has_any(module, info, row_offsets::Of::Depths),
        apply: |change| {
            row_offsets::add(change.module, change.info, row_offsets::Of::Depths);
            Ok(())
        },
    },
    Rewrite {
        step: "widening depth textures of one dimension",
        targets: &[Msl, Wgsl, Glsl],
        found: |module, _, _| row_textures::has_rows(module, Rows::Depths),
        apply: |change| widen_rows(change, Rows::Depths),
    },
    Rewrite {
        step: "widening array textures of one dimension",
        targets: &[Wgsl],
        found: |module, _, _| row_textures::has_rows(module, Rows::Arrays),
        apply: |change| widen_rows(change, Rows::Arrays),
    },
    Rewrite {
        step: "widening textures of one dimension that are sampled with gradients",
        targets: &[Wgsl],
        found: |module, info, _| {
            row_textures::has_gradients(module, info)
                && row_textures::has_rows(module, Rows::Sampled)
        },
        apply: |change| widen_rows(change, Rows::Sampled),
    },
    Rewrite {
        step: "giving storage textures the order red, green, blue",
        targets: &[Glsl],
        found: |module, _, _| bgra_images::has_any(module),
        apply: reorder_images,
    },
    Rewrite {
        step: "keeping the signs of pairs of integers in storage textures",
        targets: &[Hlsl],
        found: |module, _, _| pair_images::has_any(module),
        apply: |change| {
            pair_images::widen(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "lowering external textures",
        targets: &[Glsl, Spirv, SpirvAsm],
        found: |module, _, _| ExternalTextures::are_in(module),
        apply: |change| {
            change.external.lower(change.module)?;
            transform::drop_unused(change.module, change.source)
        },
    },
    edge_sampling::REWRITE,
    Rewrite {
        step: "reading depths that nothing compares",
        targets: &[Glsl],
        found: |module, info, _| plain_depths::has_plain_depths(module, info),
        apply: |change| {
            plain_depths::read_as_floats(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "splitting arrays of buffers",
        targets: &[Hlsl],
        found: |module, _, _| binding_arrays::has_arrays_of_buffers(module),
        apply: split_arrays,
    },
    Rewrite {
        step: "reading arrays of uniform buffers as storage",
        targets: &[Msl],
        found: |module, _, _| uniform_arrays::has_arrays_of_uniforms(module),
        apply: |change| {
            uniform_arrays::read_as_storage(change.module);
            Ok(())
        },
    },
    immediate_values::REWRITE,
    Rewrite {
        step: "taking immediates out of words",
        targets: &[Hlsl],
        found: |module, _, _| immediate_words::are_too_close(module),
        apply: |change| {
            immediate_words::read_words(change.module)
                .map_err(|construct| change.unsupported(&construct))
        },
    },
    Rewrite {
        step: "reading operands of a sign as signed",
        targets: EVERY,
        found: |module, info, _| sign::has_unsigned_sign(module, info),
        apply: |change| {
            sign::read_as_signed(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "widening integers before their sign changes",
        targets: &[Spirv, SpirvAsm, Wgsl],
        found: |module, info, _| widening::has_widening(module, info),
        apply: |change| {
            widening::widen_first(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "taking matrices out of arrays",
        targets: &[Hlsl],
        found: |module, info, _| matrix_elements::has_matrix_elements(module, info),
        apply: |change| {
            matrix_elements::compose_elements(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "taking the bits of floats",
        targets: &[Hlsl, Glsl],
        found: |module, info, _| float_bits::has_float_bits(module, info),
        apply: |change| float_bits::call_functions(change.module, change.info),
    },
    Rewrite {
        step: "writing out functions of numbers of other widths",
        targets: &[Glsl],
        found: |module, info, _| widths::has_other_widths(module, info, Lack::All),
        apply: |change| {
            widths::write_out(change.module, change.info, Lack::All);
            Ok(())
        },
    },
    Rewrite {
        step: "writing out functions of the bits of numbers of other widths",
        targets: &[Hlsl, Spirv, SpirvAsm],
        found: |module, info, _| widths::has_other_widths(module, info, Lack::Bits),
        apply: |change| {
            widths::write_out(change.module, change.info, Lack::Bits);
            Ok(())
        },
    },
    Rewrite {
        step: "looking for the first bit of 16-bit numbers",
        targets: &[Msl],
        found: |module, info, _| widths::has_other_widths(module, info, Lack::FirstBits),
        apply: |change| {
            widths::write_out(change.module, change.info, Lack::FirstBits);
            Ok(())
        },
    },
    Rewrite {
        step: "enclosing packed bytes",
        targets: &[Msl, Hlsl, Glsl],
        found: |module, _, _| packed::has_packed_bytes(module),
        apply: |change| {
            packed::enclose_packed_bytes(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "choosing between vectors of one type",
        targets: &[Msl],
        found: |module, info, _| packed_choices::has_any(module, info),
        apply: |change| {
            packed_choices::convert(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "defining what GLSL leaves undefined",
        targets: &[Glsl],
        found: |module, info, source| {
            defined::Extent::of(source.language())
                .is_some_and(|extent| defined::has_undefined_results(module, info, extent))
        },
        apply: |change| {
            if let Some(extent) = defined::Extent::of(change.source.language()) {
                defined::define_results(change.module, change.info, extent);
            }
            Ok(())
        },
    },
    Rewrite {
        step: "merging barriers",
        targets: EVERY,
        found: |module, _, _| barrier::has_double_barrier(module),
        apply: |change| {
            barrier::widen_barriers(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "looking for switch cases that fall through",
        targets: EVERY,
        found: |module, _, _| switch::has_spurious_fall_through(module),
        apply: |change| {
            switch::clear_spurious_fall_through(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "giving storage textures an access",
        targets: EVERY,
        found: |module, _, _| image_access::has_inaccessible_images(module),
        apply: |change| {
            image_access::open_inaccessible_images(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "naming storage textures in the functions that are given them",
        targets: &[Msl, Glsl],
        found: |module, _, _| image_parameters::has_image_parameters(module),
        apply: |change| {
            image_parameters::name_images(change.module);
            if change.language == Msl && image_parameters::has_image_parameters(change.module) {
                return Err(change.unsupported("these storage textures as parameters of functions"));
            }
            Ok(())
        },
    },
    Rewrite {
        step: "copying pointer arguments",
        targets: &[Spirv, SpirvAsm],
        found: |module, _, _| pointer_arguments::has_partial_pointer_arguments(module),
        apply: |change| {
            pointer_arguments::copy_partial_pointer_arguments(change.module);
            Ok(())
        },
    },
    Rewrite {
        // WGSL has them only by a feature of the language, which its author asked for.
        step: "copying pointer arguments",
        targets: &[Wgsl],
        found: |module, _, source| {
            source.language() != Language::Wgsl
                && pointer_arguments::has_partial_pointer_arguments(module)
        },
        apply: |change| {
            pointer_arguments::copy_partial_pointer_arguments(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "wrapping structs with two-row matrices",
        targets: &[Spirv, SpirvAsm],
        found: |module, _, _| nested_matrices::has_nested_matrices(module),
        apply: |change| {
            nested_matrices::wrap_nested_matrices(change.module, change.info)
                .map_err(|construct| change.unsupported(&construct))
        },
    },
    Rewrite {
        step: "laying out blocks",
        targets: &[Glsl],
        found: |module, _, _| blocks::has_other_layouts(module),
        apply: |change| {
            blocks::lay_out(change.module).map_err(|construct| change.unsupported(&construct))?;
            transform::drop_unused(change.module, change.source)
        },
    },
    Rewrite {
        step: "folding the workgroup size",
        targets: &[Hlsl, Wgsl, Spirv, SpirvAsm],
        found: |module, _, _| workgroup_size::has_workgroup_size(module),
        apply: |change| {
            workgroup_size::fold_workgroup_size(change.module);
            Ok(())
        },
    },
    Rewrite {
        targets: &[Hlsl, Wgsl],
        ..MESH_POINT_SIZE
    },
    Rewrite {
        step: "dropping the point size",
        targets: &[Hlsl, Wgsl],
        found: |module, _, _| point_size::has_point_size(module),
        apply: drop_point_size,
    },
    Rewrite {
        step: "converting results of functions",
        targets: &[Hlsl],
        found: |module, _, _| other_results::has_other_results(module),
        apply: |change| {
            other_results::convert_results(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "keeping names from being those of helpers",
        targets: &[Hlsl],
        found: |module, _, _| helper_names::has_helper_names(module),
        apply: |change| {
            helper_names::rename(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "naming members beside matrices",
        targets: &[Hlsl],
        found: |module, _, _| column_names::has_nameless_members(module),
        apply: |change| {
            column_names::name_members(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "reading the first vertex and instance",
        targets: &[Hlsl],
        found: |module, _, _| first_numbers::has_first_numbers(module),
        apply: |change| {
            change.in_text.first_numbers = first_numbers::read_constants(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "gathering clip and cull distances",
        targets: &[Hlsl],
        found: |module, _, _| distances::has_distances(module),
        apply: |change| {
            change.in_text.semantics = distances::gather_distances(change.module)
                .map_err(|construct| change.unsupported(&construct))?;
            Ok(())
        },
    },
    Rewrite {
        step: "leaving out the number of the draw",
        targets: &[Msl, Hlsl],
        found: |module, _, _| draw_numbers::has_draw_index(module),
        apply: |change| leave_out_inputs(change, draw_numbers::DRAWS),
    },
    Rewrite {
        step: "leaving out inputs whose value is known",
        targets: &[Hlsl, Wgsl],
        found: |module, _, _| draw_numbers::has_known_inputs(module),
        apply: |change| leave_out_inputs(change, draw_numbers::KNOWN),
    },
    Rewrite {
        step: "taking out early depth tests",
        targets: &[Msl, Hlsl, Wgsl],
        found: |module, _, _| early_depth::has_early_depth_test(module),
        apply: take_early_depth_tests,
    },
    Rewrite {
        step: "narrowing the access of storage buffers",
        targets: &[Wgsl],
        found: |module, info, source| {
            // In WGSL the access is the author's word.
            source.language() != Language::Wgsl && access::has_unwritten_buffer(module, info)
        },
        apply: |change| {
            access::narrow_access(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "writing out texture offsets",
        targets: &[Glsl],
        found: |module, _, _| offset::has_splat_offset(module),
        apply: |change| {
            offset::compose_offsets(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "taking halves apart",
        targets: &[Msl, Spirv, SpirvAsm],
        found: |module, info, _| half_parts::has_any(module, info, half_parts::ALL),
        apply: |change| {
            half_parts::widen(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "taking whole numbers out of halves",
        targets: &[Wgsl],
        // An exponent of a half is a number of 16 bits, which WGSL does not have.
        found: |module, info, _| {
            half_parts::has_any(module, info, &[MathFunction::Modf])
                && !half_parts::has_any(module, info, &[MathFunction::Frexp])
        },
        apply: |change| {
            half_parts::widen(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "writing out tests for NaN and infinity",
        targets: &[Wgsl],
        found: |module, _, _| nan::has_nan_test(module),
        apply: |change| {
            nan::test_bits(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "writing out switch cases that fall through",
        targets: &[Wgsl, Spirv, SpirvAsm],
        found: |module, _, _| switch::has_fall_through(module),
        apply: |change| {
            switch::expand_fall_through(change.module)
                .map_err(|construct| change.unsupported(&construct))
        },
    },
    Rewrite {
        step: "opening endless loops",
        targets: &[Wgsl],
        found: |module, _, _| endless::has_endless_loop(module),
        apply: |change| {
            endless::open_endless_loops(change.module);
            Ok(())
        },
    },
    Rewrite {
        step: "spelling out arrays in immediates",
        targets: &[Wgsl],
        found: |module, _, _| immediate_arrays::has_immediate_array(module),
        apply: |change| {
            immediate_arrays::spell_out_arrays(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "wrapping the elements of arrays",
        targets: &[Msl, Wgsl],
        found: |module, _, _| strides::has_wide_strides(module),
        apply: |change| {
            strides::wrap_elements(change.module, change.info, &strides::wide(change.module));
            Ok(())
        },
    },
    Rewrite {
        step: "wrapping the elements of arrays in constant buffers",
        targets: &[Hlsl],
        found: |module, _, _| !strides::beyond_registers(module).is_empty(),
        apply: |change| {
            let wide = strides::beyond_registers(change.module);
            strides::wrap_elements(change.module, change.info, &wide);
            Ok(())
        },
    },
    Rewrite {
        step: "converting elements of matrices that become vectors",
        targets: &[Hlsl],
        found: |module, info, _| splat_elements::has_splat_elements(module, info),
        apply: |change| {
            splat_elements::convert_elements(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "adding what is negated atomically",
        targets: &[Glsl],
        found: |module, info, _| negated_atomics::has_signed_subtractions(module, info),
        apply: |change| {
            negated_atomics::add_negations(change.module, change.info);
            Ok(())
        },
    },
    Rewrite {
        step: "converting constants of 64 bits",
        targets: &[Wgsl],
        found: |module, info, _| wide_constants::has_conversions(module, info),
        apply: |change| {
            wide_constants::evaluate(change.module, change.info);
            Ok(())
        },
    },
];

/// Tried last, after all that adds expressions to loops.
pub(in crate::emit) const CONTINUING: Rewrite = Rewrite {
    step: "keeping values for continuing blocks",
    targets: &[Msl, Hlsl, Glsl],
    found: |module, _, _| continuing::has_body_value_in_continuing(module),
    apply: |change| {
        continuing::spill_into_continuing(change.module, change.info);
        Ok(())
    },
};
