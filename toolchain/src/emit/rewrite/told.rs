//! Rewrites after which something is to be said: a host binds another thing, or a promise of the author is gone.

use naga::BuiltIn;

use super::row_textures::{self, Rows};
use super::{Change, bgra_images, draw_numbers, early_depth, point_size};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Phase};
use crate::emit::features::Feature;
use crate::emit::prepare::label;
use crate::target::TargetLanguage::{self, Glsl, Hlsl, Msl, Spirv, SpirvAsm, Wgsl};
use crate::transform;

pub(super) fn reorder_images(change: &mut Change<'_>) -> Result<(), Failure> {
    for name in bgra_images::reorder(change.module) {
        let span = change.features.span(Feature::Bgra8Storage);
        let warning = Diagnostic::warning(
            codes::STORAGE_FORMAT_REPLACED,
            Phase::Emit,
            change.source,
            format!("GLSL has no images of format bgra8unorm: `{name}` has the format rgba8"),
        )
        .with_note("colours are stored as they are meant; their bytes are in the order of the texture bound")
        .with_help("bind a texture of the format RGBA8");
        change
            .diagnostics
            .push(label(warning, span.unwrap_or_default(), "stored to"));
    }
    Ok(())
}

pub(super) fn widen_rows(change: &mut Change<'_>, rows: Rows) -> Result<(), Failure> {
    let (feature, lacks, wide) = match rows {
        Rows::Depths => (
            Some(Feature::DepthTexture1d),
            "1D depth textures",
            "2D depth texture",
        ),
        Rows::Arrays => (
            Some(Feature::RowArrayTexture),
            "1D array textures",
            "2D array texture",
        ),
        Rows::Sampled => (None, "gradients of 1D textures", "2D texture"),
    };
    for name in row_textures::widen(change.module, change.info, rows) {
        let title = change.language.title();
        let span = feature.and_then(|feature| change.features.span(feature));
        let warning = Diagnostic::warning(
            codes::TEXTURE_WIDENED,
            Phase::Emit,
            change.source,
            format!("{title} has no {lacks}: `{name}` is a 2D texture of one row"),
        )
        .with_note("what is read is the middle of the row: the result is the same")
        .with_help(format!("bind a {wide} of height 1"));
        let warning = label(warning, span.unwrap_or_default(), "becomes a 2D texture");
        change.diagnostics.push(warning);
    }
    transform::drop_unused(change.module, change.source)
}

pub(super) fn split_arrays(change: &mut Change<'_>) -> Result<(), Failure> {
    if change.language == Wgsl && change.arrays.leaves_arrays(change.module) {
        return Err(change.unsupported(
            "arrays of more than 64 bindings, or of as many as the host says, as variables",
        ));
    }
    change
        .arrays
        .split(change.module, change.info)
        .map_err(|construct| change.unsupported(&construct))?;
    transform::drop_unused(change.module, change.source)
}

pub(super) fn drop_point_size(change: &mut Change<'_>) -> Result<(), Failure> {
    point_size::drop_point_size(change.module);
    // Otherwise it was never an output.
    if change.features.contains(Feature::PointSize) {
        point_size::tell(change);
    }
    Ok(())
}

pub(super) fn leave_out_inputs(change: &mut Change<'_>, which: &[BuiltIn]) -> Result<(), Failure> {
    let title = change.language.title();
    let from_start = "the result is the same in draws that start at 0";
    for built_in in draw_numbers::leave_out(change.module, which) {
        let (feature, code, message, note) = match built_in {
            BuiltIn::PointCoord => (
                Feature::PointCoord,
                codes::POINT_COORDINATE_FIXED,
                format!("{title} has no point coordinate: it is the middle of the point"),
                "points are one pixel wide",
            ),
            BuiltIn::DrawIndex => (
                Feature::DrawIndex,
                codes::DRAW_INDEX_FIXED,
                format!("{title} has no number of the draw: it is 0"),
                "this is its number in a draw that is not one of several draws made by one command",
            ),
            BuiltIn::BaseInstance => (
                Feature::BaseVertexOrInstance,
                codes::BASE_LEFT_OUT,
                format!("{title} has no base instance to take from the number of the instance"),
                from_start,
            ),
            _ => (
                Feature::BaseVertexOrInstance,
                codes::BASE_LEFT_OUT,
                format!("{title} has no base vertex to take from the number of the vertex"),
                from_start,
            ),
        };
        let span = change.features.span(feature).unwrap_or_default();
        let warning =
            Diagnostic::warning(code, Phase::Emit, change.source, message).with_note(note);
        change.diagnostics.push(label(warning, span, "left out"));
    }
    Ok(())
}

pub(super) fn take_early_depth_tests(change: &mut Change<'_>) -> Result<(), Failure> {
    let title = change.language.title();
    let early_depth::Taken { forced, allowed } = early_depth::take(change.module);
    let mut warn = |message: String, note: &str| {
        let warning = Diagnostic::warning(
            codes::EARLY_DEPTH_TEST_DROPPED,
            Phase::Emit,
            change.source,
            message,
        );
        change.diagnostics.push(warning.with_note(note));
    };
    for name in allowed {
        warn(
            format!("{title} gets no permission for an early depth test of `{name}`"),
            "the result is the same; the depth test may run later",
        );
    }
    match change.language {
        Msl | Hlsl => *change.early_depth_tests = forced,
        Wgsl | Glsl | Spirv | SpirvAsm | TargetLanguage::Dot => {
            for index in forced {
                let name = &change.module.entry_points[index].name;
                warn(
                    format!(
                        "{title} cannot force an early depth test: `{name}` is written without"
                    ),
                    "what the stage writes to memory is written for hidden fragments too",
                );
            }
        }
    }
    Ok(())
}
