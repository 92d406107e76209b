//! One process for one input: started, limited, waited for, and killed when it must be.

use std::collections::BTreeMap;
use std::io::{Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::args::Isolation;
use crate::exit::Exit;
use crate::message::Trouble;

/// The processes that run now, so that an interrupt can end them.
struct Running {
    children: BTreeMap<u64, Child>,
    next: u64,
    stopped: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running {
    children: BTreeMap::new(),
    next: 0,
    stopped: false,
});

fn running() -> MutexGuard<'static, Running> {
    // A panic elsewhere leaves the list as true as it was.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends every process and lets no other begin: the program is about to end.
pub(crate) fn abandon() {
    let mut running = running();
    running.stopped = true;
    for child in running.children.values_mut() {
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// What a process said and how it ended.
struct Ended {
    answer: Vec<u8>,
    complaint: String,
    status: ExitStatus,
}

/// Gives a request to this program in a new process; its answer.
///
/// # Errors
///
/// A limit that was passed, or a process that died.
pub(super) fn run(word: &str, request: Vec<u8>, limits: Isolation) -> Result<Vec<u8>, Trouble> {
    let failed =
        |error: std::io::Error| Trouble::internal(&format!("no process could be started: {error}"));
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .arg(word)
        // mimalloc would set aside a gigabyte of addresses, which count against the limit.
        .env("MIMALLOC_ARENA_RESERVE", "8M")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (id, pipes) = start(&mut command).map_err(failed)?;
    let Some((mut input, output, errors)) = pipes else {
        return Err(interrupted());
    };
    thread::scope(|scope| {
        scope.spawn(move || {
            // A process that died does not read on; how it died is told below.
            let _ = input.write_all(&request);
        });
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let _ = sender.send(read(output));
        });
        let errors = scope.spawn(move || read(errors));
        let answer = receiver.recv_timeout(Duration::from_secs(limits.seconds.into()));
        let mut running = running();
        let child = running.children.remove(&id);
        // An interrupt ends them all.
        if running.stopped {
            return Err(interrupted());
        }
        drop(running);
        let Some(mut child) = child else {
            return Err(Trouble::internal("a process was lost"));
        };
        if answer.is_err() {
            let _ = child.kill();
        }
        let status = child.wait().map_err(failed)?;
        let complaint = errors.join().unwrap_or_default();
        let Ok(answer) = answer else {
            return Err(beyond(
                &format!("it took longer than {} s", limits.seconds),
                "--isolate-timeout SECONDS",
            ));
        };
        let ended = Ended {
            answer,
            complaint: String::from_utf8_lossy(&complaint).into_owned(),
            status,
        };
        judge(ended, limits)
    })
}

fn interrupted() -> Trouble {
    Trouble {
        exit: Exit::Interrupted,
        path: None,
        message: "interrupted".to_owned(),
        help: None,
    }
}

type Pipes = (
    std::process::ChildStdin,
    std::process::ChildStdout,
    std::process::ChildStderr,
);

/// Starts a process and lists it; no pipes when the program is about to end.
fn start(command: &mut Command) -> std::io::Result<(u64, Option<Pipes>)> {
    // Held over the start, so that an interrupt falls before or after it.
    let mut running = running();
    if running.stopped {
        return Ok((0, None));
    }
    let mut child = command.spawn()?;
    let pipes = child
        .stdin
        .take()
        .zip(child.stdout.take())
        .zip(child.stderr.take())
        .map(|((input, output), errors)| (input, output, errors));
    let id = running.next;
    running.next += 1;
    running.children.insert(id, child);
    Ok((id, pipes))
}

fn read(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}

/// A limit of the process that was passed.
fn beyond(what: &str, flag: &str) -> Trouble {
    Trouble {
        exit: Exit::Limit,
        path: None,
        message: format!("{what} in its process, and was stopped"),
        help: Some(format!(
            "if the shader can be trusted, raise the limit: `{flag}`"
        )),
    }
}

fn judge(ended: Ended, limits: Isolation) -> Result<Vec<u8>, Trouble> {
    let Ended {
        answer,
        complaint,
        status,
    } = ended;
    if status.success() {
        return Ok(answer);
    }
    if ["memory allocation of", "std::bad_alloc", "Cannot allocate"]
        .iter()
        .any(|words| complaint.contains(words))
    {
        return Err(beyond(
            &format!("it took more than {} MiB of memory", limits.mebibytes),
            "--isolate-memory MIB",
        ));
    }
    if complaint.contains("gives no thread") {
        return Err(beyond(
            &format!("it could not start with {} MiB of memory", limits.mebibytes),
            "--isolate-memory MIB",
        ));
    }
    let how = if complaint.contains("overflowed its stack") {
        "its stack overflowed".to_owned()
    } else {
        match complaint.lines().find(|line| !line.trim().is_empty()) {
            Some(line) => format!("{status}: {line}"),
            None => status.to_string(),
        }
    };
    Err(Trouble::internal(&format!(
        "the process for this file died: {how}"
    )))
}

/// What a process has before it works: the program, and the large stack.
#[cfg(unix)]
const BASE_BYTES: u64 = (256 + 64) << 20;

/// Limits this process.
#[cfg(unix)]
pub(super) fn limit(limits: Isolation) {
    use nix::sys::resource::{Resource, setrlimit};
    let bytes = (u64::from(limits.mebibytes) << 20).saturating_add(BASE_BYTES);
    // Where the system refuses, the clock is left.
    let _ = setrlimit(Resource::RLIMIT_AS, bytes, bytes);
    // In case nobody is left to stop it; the core would be as large as its memory.
    let seconds = u64::from(limits.seconds).saturating_add(1);
    let _ = setrlimit(Resource::RLIMIT_CPU, seconds, seconds);
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
}

/// Limits nothing: `--isolate` is refused here.
#[cfg(not(unix))]
pub(super) fn limit(_: Isolation) {}
