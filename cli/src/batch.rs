//! Many files at a time: each worker has a large stack, and results come in the order of the
//! inputs however many workers there are.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use naga_toolchain::guard;

use crate::message::Trouble;
use crate::panics;

/// Does `work` on every item and hands the results to `deliver`, in order.
///
/// A panic in `work` becomes the error of its item.
///
/// # Errors
///
/// When the system gives no thread at all.
pub(crate) fn run<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut deliver: impl FnMut(usize, Result<R, String>) + Send,
) -> Result<(), Trouble> {
    let no_thread =
        |error: io::Error| Trouble::internal(&format!("the system gives no thread: {error}"));
    let jobs = jobs.min(items.len());
    if jobs <= 1 {
        return guard::on_large_stack(|| {
            for (index, item) in items.iter().enumerate() {
                deliver(index, panics::catch(|| work(item)));
            }
        })
        .map_err(no_thread);
    }
    let next = AtomicUsize::new(0);
    let order = Mutex::new(Order {
        waiting: BTreeMap::new(),
        due: 0,
        deliver: Some(deliver),
    });
    let help = || {
        guard::on_large_stack(|| {
            while let Some((index, item)) = take(items, &next) {
                hand_over(&order, index, panics::catch(|| work(item)));
            }
        })
    };
    let helped = thread::scope(|scope| {
        for _ in 1..jobs {
            // Where the system gives no further thread, there are fewer helpers.
            let spawned = thread::Builder::new().spawn_scoped(scope, || {
                // Whether there was a stack for all that had to be done is seen below.
                let _ = help();
            });
            if spawned.is_err() {
                break;
            }
        }
        help()
    });
    match lock(&order).due == items.len() {
        true => Ok(()),
        false => Err(no_thread(
            helped
                .err()
                .unwrap_or_else(|| io::Error::other("too many threads")),
        )),
    }
}

/// Results on their way to who wants them in order.
struct Order<R, D> {
    waiting: BTreeMap<usize, R>,
    /// The next to be delivered.
    due: usize,
    /// None while somebody delivers.
    deliver: Option<D>,
}

fn lock<T>(order: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that can panic happens under the lock.
    order.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Delivers a result if it is due, with those behind it that waited for it; else it waits.
///
/// Who finishes what is due delivers: waking a thread for it would cost more than a small file.
fn hand_over<R>(order: &Mutex<Order<R, impl FnMut(usize, R)>>, index: usize, result: R) {
    let mut now = lock(order);
    now.waiting.insert(index, result);
    let Some(mut deliver) = now.deliver.take() else {
        return;
    };
    loop {
        let due = now.due;
        let Some(result) = now.waiting.remove(&due) else {
            break;
        };
        now.due += 1;
        // Others go on meanwhile: who reads what is delivered may be slow.
        drop(now);
        deliver(due, result);
        now = lock(order);
    }
    now.deliver = Some(deliver);
}

fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn results_come_in_order_and_panics_stay_with_their_item() {
        let items: Vec<u64> = (0..40).collect();
        for jobs in [1, 2, 8] {
            let mut got = Vec::new();
            run(
                &items,
                jobs,
                |&item| {
                    thread::sleep(std::time::Duration::from_micros((40 - item) * 50));
                    assert!(item != 7, "seven");
                    item
                },
                |index, result| got.push((index, result)),
            )
            .unwrap();
            assert_eq!(got.len(), 40);
            for (at, (index, result)) in got.iter().enumerate() {
                assert_eq!(at, *index);
                match result {
                    Ok(item) => assert_eq!(*item, at as u64),
                    Err(text) if at == 7 => assert!(text.contains("seven"), "{text}"),
                    Err(text) => panic!("{at}: {text}"),
                }
            }
        }
    }
}
