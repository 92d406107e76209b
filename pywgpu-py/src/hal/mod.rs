//! Memory and handles that others own: the only place with `unsafe`.

#![allow(unsafe_code, reason = "foreign memory is what this module is about")]

pub(crate) mod dlpack;
pub(crate) mod host;
pub(crate) mod mapped;
pub(crate) mod python;
pub(crate) mod staging;
pub(crate) mod trusted;

use std::mem::ManuallyDrop;
use std::sync::OnceLock;

/// Drops what a [`Held`](crate::core::life::Held) holds, from its own `drop`.
pub(crate) fn drop_held<T>(value: &mut ManuallyDrop<T>) {
    // SAFETY: called once, at the end of the life of the holder, which never uses it again.
    unsafe { ManuallyDrop::drop(value) }
}

/// Takes the value out of a [`Held`](crate::core::life::Held) that was given up.
pub(crate) fn take_held<T>(value: &mut ManuallyDrop<T>) -> T {
    // SAFETY: the holder is forgotten right after.
    unsafe { ManuallyDrop::take(value) }
}

/// Copies between equally long slices; large ones with several threads, as one core does not
/// fill a memory bus.
pub(crate) fn copy(source: &[u8], target: &mut [u8]) {
    const PART: usize = 2 << 20;
    const MOST_THREADS: usize = 8;
    // Asking for the number of cores reads files of the system: longer than a small copy takes.
    static CORES: OnceLock<usize> = OnceLock::new();
    let cores =
        || *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut threads = (source.len() / PART).min(MOST_THREADS);
    if threads > 1 {
        threads = threads.min(cores());
    }
    if threads < 2 || source.len() != target.len() {
        target.copy_from_slice(source);
        return;
    }
    let part = source.len().div_ceil(threads);
    std::thread::scope(|scope| {
        for (from, to) in source.chunks(part).zip(target.chunks_mut(part)) {
            scope.spawn(move || to.copy_from_slice(from));
        }
    });
}
