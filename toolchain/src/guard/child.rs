//! Work in a copy of this process, for what neither a caught panic nor a left stack contains: a
//! crash, a spoilt heap, a loop without end.
//!
//! The child of a fork has this thread alone, with memory as it was. The C library makes its own
//! allocator usable there; any other lock that another thread holds at the moment of the fork is
//! held for ever in the child, which is the caller's business. The child works, writes one answer
//! into a pipe and ends, without destructors and without what else is due when a process ends:
//! nothing of the host program may run in it.
//!
//! Linux only. What Apple's libraries promise after a fork without `exec` is next to nothing.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::os::fd::{AsFd as _, OwnedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{
    SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, Signal, kill, sigaction,
};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{
    ForkResult, Pid, dup2_stderr, dup2_stdout, fork, getpid, getppid, pipe2, read, write,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Panic;

/// What a child may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) seconds: u64,
    /// On top of what this process has.
    pub(crate) mebibytes: u64,
}

/// How a child ended without an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Panicked {
        message: String,
        place: String,
    },
    TookLonger(Bounds),
    TookMore(Bounds),
    Died {
        how: String,
        /// The first line of what it said on its standard streams.
        said: Option<String>,
    },
}

/// What ends an answer, behind its length: what a child or its libraries print comes before.
const MARK: [u8; 16] = *b"\0end of answer.\n";

/// The most bytes that are taken from a child.
const MOST_BYTES: usize = 512 << 20;

/// How long to wait at most before looking whether the child lives: its end of the pipe is open
/// for longer where the host program has forked, too.
const GLANCE: Duration = Duration::from_millis(100);

/// Signals that end a child: of these it must not have the host program's handlers.
const FATAL: [Signal; 9] = [
    Signal::SIGSEGV,
    Signal::SIGBUS,
    Signal::SIGFPE,
    Signal::SIGILL,
    Signal::SIGABRT,
    Signal::SIGTRAP,
    Signal::SIGSYS,
    Signal::SIGXCPU,
    Signal::SIGXFSZ,
];

/// A child that works.
#[derive(Debug)]
pub(crate) struct Child<T> {
    /// None when it was waited for.
    pid: Option<Pid>,
    pipe: OwnedFd,
    until: Instant,
    bounds: Bounds,
    answer: PhantomData<T>,
}

/// Starts a child that works and answers with what comes of it.
///
/// The work must not wait for another thread: there is none.
///
/// # Errors
///
/// When the system gives no process.
pub(crate) fn start<T: Serialize + DeserializeOwned>(
    bounds: Bounds,
    work: impl FnOnce() -> T,
) -> io::Result<Child<T>> {
    // Other threads that start a program do not hand it on.
    let (pipe, answers) = pipe2(OFlag::O_CLOEXEC)?;
    super::install_hook();
    let parent = getpid();
    // No handler of the host program runs in the child before it has its own.
    let mask = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK)?;
    let until = Instant::now() + Duration::from_secs(bounds.seconds);
    #[expect(
        unsafe_code,
        reason = "the child has what other threads left half-done"
    )]
    // SAFETY: the child never returns from `be_child` and uses, of what other threads may hold, the
    // allocator, which the C library sees to, and what the caller has seen to.
    let forked = unsafe { fork() };
    if matches!(forked, Ok(ForkResult::Child)) {
        drop(pipe);
        be_child(parent, &answers, bounds, work);
    }
    let _ = mask.thread_set_mask();
    let ForkResult::Parent { child } = forked? else {
        return Err(io::Error::other("a child came back"));
    };
    Ok(Child {
        pid: Some(child),
        pipe,
        until,
        bounds,
        answer: PhantomData,
    })
}

fn be_child<T: Serialize>(
    parent: Pid,
    answers: &OwnedFd,
    bounds: Bounds,
    work: impl FnOnce() -> T,
) -> ! {
    let _end = Here;
    let mut open = SigSet::empty();
    for signal in FATAL {
        let own = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
        #[expect(unsafe_code, reason = "handlers may break what others rely on")]
        // SAFETY: it is no handler, and nobody but the work is here.
        let _ = unsafe { sigaction(signal, &own) };
        open.add(signal);
    }
    // The others stay blocked: an interrupt is for the host program, which ends the child.
    let _ = open.thread_unblock();
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    if getppid() != parent {
        end(1);
    }
    // What the C library says of a spoilt heap is for the message, not for the host's terminal.
    let _ = dup2_stdout(answers);
    let _ = dup2_stderr(answers);
    limit(bounds);
    let answer = super::catch(work);
    let Ok(mut bytes) = postcard::to_stdvec(&answer) else {
        end(1);
    };
    let length = bytes.len() as u64;
    bytes.extend(length.to_le_bytes());
    bytes.extend(MARK);
    let mut rest = &*bytes;
    while !rest.is_empty() {
        match write(answers, rest) {
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(_) => end(1),
        }
    }
    end(0)
}

/// Where a panic of the child ends: what stands below on the stack is the parent's to go on with.
struct Here;

impl Drop for Here {
    fn drop(&mut self) {
        end(1)
    }
}

/// Ends the process and does nothing else.
fn end(code: i32) -> ! {
    #[expect(unsafe_code, reason = "nothing is dropped or written out")]
    // SAFETY: that is what it is for: buffers and destructors belong to the host program.
    unsafe {
        libc::_exit(code)
    }
}

/// What a child takes for itself: a large stack, and what the allocator sets aside.
const BASE_BYTES: u64 = (256 + 64) << 20;

fn limit(bounds: Bounds) {
    // Limits count from the host program's size, which may be huge. Without it the clock is left.
    if let Some(bytes) = own_bytes() {
        let most = bytes.saturating_add((bounds.mebibytes << 20) + BASE_BYTES);
        let _ = setrlimit(Resource::RLIMIT_AS, most, most);
    }
    // In case nobody is left to stop it.
    let seconds = bounds.seconds.max(1);
    let _ = setrlimit(Resource::RLIMIT_CPU, seconds, seconds + 1);
    // A core would hold the host program's memory. Where the system hands cores to a program, the
    // limit alone does not stop it.
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let _ = prctl::set_dumpable(false);
}

/// Bytes of addresses that this process has. Only the kernel's own file tells.
fn own_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1 << 10)
}

/// The answer in what came through a pipe, if all of it is there.
fn answer_in(bytes: &[u8]) -> Option<&[u8]> {
    let (rest, length) = bytes.strip_suffix(&MARK)?.split_last_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    rest.get(rest.len().checked_sub(length)?..)
}

impl<T: DeserializeOwned> Child<T> {
    /// Waits for the answer.
    ///
    /// # Errors
    ///
    /// How the child ended without one.
    pub(crate) fn answer(mut self) -> Result<T, Ended> {
        let mut bytes = Vec::new();
        let mut status = None;
        // The end is seen by what is in the pipe, by its end, or by that of the child.
        while answer_in(&bytes).is_none() {
            let left = self.until.saturating_duration_since(Instant::now());
            let wait = match status {
                None => left.min(GLANCE),
                Some(_) => Duration::ZERO,
            };
            if self.has_more(wait) {
                if bytes.len() > MOST_BYTES {
                    return Err(died("it answered without end", &[]));
                }
                match self.take(&mut bytes) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(errno) => return Err(died(&errno.to_string(), &[])),
                }
            } else if status.is_some() {
                break;
            } else if left.is_zero() {
                return Err(Ended::TookLonger(self.bounds));
            } else {
                status = self.reap(Some(WaitPidFlag::WNOHANG));
            }
        }
        if let Some(answer) = answer_in(&bytes) {
            return match postcard::from_bytes::<Result<T, Panic>>(answer) {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(Panic { message, place })) => Err(Ended::Panicked { message, place }),
                Err(error) => Err(died(&format!("its answer is broken: {error}"), &[])),
            };
        }
        let status = status.or_else(|| self.reap(None));
        Err(self.judged(status.unwrap_or(Status::Unknown), &bytes))
    }

    /// Whether there is something to take, or the end of it, within a time.
    fn has_more(&self, wait: Duration) -> bool {
        // Rounded up: a rest below a millisecond would be waited for in a circle.
        let milliseconds = u16::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(u16::MAX);
        let mut pipe = [PollFd::new(self.pipe.as_fd(), PollFlags::POLLIN)];
        // An interrupt is for the host program, when this is over.
        poll(&mut pipe, PollTimeout::from(milliseconds)).is_ok_and(|count| count > 0)
    }

    fn take(&self, bytes: &mut Vec<u8>) -> nix::Result<usize> {
        let mut some = [0; 64 << 10];
        loop {
            match read(&self.pipe, &mut some) {
                Err(Errno::EINTR) => {}
                Ok(count) => {
                    bytes.extend(some.get(..count).unwrap_or_default());
                    return Ok(count);
                }
                Err(errno) => return Err(errno),
            }
        }
    }

    fn judged(&self, status: Status, bytes: &[u8]) -> Ended {
        let said = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
        // An exception of C++ that gets as far as Rust has no name there; the one there is, is for lack of memory.
        let out_of_memory = [
            "memory allocation of",
            "bad_alloc",
            "Cannot allocate",
            "cannot catch foreign exceptions",
        ];
        if out_of_memory.iter().any(|words| said.contains(words)) {
            return Ended::TookMore(self.bounds);
        }
        match status {
            Status::Signal(Signal::SIGXCPU) => Ended::TookLonger(self.bounds),
            Status::Signal(signal) => died(signal.as_str(), said.as_bytes()),
            Status::Code(code) => died(&format!("exit code {code}"), said.as_bytes()),
            Status::Unknown => died("nobody knows how", said.as_bytes()),
        }
    }
}

impl<T> Child<T> {
    /// Waits for the end of the child, or sees whether it has ended; how.
    fn reap(&mut self, flag: Option<WaitPidFlag>) -> Option<Status> {
        let pid = self.pid?;
        let status = loop {
            match waitpid(pid, flag) {
                Err(Errno::EINTR) => {}
                Ok(WaitStatus::Signaled(_, signal, _)) => break Status::Signal(signal),
                Ok(WaitStatus::Exited(_, code)) => break Status::Code(code),
                Ok(_) => return None,
                // The host program ignores ends of children, or has waited for all there are.
                Err(_) => break Status::Unknown,
            }
        };
        self.pid = None;
        Some(status)
    }
}

/// A child is waited for in any case, and ended before if it still works.
impl<T> Drop for Child<T> {
    fn drop(&mut self) {
        if self.reap(Some(WaitPidFlag::WNOHANG)).is_none()
            && let Some(pid) = self.pid
        {
            let _ = kill(pid, Signal::SIGKILL);
            self.reap(None);
        }
    }
}

#[derive(Clone, Copy)]
enum Status {
    Signal(Signal),
    Code(i32),
    /// Somebody else has waited for it.
    Unknown,
}

fn died(how: &str, said: &[u8]) -> Ended {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().map(str::trim).find(|line| !line.is_empty());
    Ended::Died {
        how: how.to_owned(),
        said: line.map(|line| line.chars().take(300).collect()),
    }
}

#[cfg(test)]
mod tests;
