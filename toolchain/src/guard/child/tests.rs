#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::hint::black_box;
use std::process;
use std::thread;

use super::*;

const BOUNDS: Bounds = Bounds {
    seconds: 60,
    mebibytes: 1024,
};

/// What comes of work in a child, which leaves no process behind.
fn run<T: Serialize + DeserializeOwned>(
    bounds: Bounds,
    work: impl FnOnce() -> T,
) -> Result<T, Ended> {
    let child = start(bounds, work).unwrap();
    let pid = child.pid.unwrap();
    let answer = child.answer();
    assert_eq!(
        waitpid(pid, Some(WaitPidFlag::WNOHANG)),
        Err(Errno::ECHILD),
        "it is waited for"
    );
    answer
}

fn how(ended: Result<u32, Ended>) -> String {
    match ended {
        Err(Ended::Died { how, .. }) => how,
        other => panic!("{other:?}"),
    }
}

#[test]
fn answers_come_whole() {
    let here = process::id();
    let (number, other) = run(BOUNDS, || (7_u32, process::id())).unwrap();
    assert_eq!(number, 7);
    assert_ne!(other, here);
    // More than a pipe holds.
    let long: Vec<u32> = run(BOUNDS, || (0..5_000_000).collect()).unwrap();
    assert!(long.into_iter().eq(0..5_000_000));
    assert_eq!(run(BOUNDS, || ()), Ok(()));
}

#[test]
fn what_a_child_changes_stays_there() {
    let mut list = vec![1];
    let length = run(BOUNDS, || {
        list.push(2);
        list.len()
    });
    assert_eq!(length, Ok(2));
    assert_eq!(list, [1]);
}

#[test]
fn signals_are_told_by_name() {
    for signal in [
        Signal::SIGSEGV,
        Signal::SIGBUS,
        Signal::SIGFPE,
        Signal::SIGILL,
        Signal::SIGABRT,
        Signal::SIGKILL,
    ] {
        let ended = run(BOUNDS, || {
            let _ = nix::sys::signal::raise(signal);
            1
        });
        assert_eq!(how(ended), signal.as_str());
    }
    assert_eq!(how(run(BOUNDS, || end(3))), "exit code 3");
}

#[test]
fn an_abort_is_told_with_what_was_said() {
    let ended: Result<u32, Ended> = run(BOUNDS, || {
        let _ = write(std::io::stderr(), b"\nfree(): invalid pointer\n");
        process::abort()
    });
    assert_eq!(
        ended,
        Err(Ended::Died {
            how: "SIGABRT".to_owned(),
            said: Some("free(): invalid pointer".to_owned()),
        })
    );
}

#[test]
fn the_end_of_a_stack_is_the_end_of_the_child() {
    #[allow(unconditional_recursion, reason = "that is what it is for")]
    fn depth(n: u64) -> u64 {
        let pad = black_box([n; 512]);
        depth(n + 1) + pad[1]
    }
    let ended = run(BOUNDS, || u32::try_from(depth(0)).unwrap_or(0));
    assert_eq!(how(ended), "SIGSEGV");
}

#[test]
fn a_panic_comes_back_in_silence() {
    let ended: Result<u32, Ended> = run(BOUNDS, || panic!("out of here"));
    let Err(Ended::Panicked { message, place }) = ended else {
        panic!("{ended:?}")
    };
    assert_eq!(message, "out of here");
    assert!(place.contains("child/tests.rs:"), "{place}");
}

#[test]
fn a_child_that_does_not_end_is_ended() {
    let short = Bounds {
        seconds: 1,
        ..BOUNDS
    };
    // One that waits, and one that works.
    let waits: Result<u32, Ended> = run(short, || {
        loop {
            thread::sleep(Duration::from_secs(1));
        }
    });
    assert_eq!(waits, Err(Ended::TookLonger(short)));
    let works: Result<u32, Ended> = run(short, || {
        loop {
            black_box(());
        }
    });
    assert_eq!(works, Err(Ended::TookLonger(short)));
}

#[test]
fn memory_without_end_is_refused() {
    let little = Bounds {
        mebibytes: 64,
        ..BOUNDS
    };
    let ended: Result<u32, Ended> = run(little, || {
        let mut all: Vec<Vec<u8>> = Vec::new();
        loop {
            all.push(black_box(vec![1; 16 << 20]));
        }
    });
    assert_eq!(ended, Err(Ended::TookMore(little)));
}

#[test]
fn what_is_printed_does_not_spoil_an_answer() {
    let answer = run(BOUNDS, || {
        let _ = write(std::io::stdout(), b"noise\n");
        5_u32
    });
    assert_eq!(answer, Ok(5));
    assert_eq!(answer_in(b"cut short\0end of answer.\n"), None);
    assert_eq!(answer_in(b""), None);
}

#[test]
fn an_end_of_the_pipe_that_stays_open_holds_nothing_up() {
    // A fork of the host program has a copy of it, for as long as it lives.
    let (pipe, _copy) = pipe2(OFlag::O_CLOEXEC).unwrap();
    let mut child = start(BOUNDS, || -> u32 { process::abort() }).unwrap();
    child.pipe = pipe;
    assert_eq!(how(child.answer()), "SIGABRT");
}

#[test]
fn a_host_that_waits_for_all_children_takes_no_answer() {
    let good = start(BOUNDS, || 5_u32).unwrap();
    let bad = start(BOUNDS, || -> u32 { process::abort() }).unwrap();
    for pid in [good.pid, bad.pid] {
        waitpid(pid, None).unwrap();
    }
    assert_eq!(good.answer(), Ok(5));
    assert_eq!(how(bad.answer()), "nobody knows how");
}

#[test]
fn many_threads_have_a_child_each() {
    thread::scope(|scope| {
        let all: Vec<_> = (0..16_u32)
            .map(|n| {
                scope.spawn(move || {
                    for round in 0..10 {
                        if (n + round) % 3 == 0 {
                            let ended = run(BOUNDS, || -> u32 { process::abort() });
                            assert_eq!(how(ended), "SIGABRT");
                        } else {
                            assert_eq!(run(BOUNDS, || n * 100 + round), Ok(n * 100 + round));
                        }
                    }
                })
            })
            .collect();
        for each in all {
            each.join().unwrap();
        }
    });
}
