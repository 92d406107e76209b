//! Large stacks for threads that have small ones: the thread goes on on another stack and comes
//! back, which costs no more than a few calls.
//!
//! Handing the work to a thread that has the stack costs a tenth of a small translation, on top of
//! what freeing memory on another thread than that which took it does. A stack is kept for the next
//! call. Only the part of it that was touched takes memory, and a page that nobody may touch ends
//! it, as with the stack of a thread.

use std::io;
use std::sync::{Mutex, TryLockError};

use corosensei::stack::DefaultStack;
#[cfg(all(feature = "glslang", target_os = "linux", target_env = "gnu"))]
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::{LARGE, STACK_BYTES};

/// Stacks that nobody stands on.
static IDLE: Mutex<Vec<DefaultStack>> = Mutex::new(Vec::new());

/// As many are kept at most.
const MOST_IDLE: usize = 8;

/// Looks at the idle stacks, unless another thread does. That may be for ever, where a fork caught
/// it in here; each call then makes a stack of its own.
fn with_idle<T>(action: impl FnOnce(&mut Vec<DefaultStack>) -> T) -> Option<T> {
    // Others are in here for some instructions only.
    const ATTEMPTS: u32 = 100;
    for _ in 0..ATTEMPTS {
        match IDLE.try_lock() {
            Ok(mut idle) => return Some(action(&mut idle)),
            Err(TryLockError::Poisoned(poisoned)) => {
                return Some(action(&mut poisoned.into_inner()));
            }
            Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
        }
    }
    None
}

/// One that is given back when the work is over, or has panicked.
struct Borrowed {
    stack: Option<DefaultStack>,
    /// Whether the stack before was large, too.
    was_large: bool,
}

impl Borrowed {
    fn take() -> io::Result<Self> {
        let stack = match with_idle(Vec::pop).flatten() {
            Some(stack) => stack,
            None => DefaultStack::new(STACK_BYTES)?,
        };
        Ok(Self {
            stack: Some(stack),
            was_large: LARGE.replace(true),
        })
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        LARGE.set(self.was_large);
        let stack = self.stack.take();
        // What does not fit is unmapped here, after the lock.
        let _left = with_idle(|idle| {
            let fits = idle.len() < MOST_IDLE;
            match stack {
                Some(stack) if fits => {
                    idle.push(stack);
                    None
                }
                other => other,
            }
        });
    }
}

/// Works on a large stack. A panic goes on in the caller.
pub(super) fn run<T>(work: impl FnOnce() -> T) -> io::Result<T> {
    let mut borrowed = Borrowed::take()?;
    let Some(stack) = &mut borrowed.stack else {
        return Err(io::Error::other("the stack is gone"));
    };
    Ok(corosensei::on_stack(stack, work))
}

/// Works on a large stack, which the work may leave for ever with a last word: nothing on it is
/// dropped then, and the stack is not used again. A panic goes on in the caller.
#[cfg(all(feature = "glslang", target_os = "linux", target_env = "gnu"))]
pub(crate) fn run_or_leave<T: 'static, E: 'static>(
    work: impl FnOnce(&Yielder<(), E>) -> T + 'static,
) -> io::Result<Result<T, E>> {
    let mut borrowed = Borrowed::take()?;
    let Some(stack) = borrowed.stack.take() else {
        return Err(io::Error::other("the stack is gone"));
    };
    let mut coroutine = Coroutine::with_stack(stack, |leave, ()| work(leave));
    Ok(match coroutine.resume(()) {
        CoroutineResult::Return(result) => {
            borrowed.stack = Some(coroutine.into_stack());
            Ok(result)
        }
        CoroutineResult::Yield(word) => {
            // What stands on it is in the middle of something, and must not be unwound.
            std::mem::forget(coroutine);
            Err(word)
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test stops at the first surprise"
    )]

    use std::panic;
    use std::thread;

    use super::*;

    fn depth(n: u32) -> u32 {
        let pad = std::hint::black_box([n; 64]);
        if n == 0 { pad[0] } else { depth(n - 1) + 1 }
    }

    #[test]
    fn a_thread_of_little_stack_goes_deep_and_stays_itself() {
        let small = thread::Builder::new().stack_size(64 << 10);
        let ran = small.spawn(|| {
            let here = thread::current().id();
            // Twice, the second time on the stack that the first one left.
            for _ in 0..2 {
                let (reached, id) = run(|| (depth(200_000), thread::current().id())).unwrap();
                assert_eq!((reached, id), (200_000, here));
                assert!(!LARGE.get());
            }
        });
        ran.unwrap().join().unwrap();
    }

    #[cfg(all(feature = "glslang", target_os = "linux", target_env = "gnu"))]
    #[test]
    fn work_that_leaves_is_not_gone_on_with() {
        struct Loud;
        impl Drop for Loud {
            fn drop(&mut self) {
                panic!("nothing is dropped there");
            }
        }
        let left: Result<(), &str> = run_or_leave(|leave| {
            let _loud = Loud;
            leave.suspend("gone");
            panic!("nobody comes back");
        })
        .unwrap();
        assert_eq!(left, Err("gone"));
        let stayed: Result<u32, ()> = run_or_leave(|_| depth(200_000)).unwrap();
        assert_eq!(stayed, Ok(200_000));
        assert!(!LARGE.get());
    }

    #[test]
    fn a_panic_comes_back_with_the_stack() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let caught = panic::catch_unwind(|| run(|| panic!("out of here")));
        panic::set_hook(before);
        let message = *caught.unwrap_err().downcast::<&str>().unwrap();
        assert_eq!(message, "out of here");
        assert!(!LARGE.get());
        assert_eq!(run(|| depth(1_000)).unwrap(), 1_000);
    }

    #[test]
    fn many_threads_have_a_stack_each() {
        thread::scope(|scope| {
            let all: Vec<_> = (0..MOST_IDLE as u32 * 2)
                .map(|n| {
                    scope.spawn(move || (0..50).map(|_| run(|| depth(n * 100)).unwrap()).max())
                })
                .collect();
            for (n, each) in all.into_iter().enumerate() {
                assert_eq!(each.join().unwrap(), Some(u32::try_from(n).unwrap() * 100));
            }
        });
        assert!(with_idle(|idle| idle.len()).unwrap() <= MOST_IDLE);
    }
}
