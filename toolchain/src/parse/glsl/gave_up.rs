//! What naga's GLSL front end means when it panics.
//!
//! It takes some things on trust that a source need not keep; there it stops in the middle. The
//! places are known and few, and each has a reason that can be told. A place that is not known
//! is told too: whatever it is, this source cannot be read this way.

use crate::codes;
use crate::diagnostic::{Failure, Kind};

/// A place in naga, by the end of its file's path, a part of its message, and what it means.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "front/glsl/parser/types.rs",
        "",
        "a type is larger than any memory: 2³⁰ bytes are the most",
    ),
    (
        "front/glsl/offset.rs",
        "overflow",
        "a member of a block is larger than any memory: 2³⁰ bytes are the most",
    ),
    (
        "proc/mod.rs",
        "index out of bounds",
        "the length of an array, or another number that has to be constant, is not a constant \
         number",
    ),
    (
        "arena/mod.rs",
        "index out of bounds",
        "a constant is made of something that is not constant",
    ),
];

/// A panic of the front end as what it says of the source; any other failure as it is.
pub(super) fn explained(failure: Failure) -> Failure {
    failure.changed(|diagnostic| {
        if diagnostic.code != codes::INTERNAL_PANIC {
            return;
        }
        let reason = KNOWN.iter().find(|(file, part, _)| {
            diagnostic.message.contains(part)
                && diagnostic.notes.iter().any(|note| note.contains(file))
        });
        // Where it stopped; that it was a panic is our business.
        for note in &mut diagnostic.notes {
            *note = note.replace("panicked at", "stopped at");
        }
        diagnostic.notes.truncate(1);
        diagnostic.code = codes::GLSL_UNREADABLE;
        diagnostic.kind = Kind::Rejected;
        (diagnostic.message, diagnostic.help) = match reason {
            Some((_, _, reason)) => ((*reason).to_owned(), None),
            None => (
                format!(
                    "naga's GLSL front end cannot read this: {}",
                    diagnostic
                        .message
                        .trim_start_matches("internal error while parsing GLSL: ")
                ),
                Some(
                    "if another compiler takes the shader, please report it with the lines above"
                        .to_owned(),
                ),
            ),
        };
    })
}
