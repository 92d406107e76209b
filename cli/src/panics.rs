//! Panics of this program become text; the toolchain's guard turns those of naga into
//! diagnostics before they get here.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics from being printed; they are told as internal errors instead.
pub(crate) fn install() {
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|location| format!("{}:{}", location.file(), location.line()));
        PLACE.with_borrow_mut(|slot| *slot = place);
    }));
}

/// Runs `work`; a panic becomes its message and place.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What the panic left half-changed is dropped with the failed work.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| text(payload.as_ref()))
}

fn text(payload: &(dyn Any + Send)) -> String {
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message");
    match PLACE.with_borrow_mut(Option::take) {
        Some(place) => format!("{message} (at {place})"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "the panic is the test")]

    #[test]
    fn a_panic_becomes_text() {
        let text = super::catch(|| -> () { panic!("number {}", 7) });
        assert!(text.is_err_and(|text| text.starts_with("number 7")));
    }
}
