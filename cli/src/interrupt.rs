//! An interrupt (Ctrl-C, or a request to end) leaves nothing half-written behind.
//!
//! Where many files are worked on, a thread waits for it: what is staged then may have to wait for
//! a long time. For a single one starting that thread would take as long as some translations do,
//! and is not needed: its outputs are staged when all work is done.

use std::io;
use std::sync::OnceLock;

/// How many inputs a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inputs {
    One,
    Many,
}

static END: OnceLock<fn()> = OnceLock::new();

/// Says how the program ends when an interrupt comes while others are at work.
pub(crate) fn set_end(end: fn()) {
    let _ = END.set(end);
}

/// Has interrupts obeyed from now on.
///
/// # Errors
///
/// What the system says. The next interrupt then ends the program as if nobody had asked.
pub(crate) fn obey(inputs: Inputs) -> io::Result<()> {
    match inputs {
        #[cfg(unix)]
        Inputs::One => one::obey(),
        _ => ctrlc::set_handler(end).map_err(io::Error::other),
    }
}

/// Whether an interrupt waits to be obeyed. From this call on one does wait, so that whoever makes a
/// temporary file first asks here, and then again before each step.
pub(crate) fn is_due() -> bool {
    #[cfg(unix)]
    return one::is_due();
    #[cfg(not(unix))]
    false
}

fn end() {
    crate::isolate::abandon();
    crate::outputs::abandon();
    if let Some(end) = END.get() {
        end();
    }
}

#[cfg(unix)]
mod one {
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    use crate::exit::Exit;

    struct Flags {
        /// Nothing is staged: an interrupt ends the program on the spot.
        idle: Arc<AtomicBool>,
        /// One came while something was.
        due: Arc<AtomicBool>,
    }

    static FLAGS: OnceLock<Flags> = OnceLock::new();

    pub(super) fn obey() -> io::Result<()> {
        let flags = FLAGS.get_or_init(|| Flags {
            idle: Arc::new(AtomicBool::new(true)),
            due: Arc::new(AtomicBool::new(false)),
        });
        let status = i32::from(Exit::Interrupted.code());
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            flag::register_conditional_shutdown(signal, status, flags.idle.clone())?;
            flag::register(signal, flags.due.clone())?;
        }
        Ok(())
    }

    pub(super) fn is_due() -> bool {
        FLAGS.get().is_some_and(|flags| {
            flags.idle.store(false, Ordering::SeqCst);
            flags.due.load(Ordering::SeqCst)
        })
    }
}
