//! Calls into wgpu: panics become errors, errors reach the call that caused them.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use pyo3::prelude::*;

use super::error;

thread_local! {
    /// Set while this thread is inside [`call`]: the hook then keeps the panic to itself.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Keeps panics that [`call`] catches from being printed.
pub(crate) fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if INSIDE.get() {
                PLACE.set(info.location().map(ToString::to_string));
            } else {
                before(info);
            }
        }));
    });
}

/// Calls into wgpu. An error that wgpu reports meanwhile becomes an exception, unless an error
/// scope of this thread takes it; so does a panic.
#[inline]
pub(crate) fn call<T>(work: impl FnOnce() -> T) -> PyResult<T> {
    let outer = INSIDE.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    match result {
        Ok(value) => error::check(value),
        Err(payload) => Err(panicked(&*payload)),
    }
}

/// The same; an error says the place first.
pub(crate) fn call_at<T>(place: impl Fn(&str) -> String, work: impl FnOnce() -> T) -> PyResult<T> {
    let outer = INSIDE.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    match result {
        Ok(value) => error::check_at(value, place),
        Err(payload) => Err(panicked(&*payload)),
    }
}

/// Calls into wgpu where nobody is left to hear of an error, and what the next call does has nothing
/// to do with it: neither an exception nor an error scope gets what is reported.
pub(crate) fn unheard(work: impl FnOnce()) {
    let before = error::take();
    let outer = INSIDE.replace(true);
    // A panic says no more than an error would.
    drop(panic::catch_unwind(AssertUnwindSafe(work)));
    INSIDE.set(outer);
    error::forget();
    error::adopt(before);
}

/// What came of a call into wgpu on a thread that is not the caller's: errors belong to the one
/// whose error scopes may take them.
#[must_use]
pub(crate) struct Outcome<T> {
    result: Result<T, (Box<dyn std::any::Any + Send>, Option<String>)>,
    reported: error::Reported,
}

impl<T> Outcome<T> {
    /// Calls into wgpu.
    pub(crate) fn of(work: impl FnOnce() -> T) -> Self {
        let outer = INSIDE.replace(true);
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        INSIDE.set(outer);
        Self {
            result: result.map_err(|payload| (payload, PLACE.take())),
            reported: error::take(),
        }
    }

    /// Whether nothing was reported.
    pub(crate) fn is_good(&self) -> bool {
        self.result.is_ok() && self.reported.is_empty()
    }

    /// The value, or the exception, on the caller's thread.
    pub(crate) fn settle(self) -> PyResult<T> {
        match self.result {
            Ok(value) => {
                error::adopt(self.reported);
                error::check(value)
            }
            Err((payload, place)) => {
                PLACE.set(place);
                Err(panicked(&*payload))
            }
        }
    }
}

#[cold]
fn panicked(payload: &(dyn std::any::Any + Send)) -> PyErr {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let place = PLACE.take();
    if let Some(error) = error::told_by_panic(&message) {
        // What was reported before it is why.
        return error::check(()).err().unwrap_or(error);
    }
    error::forget();
    let place = place.unwrap_or_else(|| "an unknown place".to_owned());
    // Paths of the machine that built it say nothing to the reader.
    let place = place
        .rsplit_once("/src/")
        .and_then(|(before, after)| {
            let crate_name = before.rsplit('/').next()?;
            Some(format!("{crate_name}/src/{after}"))
        })
        .unwrap_or(place);
    error::InternalError::new_err(format!(
        "wgpu {} panicked at {place}: {message}; the call had no effect that can be relied on. \
         This is a fault of the library: please report it",
        crate::WGPU_VERSION
    ))
}
