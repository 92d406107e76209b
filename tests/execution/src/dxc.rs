//! The DirectX Shader Compiler, which makes SPIR-V of HLSL.
//!
//! It is a library that the judges bring (`tests/judges`), in a process of theirs that stays.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::case::root;
use crate::tools::Desk;
use crate::words;

/// How far the slots of the library's interfaces may be shifted; see `dxc_worker.py`.
const SHIFTS: [&str; 2] = ["2", "0"];

struct Worker {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

static WORKER: Mutex<Option<Worker>> = Mutex::new(None);

fn library() -> PathBuf {
    if let Some(path) = std::env::var_os("DXC_LIB") {
        return PathBuf::from(path);
    }
    let folder = std::env::var_os("JUDGES_DIR").map_or_else(|| root().join(".judges"), Into::into);
    folder.join("libdxcompiler.so")
}

/// Whether there is a compiler here; a CI has one, or says what is missing.
#[must_use]
pub fn is_here() -> bool {
    std::env::var_os("CI").is_some() || library().is_file()
}

impl Worker {
    fn start() -> Result<Self, String> {
        let library = library();
        if !library.is_file() {
            return Err(format!(
                "{library:?} does not exist: `make judges` brings it"
            ));
        }
        for shift in SHIFTS {
            let mut worker = Self::spawn(&library, shift)?;
            if worker
                .ask("-\tcs_6_0\tmain")
                .is_some_and(|answer| answer.is_ok())
            {
                return Ok(worker);
            }
            // A wrong shift ends the process.
            let _ = worker.process.kill();
            let _ = worker.process.wait();
        }
        Err(format!("{library:?} does not compile the simplest shader"))
    }

    fn spawn(library: &PathBuf, shift: &str) -> Result<Self, String> {
        let mut process = Command::new("python3")
            .args(["-I", "-S"])
            .arg(root().join("tests/judges/judges/dxc_worker.py"))
            .arg(library)
            .arg(shift)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("python3: {error}"))?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("a process without streams".to_owned());
        };
        Ok(Self {
            process,
            requests,
            answers: BufReader::new(answers),
        })
    }

    /// Nothing, or what the compiler says; none when it died.
    fn ask(&mut self, line: &str) -> Option<Result<(), String>> {
        let mut answer = String::new();
        writeln!(self.requests, "{line}")
            .and_then(|()| self.requests.flush())
            .and_then(|()| self.answers.read_line(&mut answer))
            .ok()?;
        match answer.trim_end_matches('\n').split_once('\t')? {
            ("ok", _) => Some(Ok(())),
            (_, message) => Some(Err(message.to_owned())),
        }
    }
}

/// HLSL to SPIR-V; `profile` is as in `cs_6_0`.
///
/// # Errors
///
/// What the compiler says.
pub fn compile(text: &str, profile: &str, entry_point: &str) -> Result<Vec<u32>, String> {
    let desk = Desk::new()?;
    let source = desk.file("shader.hlsl", text.as_bytes())?;
    let output = desk.path("out.spv");
    let mut worker = WORKER.lock().unwrap_or_else(PoisonError::into_inner);
    let mut held = match worker.take() {
        Some(held) => held,
        None => Worker::start()?,
    };
    let answer = held.ask(&format!("{source}\t{profile}\t{entry_point}\t{output}"));
    let Some(answer) = answer else {
        let _ = held.process.kill();
        let _ = held.process.wait();
        return Err("DXC: the compiler died".to_owned());
    };
    *worker = Some(held);
    drop(worker);
    answer.map_err(|message| format!("DXC: {message}"))?;
    let bytes = std::fs::read(&output).map_err(|error| format!("{output}: {error}"))?;
    words::from_bytes(&bytes)
}
