//! A module as bytes, for handing it to another program or keeping it.
//!
//! ```text
//! magic (8) | naga version | module (postcard) | spans | source (postcard)
//! ```
//! Each part after the magic is a `u32` length (little-endian) and as many bytes. naga's own serde
//! form leaves the spans out; [`spans`] puts them beside it, and the source has with it the files
//! that it was put together from, and the warnings about it. What is read was written by anybody:
//! it ends in a [`Parsed`], which has yet to be validated, and whatever the bytes are they give a
//! module or an error.

mod nesting;
mod sources;
pub mod spans;

use naga::Module;
use postcard::de_flavors::Flavor;
use serde::Deserialize;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Limits;
use crate::parse::Parsed;
use crate::source::Source;
use crate::{NAGA_VERSION, check, guard, limits};

pub use nesting::{MAX_NESTING, nesting};

/// What the bytes start with; the last byte is the version of the form.
pub const MAGIC: &[u8; 8] = b"NAGAIR\0\x02";

/// Writes a module with its spans, its source and the warnings so far.
///
/// # Errors
///
/// Blocks nested deeper than [`MAX_NESTING`], or a part that exceeds 4 GiB.
pub fn write(parsed: &Parsed) -> Result<Vec<u8>, Failure> {
    let (module, source) = (parsed.module(), parsed.source());
    guard::call(Phase::Source, "writing a module as bytes", source, || {
        let (body, spans) = ir_and_spans(module, source)?;
        let written = sources::write(source, parsed.warnings()).map_err(|error| {
            fault(
                source,
                Kind::Internal,
                codes::INTERNAL_ERROR,
                error.to_string(),
            )
        })?;
        let parts: [&[u8]; 4] = [NAGA_VERSION.as_bytes(), &body, &spans, &written];
        let mut out =
            Vec::with_capacity(MAGIC.len() + parts.iter().map(|it| it.len() + 4).sum::<usize>());
        out.extend_from_slice(MAGIC);
        for part in parts {
            let length = u32::try_from(part.len()).map_err(|_| {
                let message = format!(
                    "a part of {} bytes does not fit the 4 GiB that a module's bytes may have",
                    part.len()
                );
                fault(
                    source,
                    Kind::Unsupported,
                    codes::MODULE_BYTES_CORRUPT,
                    message,
                )
            })?;
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(part);
        }
        Ok(out)
    })?
}

/// The IR and the spans of a module as bytes that only an equal module has.
///
/// # Errors
///
/// Blocks nested deeper than [`MAX_NESTING`].
pub fn identity(parsed: &Parsed) -> Result<Vec<u8>, Failure> {
    let (module, source) = (parsed.module(), parsed.source());
    guard::call(Phase::Source, "writing a module as bytes", source, || {
        let (mut body, spans) = ir_and_spans(module, source)?;
        body.extend(spans);
        Ok(body)
    })?
}

fn ir_and_spans(module: &Module, source: &Source) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    check_nesting(module, source)?;
    let body = postcard::to_allocvec(module).map_err(|error| {
        fault(
            source,
            Kind::Internal,
            codes::INTERNAL_ERROR,
            error.to_string(),
        )
    })?;
    let spans = spans::collect(module).into_iter().flatten();
    Ok((body, spans.flat_map(u32::to_le_bytes).collect()))
}

/// Reads what [`write`] wrote.
///
/// # Errors
///
/// Bytes that are not a module, that another version of naga wrote (the form does not describe
/// itself), or that contradict themselves.
pub fn read(bytes: &[u8]) -> Result<Parsed, Failure> {
    let unnamed = Source::binary("<module bytes>", Vec::new());
    guard::call(
        Phase::Source,
        "reading a module from bytes",
        &unnamed,
        || read_parts(bytes, &unnamed, Handles::Looked),
    )?
}

/// The same at half the cost, for who has naga's validator look at the module before anything
/// follows a handle in it: this does not see whether they refer to something.
///
/// # Errors
///
/// Those of [`read`], but for such handles.
pub fn read_for_validator(bytes: &[u8]) -> Result<Parsed, Failure> {
    let unnamed = Source::binary("<module bytes>", Vec::new());
    guard::call(
        Phase::Source,
        "reading a module from bytes",
        &unnamed,
        || read_parts(bytes, &unnamed, Handles::Left),
    )?
}

/// Who looks at the handles of a module.
#[derive(Clone, Copy, Debug)]
enum Handles {
    /// We do.
    Looked,
    /// The validator will, but for those that it never looks at.
    Left,
}

fn read_parts(bytes: &[u8], unnamed: &Source, handles: Handles) -> Result<Parsed, Failure> {
    let rejected = |code, message: String| fault(unnamed, Kind::Rejected, code, message);
    let corrupt = |message: &str| {
        let message = format!("the bytes of the module are damaged: {message}");
        rejected(codes::MODULE_BYTES_CORRUPT, message)
    };
    let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| {
        rejected(
            codes::MODULE_BYTES_FOREIGN,
            "these bytes are not a module that this program wrote".to_owned(),
        )
    })?;
    let mut part = || -> Result<&[u8], Failure> {
        let taken = rest.split_first_chunk().and_then(|(length, tail)| {
            tail.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
        });
        let (part, tail) = taken.ok_or_else(|| corrupt("they end too early"))?;
        rest = tail;
        Ok(part)
    };
    let version = part()?;
    if version != NAGA_VERSION.as_bytes() {
        let version = String::from_utf8_lossy(version);
        let version: String = version.chars().take(40).collect();
        let message = format!(
            "naga {version} wrote the bytes of this module, and naga {NAGA_VERSION} is to read them"
        );
        return Err(Failure::new(
            Diagnostic::error(
                codes::MODULE_BYTES_VERSION,
                Phase::Source,
                Kind::Rejected,
                unnamed,
                message,
            )
            .with_help("write them again with the same version on both sides"),
        ));
    }
    let (body, spans) = (part()?, part()?);
    let source = part()?;
    if !rest.is_empty() {
        return Err(corrupt("something follows their end"));
    }
    let (source, warnings) = sources::read(source).map_err(corrupt)?;

    let mut module = decode(body).map_err(|error| match error {
        Undecodable::TooDeep => too_deep(&source),
        Undecodable::Broken(message) => corrupt(&message),
    })?;
    check_nesting(&module, &source)?;
    let words = spans.as_chunks::<4>();
    let words: Vec<u32> = words
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word))
        .collect();
    spans::apply(&mut module, words.as_chunks::<2>().0)
        .map_err(|error| corrupt(&error.to_string()))?;
    Ok(Parsed {
        warnings,
        ..Parsed::of_strange(module, source, handles)?
    })
}

pub(crate) fn check_nesting(module: &Module, source: &Source) -> Result<(), Failure> {
    if nesting(module) > MAX_NESTING {
        return Err(too_deep(source));
    }
    Ok(())
}

fn too_deep(source: &Source) -> Failure {
    fault(
        source,
        Kind::Unsupported,
        codes::MODULE_BYTES_NESTING,
        format!(
            "blocks of the module are nested deeper than {MAX_NESTING}, which a module on the way may have"
        ),
    )
}

fn fault(source: &Source, kind: Kind, code: crate::diagnostic::Code, message: String) -> Failure {
    Diagnostic::error(code, Phase::Source, kind, source, message).into()
}

enum Undecodable {
    TooDeep,
    Broken(String),
}

fn decode(body: &[u8]) -> Result<Module, Undecodable> {
    let flavor = Measured {
        rest: body,
        start: stack_address(),
    };
    let mut deserializer = postcard::Deserializer::from_flavor(flavor);
    let module = Module::deserialize(&mut deserializer);
    match (module, deserializer.finalize()) {
        // The one error that `Measured` alone makes.
        (Err(postcard::Error::WontImplement), _) => Err(Undecodable::TooDeep),
        (Err(error), _) | (_, Err(error)) => Err(Undecodable::Broken(error.to_string())),
        (Ok(_), Ok(rest)) if !rest.is_empty() => Err(Undecodable::Broken(
            "something follows the module".to_owned(),
        )),
        (Ok(module), Ok(_)) => Ok(module),
    }
}

/// Bytes to decode that watch how deep the decoder has recursed: blocks hold blocks, and bytes
/// that are a thousand times shorter than the stack can ask for more of it than there is.
struct Measured<'de> {
    rest: &'de [u8],
    start: usize,
}

/// The part of a worker's stack that decoding may use.
const STACK_FOR_DECODING: usize = guard::STACK_BYTES / 4 * 3;

fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

impl<'de> Flavor<'de> for Measured<'de> {
    type Remainder = &'de [u8];
    type Source = &'de [u8];

    fn pop(&mut self) -> postcard::Result<u8> {
        if self.start.abs_diff(stack_address()) > STACK_FOR_DECODING {
            return Err(postcard::Error::WontImplement);
        }
        let (first, rest) = self
            .rest
            .split_first()
            .ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.rest = rest;
        Ok(*first)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }

    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'de [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.rest = rest;
        Ok(taken)
    }

    fn finalize(self) -> postcard::Result<&'de [u8]> {
        Ok(self.rest)
    }
}

impl Parsed {
    /// A module that no front end made. Its handles are checked, so that it can be looked at;
    /// whether it is valid is not known.
    ///
    /// # Errors
    ///
    /// A handle that refers to nothing, or to what comes after it; blocks nested deeper than
    /// [`MAX_NESTING`].
    pub fn from_module(module: Module, source: Source) -> Result<Self, Failure> {
        Self::of_strange(module, source, Handles::Looked)
    }

    fn of_strange(module: Module, source: Source, who: Handles) -> Result<Self, Failure> {
        let step = "checking the handles of a module";
        let handles = guard::call(Phase::Source, step, &source, || {
            check_nesting(&module, &source)?;
            limits::check_shape(&module, &source, &Limits::default())?;
            Ok::<_, Failure>(match who {
                Handles::Looked => check::broken_handle(&module),
                Handles::Left => check::broken_special_handle(&module),
            })
        });
        let broken = match handles {
            Ok(checked) => checked?,
            // Where the validator trips over the module, the module contradicts itself: it was
            // not made by a front end.
            Err(panic) => panic
                .diagnostics()
                .first()
                .map(|panic| panic.message.clone()),
        };
        match broken {
            Some(message) => Err(fault(
                &source,
                Kind::Rejected,
                codes::MODULE_HANDLE,
                format!("the module contradicts itself: {message}"),
            )),
            None => Ok(Self {
                module: module.into(),
                source,
                warnings: Vec::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests;
