//! Every call into naga runs here: on a large stack, and with panics turned into diagnostics.
//!
//! naga's front ends and writers recurse over the input and panic on some of it; a library or a
//! command line that dies with them cannot be handed other people's shaders. What this cannot
//! stop is the end of even the large stack: that is the business of limits on nesting.
//!
//! [`on_large_stack`] moves work to a large stack once; inside it, [`call`] costs a closure call.
//! A caller that never heard of stacks may use [`call`] alone. [`on_large_thread`] is for work that
//! looks at the stack of its thread, as the interpreter of Python does.

#[cfg(all(feature = "glslang", target_os = "linux"))]
pub(crate) mod child;
#[cfg(all(unix, any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) mod stacks;
/// Where nobody tried to switch stacks, a thread lends its own.
#[cfg(not(all(unix, any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod stacks {
    pub(super) use super::on_large_thread as run;
}

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::source::Source;

/// A large stack, in bytes. Only the part that is touched takes memory.
pub const STACK_BYTES: usize = 256 << 20;

thread_local! {
    /// Set while this thread is on a large stack.
    static LARGE: Cell<bool> = const { Cell::new(false) };
    /// Set while a guarded call runs: the hook then notes the panic instead of printing it.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work` with [`STACK_BYTES`] of stack: right here where this is a large stack, otherwise on
/// another stack of this thread.
///
/// A panic in `work` outside of [`call`] goes on in the caller.
///
/// # Errors
///
/// When the system gives no stack.
pub fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    if LARGE.get() {
        return Ok(work());
    }
    stacks::run(work)
}

/// Runs `work` on a new thread whose stack has [`STACK_BYTES`], and waits for it.
///
/// A panic in `work` outside of [`call`] goes on in the caller.
///
/// # Errors
///
/// When the system gives no thread.
pub fn on_large_thread<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    thread::scope(|scope| {
        thread::Builder::new()
            .name("naga".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || {
                LARGE.set(true);
                work()
            })
            .map(|handle| {
                handle
                    .join()
                    .unwrap_or_else(|payload| panic::resume_unwind(payload))
            })
    })
}

/// Calls into naga for `step` (as in "while parsing GLSL").
///
/// # Errors
///
/// A panic becomes one internal error that names the step, the place in the library and its
/// version.
pub fn call<T: Send>(
    phase: Phase,
    step: &str,
    source: &Source,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    let caught = match on_large_stack(|| catch(work)) {
        Ok(caught) => caught,
        Err(error) => {
            return Err(Diagnostic::error(
                codes::INTERNAL_ERROR,
                phase,
                Kind::Internal,
                source,
                format!("there was no stack to be had while {step}: {error}"),
            )
            .into());
        }
    };
    caught.map_err(|panic| {
        let place = format!("naga {} panicked at {}", crate::NAGA_VERSION, panic.place);
        fault(phase, step, source, &panic.message, place)
    })
}

/// What a part of guarded work makes; none when it panics.
#[cfg(feature = "glslang")]
pub(crate) fn attempt<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch(work).ok()
}

/// The error for a fault of a library at a place of it.
pub(crate) fn fault(
    phase: Phase,
    step: &str,
    source: &Source,
    message: &str,
    place: String,
) -> Failure {
    Diagnostic::error(
        codes::INTERNAL_PANIC,
        phase,
        Kind::Internal,
        source,
        format!("internal error while {step}: {message}"),
    )
    .with_note(place)
    .with_note(format!("naga-toolchain {}", crate::VERSION))
    .with_help(
        "this is a fault of the tool, not of the shader: please report it with the shader, \
         the command and the lines above",
    )
    .into()
}

#[cfg_attr(
    all(feature = "glslang", target_os = "linux"),
    derive(serde::Serialize, serde::Deserialize)
)]
struct Panic {
    message: String,
    place: String,
}

fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    install_hook();
    let before = GUARDED.replace(true);
    // Whatever a panic leaves half-changed is dropped with the failed call.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result.map_err(|payload| Panic {
        message: payload_text(payload.as_ref()),
        place: PLACE
            .with_borrow_mut(Option::take)
            .unwrap_or_else(|| "an unknown place".to_owned()),
    })
}

fn payload_text(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    // Debug output of a whole IR does not help a reader.
    let mut line = text.lines().next().unwrap_or_default().to_owned();
    if line.len() > 300 {
        let cut = (0..=300).rev().find(|&at| line.is_char_boundary(at));
        line.truncate(cut.unwrap_or(0));
        line.push('…');
    }
    line
}

/// Notes where a guarded panic happened; every other panic goes to the hook that was there.
fn install_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                let place = info
                    .location()
                    .map(|location| format!("{}:{}", short_path(location.file()), location.line()));
                PLACE.with_borrow_mut(|slot| *slot = place);
            } else {
                previous(info);
            }
        }));
    });
}

/// The path from the crate's folder on: the same on every machine.
fn short_path(path: &str) -> &str {
    ["/registry/src/", "\\registry\\src\\"]
        .into_iter()
        .find_map(|marker| {
            let (_, rest) = path.split_once(marker)?;
            rest.split_once(['/', '\\']).map(|(_, rest)| rest)
        })
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use super::*;
    use crate::source::Language;

    fn source() -> Source {
        Source::text("x.wgsl", Language::Wgsl, "")
    }

    #[test]
    fn a_panic_becomes_an_internal_error() {
        let failure = call(Phase::Emit, "testing", &source(), || -> u32 {
            panic!("index out of bounds: the len is 0")
        })
        .unwrap_err();
        assert_eq!(failure.kind(), Kind::Internal);
        let only = &failure.diagnostics()[0];
        assert_eq!(only.code, "internal-panic");
        assert_eq!(
            only.message,
            "internal error while testing: index out of bounds: the len is 0"
        );
        assert!(only.notes[0].contains("guard.rs:"), "{:?}", only.notes);
    }

    #[test]
    fn deep_recursion_fits_the_worker() {
        fn depth(n: u32) -> u32 {
            let pad = std::hint::black_box([n; 64]);
            if n == 0 { pad[0] } else { depth(n - 1) + 1 }
        }
        let reached = call(Phase::Parse, "testing", &source(), || depth(200_000));
        assert_eq!(reached.unwrap(), 200_000);
    }

    #[test]
    fn registry_paths_are_cut() {
        assert_eq!(
            short_path("/home/u/.cargo/registry/src/index-1/naga-30.0.1/src/lib.rs"),
            "naga-30.0.1/src/lib.rs"
        );
        assert_eq!(short_path("src/lib.rs"), "src/lib.rs");
    }
}
