//! Draws vertex and fragment shaders of anybody, as given and after each route, and tells what
//! differs: `cargo run -p execution --example sweep_pixels -- FOLDER_OR_FILE…`.
//!
//! Each shader is drawn in a process of its own with a deadline, because drivers die of what they
//! are given. What does not draw, or not twice the same, is told and not counted.

#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use execution::case::{Settings, Tolerance};
use execution::draw::case::DrawCase;
use execution::draw::check;
use execution::gpu::Gpu;

/// Says that the next argument is one shader to draw here.
const ONE: &str = "--one";
/// The longest that a shader may take.
const DEADLINE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, path] = arguments.as_slice()
        && first == ONE
    {
        return one(Path::new(path));
    }
    let mut files = Vec::new();
    for argument in &arguments {
        collect(Path::new(argument), &mut files);
    }
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let told = ask(&file);
        for line in told.lines() {
            let kind = line.split([' ', ':']).next().unwrap_or_default();
            *counts.entry(kind.to_owned()).or_default() += 1;
            if matches!(kind, "WRONG" | "DIED" | "UNFIT") {
                println!("{}: {line}", file.display());
            }
        }
    }
    println!("{counts:?}");
    ExitCode::SUCCESS
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => {
            for entry in entries.flatten() {
                collect(&entry.path(), files);
            }
        }
        Err(_) => files.push(path.to_owned()),
    }
}

/// What the process of a shader tells.
fn ask(file: &Path) -> String {
    let started = std::env::current_exe().map(|program| {
        Command::new(program)
            .arg(ONE)
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    });
    let Ok(Ok(mut child)) = started else {
        return "DIED: it does not start".to_owned();
    };
    let since = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if since.elapsed() < DEADLINE => sleep(Duration::from_millis(20)),
            _ => break None,
        }
    };
    if status.is_none() {
        let _ = child.kill();
    }
    let output = child.wait_with_output().map(|output| output.stdout);
    let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
    match status {
        Some(status) if status.success() => text,
        Some(status) => format!("{text}DIED: {status}"),
        None => format!("{text}DIED: it takes too long"),
    }
}

fn one(path: &Path) -> ExitCode {
    // Foreign shaders are no tests of the last bit.
    let settings = Settings {
        ulp: Some(Tolerance {
            most: 64,
            absolute: 1e-4,
            because: "long sums, added in another order".to_owned(),
        }),
        ..Settings::default()
    };
    let case = match DrawCase::foreign(path, &settings) {
        Ok(case) => case,
        Err(why) => {
            println!("UNFIT: {}", first_line(&why));
            return ExitCode::SUCCESS;
        }
    };
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(why) => {
            println!("UNFIT: {why}");
            return ExitCode::SUCCESS;
        }
    };
    let (drawn, wrong) = check::check(&gpu, &case);
    for each in &wrong {
        let kind = if each.route == "as given" {
            "UNFIT"
        } else {
            "WRONG"
        };
        println!(
            "{kind} ({}): {}",
            each.route,
            each.what.replace('\n', " | ")
        );
    }
    let drawn = drawn.unwrap_or_default();
    for (route, why) in drawn.declined {
        println!("declined ({route}): {}", first_line(&why));
    }
    for route in drawn.routes {
        println!("same ({route})");
    }
    ExitCode::SUCCESS
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
