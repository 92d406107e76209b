//! Who is in glslang: any number of threads, or one that forks.
//!
//! glslang has a lock for its tables, which a child would find held for ever if another thread were
//! there at the moment of the fork. A lock of Rust would have the same fault where the host program
//! forks; hence one number that says whose it is, and naps where somebody must wait.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The process in the upper half; [`FORKING`]; how many threads are in glslang.
static STATE: AtomicU64 = AtomicU64::new(0);

const FORKING: u64 = 1 << 31;
const COUNT: u64 = FORKING - 1;

const NAP: Duration = Duration::from_micros(50);

/// A fork waits no longer for those in glslang, so that a text that takes minutes does not hold up
/// all others. The tables are made at the begin of a compilation: who is there for that long has
/// that behind. A child that finds it otherwise waits, and is stopped in time.
const PATIENCE: Duration = Duration::from_secs(2);

/// A thread is in glslang while this lives.
pub(super) struct Inside(());

/// No thread comes into glslang while this lives.
pub(super) struct Alone(());

/// The state as it counts for this process: one that a fork made begins anew.
fn own(state: u64) -> u64 {
    let process = u64::from(process::id()) << 32;
    if state & !(FORKING | COUNT) == process {
        state
    } else {
        process
    }
}

/// Changes the state, unless `change` makes none of it; whether it did.
fn change(change: impl Fn(u64) -> Option<u64>) -> bool {
    STATE
        .fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
            change(own(state))
        })
        .is_ok()
}

/// Waits until nobody forks.
pub(super) fn enter() -> Inside {
    while !change(|state| (state & FORKING == 0).then_some(state + 1)) {
        thread::sleep(NAP);
    }
    Inside(())
}

impl Drop for Inside {
    fn drop(&mut self) {
        change(|state| (state & COUNT != 0).then_some(state - 1));
    }
}

/// Lets nobody in and waits for those that are there.
pub(super) fn close() -> Alone {
    while !change(|state| (state & FORKING == 0).then_some(state | FORKING)) {
        thread::sleep(NAP);
    }
    let alone = Alone(());
    let until = Instant::now() + PATIENCE;
    while own(STATE.load(Ordering::Acquire)) & COUNT != 0 && Instant::now() < until {
        thread::sleep(NAP);
    }
    alone
}

impl Drop for Alone {
    fn drop(&mut self) {
        change(|state| Some(state & !FORKING));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_process_was_in_does_not_count() {
        let process = u64::from(process::id()) << 32;
        assert_eq!(own(process | FORKING | 3), process | FORKING | 3);
        let other = u64::from(process::id() + 1) << 32;
        assert_eq!(own(other | FORKING | 3), process);
        assert_eq!(own(0), process);
    }

    #[test]
    fn who_forks_is_alone() {
        let inside = enter();
        let done = AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _alone = close();
                assert_eq!(done.load(Ordering::Acquire), 1);
            });
            thread::sleep(NAP * 100);
            done.store(1, Ordering::Release);
            drop(inside);
        });
        // Nobody is held up by what is over.
        drop(enter());
    }
}
