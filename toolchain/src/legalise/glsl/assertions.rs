//! Assertions of glslang, which would end the process.
//!
//! The build has them call [`glslang_assertion_failed`] in place of the C library's function
//! (`.cargo/config.toml`). The work of glslang stands on a stack of its own; a failed assertion leaves
//! that for ever, with all that glslang holds there, and becomes an error of the one source.
//! A build without that setting, and other systems, have the C library's end of the process.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_uint};
use std::sync::atomic::{AtomicU32, Ordering};

use corosensei::Yielder;
use serde::{Deserialize, Serialize};

use crate::guard::stacks;

/// As many failed assertions are let pass in a process: each keeps memory.
const MOST: u32 = 64;

static LEFT: AtomicU32 = AtomicU32::new(0);

thread_local! {
    /// The way out of the work of glslang that this thread does.
    static OUT: Cell<Option<*const Yielder<(), Failed>>> = const { Cell::new(None) };
}

/// An assertion that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failed {
    pub(super) message: String,
    pub(super) place: String,
}

/// Works with glslang.
///
/// # Errors
///
/// The assertion of glslang that failed; so many of them that it is not asked any more.
pub(super) fn caught<T: 'static>(work: impl FnOnce() -> T + 'static) -> Result<T, Failed> {
    // Keeps the function where the linker finds it.
    std::hint::black_box(glslang_assertion_failed as Handler);
    if LEFT.load(Ordering::Relaxed) >= MOST {
        return Err(Failed {
            message: format!("glslang has failed {MOST} times in this process"),
            place: "it is not asked again".to_owned(),
        });
    }
    let result = stacks::run_or_leave(|out| {
        let _before = Before(OUT.replace(Some(out)));
        work()
    });
    match result {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(failed)) => {
            LEFT.fetch_add(1, Ordering::Relaxed);
            Err(failed)
        }
        Err(error) => Err(Failed {
            message: "there was no stack to be had".to_owned(),
            place: error.to_string(),
        }),
    }
}

/// The way out before, which counts again when the work is over, or has panicked.
struct Before(Option<*const Yielder<(), Failed>>);

impl Drop for Before {
    fn drop(&mut self) {
        OUT.set(self.0);
    }
}

type Handler = extern "C" fn(*const c_char, *const c_char, c_uint, *const c_char) -> !;

/// What `assert` of C++ calls when it does not hold.
#[expect(unsafe_code, reason = "C++ calls it by its name")]
#[expect(clippy::panic, reason = "what C++ asks for is the end of the process")]
#[unsafe(no_mangle)]
extern "C" fn glslang_assertion_failed(
    assertion: *const c_char,
    file: *const c_char,
    line: c_uint,
    function: *const c_char,
) -> ! {
    let file = text(file);
    // From the folder of the library on: the same on every machine.
    let file = file.split_once("native/").map_or(&*file, |(_, rest)| rest);
    let failed = Failed {
        message: format!(
            "the assertion `{}` of glslang does not hold",
            text(assertion)
        ),
        place: format!("at {file}:{line}, in `{}`", text(function)),
    };
    if let Some(out) = OUT.take() {
        // SAFETY: `caught` stands below on this stack and holds what this points to, as it has not
        // returned; what is suspended here is never resumed.
        unsafe { (*out).suspend(failed.clone()) };
    }
    // Nobody waits for it. A function that C++ calls cannot unwind: this ends the process, as the C
    // library would.
    std::panic::panic_any(format!("{}, {}", failed.message, failed.place))
}

fn text(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    #[expect(unsafe_code, reason = "C++ hands over texts of its own")]
    // SAFETY: literals of the compiler, which end with a zero and stay for ever.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_string_lossy().into_owned()
}
