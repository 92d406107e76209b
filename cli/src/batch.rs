//! Many files at a time: each worker has a large stack, and results come in the order of the
//! inputs however many workers there are.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
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
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (next, work, sender) = (&next, &work, sender.clone());
            scope.spawn(move || {
                // The results that are not sent show that there was no thread.
                let _ = guard::on_large_stack(|| {
                    while let Some((index, item)) = take(items, next) {
                        let result = panics::catch(|| work(item));
                        if sender.send((index, result)).is_err() {
                            return;
                        }
                    }
                });
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                deliver(due, result);
                due += 1;
            }
        }
        if due == items.len() {
            Ok(())
        } else {
            Err(no_thread(io::Error::other("too many threads")))
        }
    })
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
