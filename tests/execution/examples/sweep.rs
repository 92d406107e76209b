//! Runs foreign shaders as given and after every route, and tells what differs.
//!
//! `cargo run -p execution --example sweep -- [--wide | --edges] [--groups N] [--set SECTION.FIELD=VALUE]… [--all] FOLDER…`
//!
//! Files are run in a process beside this one: what hangs or dies with a shader ends that one
//! alone. A line for each file, entry point and route; without `--all` only for those that
//! differ or failed. The exit code says whether there were any.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people at a terminal"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use execution::case::Distribution;
use execution::gpu::Gpu;
use execution::sweep::{self, AS_GIVEN, Manner, Told, Verdict};

/// Makes this program the process beside, which reads paths.
const WORKER: &str = "--worker";
/// What wgpu says of buffers of a device that a shader has lost.
const LOST: &str = "Buffer with '' label is invalid";
/// The line after the last one of a file.
const END: &str = "end";
/// How long nothing may be told: the longest run of an ordinary shader takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(40);

/// How many characters of a reason are shown.
const MOST_SHOWN: usize = 400;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut manner = Manner::default();
    let mut folders = Vec::new();
    let (mut is_worker, mut tells_all) = (false, false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            WORKER => is_worker = true,
            "--all" => tells_all = true,
            "--wide" => manner.distribution = Distribution::Wide,
            "--edges" => manner.distribution = Distribution::Edges,
            "--groups" => {
                let count = rest.next().and_then(|count| count.parse().ok());
                manner.groups = [count.ok_or("--groups needs a number")?, 1, 1];
            }
            "--set" => {
                let text = rest.next().and_then(|text| text.split_once('='));
                let (key, value) = text.ok_or("--set needs SECTION.FIELD=VALUE")?;
                manner.options.push((key.to_owned(), value.to_owned()));
            }
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    if is_worker {
        return work(&manner).map(|()| ExitCode::SUCCESS);
    }
    let mut files = Vec::new();
    for folder in &folders {
        find(folder, &mut files)?;
    }
    files.sort();
    if files.is_empty() {
        return Err("no shaders; name folders or files".to_owned());
    }
    supervise(&files, &arguments, tells_all)
}

/// Every file under a folder that may be a shader to run.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let told = |error: io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        fs::metadata(path).map_err(told)?;
        if sweep::is_shader(path) {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(told)? {
        find(&entry.map_err(told)?.path(), files)?;
    }
    Ok(())
}

/// The process beside: reads paths, writes what it is to tell of each.
fn work(manner: &Manner) -> Result<(), String> {
    let gpu = Gpu::open()?;
    for path in io::stdin().lines() {
        let path = path.map_err(|error| error.to_string())?;
        sweep::file(&gpu, Path::new(&path), manner, &mut |told| {
            println!("{told}");
        });
        println!("{END}");
    }
    Ok(())
}

/// The process beside, as this one sees it.
struct Worker {
    process: Child,
    paths: ChildStdin,
    lines: Receiver<String>,
}

impl Worker {
    fn start(arguments: &[String]) -> Result<Self, String> {
        let told = |error: io::Error| error.to_string();
        let mut process = Command::new(std::env::current_exe().map_err(told)?)
            .arg(WORKER)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(told)?;
        let (Some(paths), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("a process without streams".to_owned());
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(answers).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self {
            process,
            paths,
            lines,
        })
    }

    /// Tells of a file line by line; false when the process did not come to its end.
    fn file(&mut self, path: &Path, tell: &mut dyn FnMut(Told)) -> bool {
        let asked = writeln!(self.paths, "{}", path.display()).and_then(|()| self.paths.flush());
        if asked.is_err() {
            return false;
        }
        let mut current = None;
        let why = loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line == END => return true,
                Ok(line) => match Told::from_line(&line) {
                    Some(told) if told.verdict.is_some() => tell(told),
                    told => current = told.or(current),
                },
                Err(mpsc::RecvTimeoutError::Timeout) => break "no end of it",
                Err(mpsc::RecvTimeoutError::Disconnected) => break "the process died of it",
            }
        };
        if let Some(mut told) = current {
            // A shader that does not end as given shows nothing; after a route it has changed.
            told.verdict = Some(match told.route.as_str() {
                AS_GIVEN => Verdict::Unfit,
                _ => Verdict::Failed,
            });
            told.why = why.to_owned();
            tell(told);
        }
        false
    }

    fn end(mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Has all files run and prints what comes of them.
fn supervise(files: &[PathBuf], arguments: &[String], tells_all: bool) -> Result<ExitCode, String> {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut worker = Worker::start(arguments)?;
    for path in files {
        let mut is_lost = false;
        let is_alive = worker.file(path, &mut |told| {
            let Some(verdict) = told.verdict else { return };
            is_lost |= told.why.contains(LOST);
            *counts.entry(verdict).or_insert(0) += 1;
            if tells_all || verdict >= Verdict::Different {
                print(path, &told, verdict);
            }
        });
        if !is_alive || is_lost {
            worker.end();
            worker = Worker::start(arguments)?;
        }
    }
    worker.end();
    let counts_of = |verdict| counts.get(&verdict).copied().unwrap_or_default();
    let summary = Verdict::ALL.map(|each| format!("{} {}", counts_of(each), each.word()));
    println!("{} files: {}", files.len(), summary.join(", "));
    let is_right = counts_of(Verdict::Different) + counts_of(Verdict::Failed) == 0;
    Ok(if is_right {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(path: &Path, told: &Told, verdict: Verdict) {
    let Told {
        entry_point,
        route,
        why,
        ..
    } = told;
    let place = match entry_point.as_str() {
        "" => path.display().to_string(),
        name => format!("{}:{name}", path.display()),
    };
    // The code stands behind what a compiler says of it.
    let shown = match std::env::var_os("SHOW_CODE") {
        Some(_) => usize::MAX,
        None => MOST_SHOWN,
    };
    let why: String = match why.trim() {
        "" => String::new(),
        why => [":", " "]
            .into_iter()
            .flat_map(str::chars)
            .chain(why.chars().take(shown))
            .collect(),
    };
    println!("{} {place} ({route}){why}", verdict.word());
}
