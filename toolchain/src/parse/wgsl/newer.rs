//! What is newer than naga in a module, and what is said of it.

use std::ops::Range;

use naga::{AddressSpace, ImageClass, Module, StorageAccess, TypeInner};

use super::{lanes, uniforms};
use crate::check::type_name;
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::edit::specialise::{self, Left};
use crate::exchange::spans;
use crate::legalise::wgsl::FoundMatrices;
use crate::options::Options;
use crate::options::version::SubgroupMatrices;
use crate::source::Source;

/// Brings a module into what naga's validator takes; says what was lost.
pub(super) fn repair(source: &Source, module: &mut Module) -> Result<Vec<Diagnostic>, Failure> {
    let mut said = specialise(source, module)?;
    lanes::count(module);
    said.extend(uniforms_as_words(source, module));
    Ok(said)
}

/// Lets the places in a module be those in the text that its text was made of.
pub(super) fn lead_back(rewritten: &Source, module: &mut Module) {
    let Some(map) = rewritten.map() else { return };
    let mut table = spans::collect(module);
    for span in table.iter_mut().filter(|span| **span != [0, 0]) {
        let range = span[0] as usize..span[1] as usize;
        let place = map.resolve_once(range).map_or(0..0, |(_, place)| place);
        let number = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        *span = [number(place.start), number(place.end)];
    }
    // There are as many as there were.
    _ = spans::apply(module, &table);
}

/// Takes the places of what stands behind the end of the text: constants that were put there.
pub(super) fn forget_beyond(module: &mut Module, end: usize) {
    let mut table = spans::collect(module);
    for span in table.iter_mut().filter(|span| span[1] as usize > end) {
        *span = [0, 0];
    }
    // There are as many as there were.
    _ = spans::apply(module, &table);
}

/// Says what matrices of subgroups have become.
///
/// # Errors
///
/// Calls that are wrong.
pub(super) fn tell_matrices(
    source: &Source,
    options: &Options,
    found: &FoundMatrices,
) -> Result<Option<Diagnostic>, Failure> {
    let is_native = options.wgsl_in.subgroup_matrices == SubgroupMatrices::Native;
    let wrong = found.wrong.iter().map(|(span, message)| {
        let error = Diagnostic::error(
            codes::SUBGROUP_MATRIX,
            Phase::Parse,
            Kind::Rejected,
            source,
            message.clone(),
        )
        .with_primary(span.clone(), "")
        .in_files();
        match is_native {
            true => error
                .with_help("take `--wgsl-in-subgroup-matrices portable`, which takes all of them"),
            false => error,
        }
    });
    if let Some(failure) = Failure::from_all(wrong.collect()) {
        return Err(failure);
    }
    let Some(first) = found.first.clone().filter(|_| !is_native) else {
        return Ok(None);
    };
    let warning = Diagnostic::warning(
        codes::PORTABLE_SUBGROUP_MATRICES,
        Phase::Parse,
        source,
        "matrices of subgroups are computed by every invocation as a whole",
    )
    .with_primary(first, "")
    .with_note(
        "that is right for every target and slower than what hardware has for matrices; \
         `--wgsl-in-subgroup-matrices native` takes that, in SPIR-V and MSL",
    );
    Ok(Some(warning.in_files()))
}

/// Says that nothing is printed.
pub(super) fn tell_print(source: &Source, first: Range<usize>) -> Diagnostic {
    Diagnostic::warning(
        codes::PRINT_DROPPED,
        Phase::Parse,
        source,
        "`print` is left out: what it is given is evaluated, and printed nowhere",
    )
    .with_primary(first, "")
    .with_note("it is Dawn's (`chromium_print`), for debugging; other tools refuse it")
    .in_files()
}

/// What is no parameter of a function in naga: a pointer into memory that invocations share, or a texture
/// that is written.
fn is_shared(inner: &TypeInner) -> bool {
    match *inner {
        TypeInner::Pointer { base: _, space } | TypeInner::ValuePointer { space, .. } => matches!(
            space,
            AddressSpace::Storage { .. }
                | AddressSpace::Uniform
                | AddressSpace::WorkGroup
                | AddressSpace::Immediate
        ),
        TypeInner::Image {
            class: ImageClass::Storage { access, .. },
            ..
        } => access.intersects(StorageAccess::STORE | StorageAccess::ATOMIC),
        _ => false,
    }
}

/// Writes functions anew that have pointers into shared memory or textures to write to as parameters; says
/// which of them nothing calls.
fn specialise(source: &Source, module: &mut Module) -> Result<Vec<Diagnostic>, Failure> {
    let unused = match specialise::specialise(module, is_shared) {
        Ok(unused) => unused,
        // The validator says what it does not take.
        Err(Left::Unknown) => return Ok(Vec::new()),
        Err(Left::Mismatch {
            function,
            argument,
            span,
        }) => {
            let function = &module.functions[function];
            let parameter = function.arguments.get(argument);
            let name = |name: Option<&String>| name.cloned().unwrap_or_default();
            let wanted = parameter
                .map(|parameter| type_name(module, parameter.ty))
                .unwrap_or_default();
            let message = format!(
                "`{}` of `{}` is `{wanted}`, but what is given is another pointer",
                name(parameter.and_then(|parameter| parameter.name.as_ref())),
                name(function.name.as_ref()),
            );
            let error = Diagnostic::error(
                codes::CALL_ARGUMENT_TYPE,
                Phase::Check,
                Kind::Rejected,
                source,
                message,
            );
            return Err(Failure::new(match span.to_range() {
                Some(place) => error.with_primary(place, format!("not `{wanted}`")),
                None => error,
            }));
        }
    };
    Ok(unused
        .into_iter()
        .map(|(function, span)| {
            let name = function.name.unwrap_or_default();
            let warning = Diagnostic::warning(
                codes::UNCALLED_POINTER_FUNCTION,
                Phase::Parse,
                source,
                format!("`{name}` is left out and not looked at, because nothing calls it"),
            )
            .with_note(
                "what it has as a parameter, a pointer into memory that invocations share or a texture to \
                 write to, is known where it is called",
            );
            let warning = match span.to_range() {
                Some(place) => warning.with_primary(place, ""),
                None => warning,
            };
            warning.in_files()
        })
        .collect())
}

/// Reads uniform buffers as words that lie as naga does not have them, and says which.
fn uniforms_as_words(source: &Source, module: &mut Module) -> Option<Diagnostic> {
    let names = uniforms::read_words(module);
    if names.is_empty() {
        return None;
    }
    let said = Diagnostic::warning(
        codes::UNIFORM_WORDS,
        Phase::Parse,
        source,
        format!(
            "read as words, because elements or structs lie less than 16 bytes apart: `{}`",
            names.join("`, `")
        ),
    )
    .with_note("bytes stay where they are; WebGPU takes such a uniform buffer where `uniform_buffer_standard_layout` is supported");
    Some(said.in_files())
}
