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
use postcard::ser_flavors;
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
        let surrounding =
            sources::write(source, parsed.warnings()).map_err(|error| unwritten(source, &error))?;
        let write_spans = |out: &mut Vec<u8>| write_spans(module, out);
        write_parts(module, source, write_spans, &surrounding)
    })?
}

/// Writes the module alone, for [`read_for_validator`]: without what most readers never ask for. Where spans
/// and source would be is nothing, so that [`read`] refuses it.
///
/// # Errors
///
/// Those of [`write`].
pub fn write_for_validator(parsed: &Parsed) -> Result<Vec<u8>, Failure> {
    let (module, source) = (parsed.module(), parsed.source());
    guard::call(Phase::Source, "writing a module as bytes", source, || {
        write_parts(module, source, |_| (), &[])
    })?
}

fn write_parts(
    module: &Module,
    source: &Source,
    write_spans: impl Fn(&mut Vec<u8>),
    surrounding: &[u8],
) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::with_capacity(surrounding.len() + ROOM);
    out.extend_from_slice(MAGIC);
    let mut part = |write: &mut dyn FnMut(&mut Vec<u8>) -> Result<(), Failure>| {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        write(&mut out)?;
        let length = out.len() - start - 4;
        let length = u32::try_from(length).map_err(|_| {
            let message = format!(
                "a part of {length} bytes does not fit the 4 GiB that a module's bytes may have"
            );
            fault(
                source,
                Kind::Unsupported,
                codes::MODULE_BYTES_CORRUPT,
                message,
            )
        })?;
        if let Some(place) = out.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_le_bytes());
        }
        Ok::<_, Failure>(())
    };
    let plain = |bytes: &[u8], out: &mut Vec<u8>| {
        out.extend_from_slice(bytes);
        Ok(())
    };
    part(&mut |out| plain(NAGA_VERSION.as_bytes(), out))?;
    part(&mut |out| write_ir(module, source, out))?;
    part(&mut |out| {
        write_spans(out);
        Ok(())
    })?;
    part(&mut |out| plain(surrounding, out))?;
    Ok(out)
}

/// The IR and the spans of a module as bytes that only an equal module has.
///
/// # Errors
///
/// Blocks nested deeper than [`MAX_NESTING`].
pub fn identity(parsed: &Parsed) -> Result<Vec<u8>, Failure> {
    let (module, source) = (parsed.module(), parsed.source());
    guard::call(Phase::Source, "writing a module as bytes", source, || {
        let mut out = Vec::with_capacity(ROOM);
        write_ir(module, source, &mut out)?;
        write_spans(module, &mut out);
        Ok(out)
    })?
}

/// What a module of some size takes, to begin with.
const ROOM: usize = 64 << 10;

/// Where postcard writes: behind what is there.
struct Behind<'a>(&'a mut Vec<u8>);

impl ser_flavors::Flavor for Behind<'_> {
    type Output = ();

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        // Nearly every number is one byte, for which a call to copy it is long.
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

fn write_ir(module: &Module, source: &Source, out: &mut Vec<u8>) -> Result<(), Failure> {
    check_nesting(module, source)?;
    postcard::serialize_with_flavor(module, Behind(out)).map_err(|error| unwritten(source, &error))
}

fn write_spans(module: &Module, out: &mut Vec<u8>) {
    let spans = spans::collect(module);
    out.reserve(spans.len() * 8);
    for [start, end] in spans {
        let both = u64::from(start) | u64::from(end) << 32;
        out.extend_from_slice(&both.to_le_bytes());
    }
}

fn unwritten(source: &Source, error: &postcard::Error) -> Failure {
    fault(
        source,
        Kind::Internal,
        codes::INTERNAL_ERROR,
        error.to_string(),
    )
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
        || read_parts(bytes, &unnamed),
    )?
}

/// The module alone at a third of the cost, from what [`write`] or [`write_for_validator`] wrote, for who has
/// naga's validator look at it before anything follows a handle in it: this does not see whether they refer
/// to something. It has no spans, and neither those nor the source were looked at; [`read`], of all the bytes,
/// has the better words for what is wrong.
///
/// # Errors
///
/// Those of [`read`], but for such handles, spans and sources.
pub fn read_for_validator(bytes: &[u8]) -> Result<Module, Failure> {
    let unnamed = Source::binary("<module bytes>", Vec::new());
    guard::call(
        Phase::Source,
        "reading a module from bytes",
        &unnamed,
        || {
            let parts = Parts::of(bytes, &unnamed)?;
            let module = parts.module(&unnamed)?;
            check_nesting(&module, &unnamed)?;
            limits::check_shape(&module, &unnamed, &Limits::default())?;
            match check::broken_special_handle(&module) {
                Some(broken) => Err(contradiction(&unnamed, &broken)),
                None => Ok(module),
            }
        },
    )
    .flatten()
}

/// The parts of a module's bytes.
struct Parts<'a> {
    body: &'a [u8],
    spans: &'a [u8],
    source: &'a [u8],
}

fn rejected(source: &Source, code: crate::diagnostic::Code, message: String) -> Failure {
    fault(source, Kind::Rejected, code, message)
}

fn corrupt(source: &Source, message: &str) -> Failure {
    let message = format!("the bytes of the module are damaged: {message}");
    rejected(source, codes::MODULE_BYTES_CORRUPT, message)
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8], unnamed: &Source) -> Result<Self, Failure> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| {
            rejected(
                unnamed,
                codes::MODULE_BYTES_FOREIGN,
                "these bytes are not a module that this program wrote".to_owned(),
            )
        })?;
        let mut part = || -> Result<&'a [u8], Failure> {
            let taken = rest.split_first_chunk().and_then(|(length, tail)| {
                tail.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
            });
            let (part, tail) = taken.ok_or_else(|| corrupt(unnamed, "they end too early"))?;
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
        let parts = Self {
            body: part()?,
            spans: part()?,
            source: part()?,
        };
        if !rest.is_empty() {
            return Err(corrupt(unnamed, "something follows their end"));
        }
        Ok(parts)
    }

    /// The module, of which nothing is known.
    fn module(&self, source: &Source) -> Result<Module, Failure> {
        decode(self.body).map_err(|error| match error {
            Undecodable::TooDeep => too_deep(source),
            Undecodable::Broken(message) => corrupt(source, &message),
        })
    }
}

fn read_parts(bytes: &[u8], unnamed: &Source) -> Result<Parsed, Failure> {
    let parts = Parts::of(bytes, unnamed)?;
    let (source, warnings) =
        sources::read(parts.source).map_err(|message| corrupt(unnamed, message))?;
    let mut module = parts.module(&source)?;
    check_nesting(&module, &source)?;
    let words = parts.spans.as_chunks::<4>();
    let words: Vec<u32> = words
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word))
        .collect();
    spans::apply(&mut module, words.as_chunks::<2>().0)
        .map_err(|error| corrupt(unnamed, &error.to_string()))?;
    Ok(Parsed {
        warnings,
        ..Parsed::from_module(module, source)?
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
        next_look: body.len(),
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
    /// So many bytes are left at the next look at the stack.
    next_look: usize,
    start: usize,
}

/// So many bytes are decoded between two looks at the stack: a level takes a byte at least and
/// some KiB of stack at most, so that what is left of the stack is enough for many times as many.
const LOOK_EVERY: usize = 64;

/// The part of a worker's stack that decoding may use.
const STACK_FOR_DECODING: usize = guard::STACK_BYTES / 4 * 3;

fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

impl Measured<'_> {
    /// What is to be done before a byte is taken now and then.
    #[cold]
    fn look(&mut self) -> postcard::Result<()> {
        if self.rest.is_empty() {
            return Err(postcard::Error::DeserializeUnexpectedEnd);
        }
        if self.start.abs_diff(stack_address()) > STACK_FOR_DECODING {
            return Err(postcard::Error::WontImplement);
        }
        self.next_look = self.rest.len().saturating_sub(LOOK_EVERY);
        Ok(())
    }
}

impl<'de> Flavor<'de> for Measured<'de> {
    type Remainder = &'de [u8];
    type Source = &'de [u8];

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        // One comparison for the end and for the stack: this is asked of every byte.
        if self.rest.len() <= self.next_look {
            self.look()?;
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
        let step = "checking the handles of a module";
        let handles = guard::call(Phase::Source, step, &source, || {
            check_nesting(&module, &source)?;
            limits::check_shape(&module, &source, &Limits::default())?;
            Ok::<_, Failure>(check::broken_handle(&module))
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
            Some(broken) => Err(contradiction(&source, &broken)),
            None => Ok(Self {
                module: module.into(),
                source,
                warnings: Vec::new(),
                fixed: Vec::new(),
            }),
        }
    }
}

fn contradiction(source: &Source, broken: &str) -> Failure {
    let message = format!("the module contradicts itself: {broken}");
    rejected(source, codes::MODULE_HANDLE, message)
}

#[cfg(test)]
mod tests;
