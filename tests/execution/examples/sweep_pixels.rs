//! Draws vertex and fragment shaders of anybody, as given and after each route, and tells what
//! differs: `cargo run -p execution --example sweep_pixels -- [--set SECTION.FIELD=VALUE]… FOLDER_OR_FILE…`.
//!
//! Every entry point is drawn beside a stage of the harness; a file with one of each is drawn as it
//! is as well, and so are a vertex and a fragment shader that share a name. Each file is drawn in a process of its own with a deadline, because drivers die of
//! what they are given. What does not draw, or not twice the same, is told and not counted.

#![allow(clippy::print_stdout, reason = "this is what it is for")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use execution::case::{Case, Draw, Settings, Tolerance};
use execution::draw::case::DrawCase;
use execution::draw::check;
use execution::draw::scene::SIZE;
use execution::gpu::Gpu;
use execution::subject;
use naga_toolchain::options::Options;
use naga_toolchain::source::Stage;

/// Says that the next argument is one file to draw here.
const ONE: &str = "--one";
/// The longest that a file may take.
const DEADLINE: Duration = Duration::from_secs(120);
/// What a line begins with that only says how far a process came.
const BEGINS: &str = "begins";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, path, options @ ..] = arguments.as_slice()
        && first == ONE
    {
        return one(Path::new(path), options);
    }
    let (mut files, mut options) = (Vec::new(), Vec::new());
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--set" {
            options.extend(rest.next());
        } else {
            collect(Path::new(&argument), &mut files);
        }
    }
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let told = ask(&file, &options);
        for line in told.lines() {
            let kind = line.split([' ', ':']).next().unwrap_or_default();
            if kind == BEGINS {
                continue;
            }
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

/// What the process of a file tells.
fn ask(file: &Path, options: &[String]) -> String {
    let started = std::env::current_exe().map(|program| {
        Command::new(program)
            .arg(ONE)
            .arg(file)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    });
    let Ok(Ok(mut child)) = started else {
        return "DIED: it does not start".to_owned();
    };
    // What it tells is taken at once: a pipe that is full would stop it.
    let reader = child.stdout.take().map(|mut stdout| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stdout.read_to_end(&mut bytes);
            bytes
        })
    });
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
        let _ = child.wait();
    }
    let output = reader.and_then(|reader| reader.join().ok());
    let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
    let why = match status {
        Some(status) if status.success() => return text,
        Some(status) => status.to_string(),
        None => "it takes too long".to_owned(),
    };
    // A shader that does not end as given shows nothing; after a route it has changed.
    let last = text.lines().rfind(|line| line.starts_with(BEGINS));
    let place = last.map_or("", |line| line.trim_start_matches(BEGINS).trim());
    let kind = if place.is_empty() || place.ends_with("as given") {
        "UNFIT"
    } else {
        "DIED"
    };
    format!("{text}{kind} ({place}): {why}")
}

fn one(path: &Path, options: &[String]) -> ExitCode {
    let settings = || settings(options);
    let whole = match DrawCase::foreign(path, &settings()) {
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
    for file in &whole.files {
        let [vertex, fragment] = match entry_points(file) {
            Ok(names) => names,
            Err(why) => {
                println!("declined (reading): {}", first_line(&why));
                continue;
            }
        };
        let only = |stage: &str| Draw {
            only: Some(stage.to_owned()),
            ..settings().draw
        };
        for name in &vertex {
            let draw = Draw {
                vertex: Some(name.clone()),
                ..only("vertex")
            };
            look(&gpu, path, name, &Settings { draw, ..settings() });
        }
        for name in &fragment {
            let draw = Draw {
                fragment: Some(name.clone()),
                ..only("fragment")
            };
            look(&gpu, path, name, &Settings { draw, ..settings() });
        }
        if vertex.len() == 1 && fragment.len() == 1 {
            look(&gpu, path, "both", &settings());
        }
    }
    match DrawCase::with_partner(path, &settings()) {
        Ok(Some(case)) => look_at(&gpu, case, "both"),
        Ok(None) => {}
        Err(why) => println!("UNFIT (both): {}", first_line(&why)),
    }
    ExitCode::SUCCESS
}

fn settings(options: &[String]) -> Settings {
    let pair = |each: &String| {
        let (key, value) = each.split_once('=')?;
        Some((key.to_owned(), value.to_owned()))
    };
    Settings {
        options: options.iter().filter_map(pair).collect(),
        // Foreign shaders are no tests of the last bit.
        ulp: Some(Tolerance {
            most: 64,
            absolute: 1e-4,
            because: "long sums, added in another order".to_owned(),
        }),
        draw: Draw {
            positions: true,
            // Many load the texel of their pixel.
            texels: Some(SIZE),
            ..Draw::default()
        },
        ..Settings::default()
    }
}

fn entry_points(file: &Case) -> Result<[Vec<String>; 2], String> {
    let names = |stage| subject::entry_points(&subject::source(file)?, stage, &Options::default());
    Ok([names(Stage::Vertex)?, names(Stage::Fragment)?])
}

/// Draws one entry point, or both of a file.
fn look(gpu: &Gpu, path: &Path, name: &str, settings: &Settings) {
    match DrawCase::foreign(path, settings) {
        Ok(case) => look_at(gpu, case, name),
        Err(why) => println!("UNFIT ({name}): {}", first_line(&why)),
    }
}

fn look_at(gpu: &Gpu, mut case: DrawCase, name: &str) {
    case.set_open_overrides();
    println!("{BEGINS} {name} as given");
    let (drawn, wrong) = check::look(gpu, &case, &mut |route| println!("{BEGINS} {name} {route}"));
    let drawn = drawn.unwrap_or_default();
    for each in &wrong {
        let kind = match each.route.as_str() {
            "as given" => "UNFIT",
            route if drawn.has_short_numbers && route.contains("HLSL") => "declined",
            _ => "WRONG",
        };
        let what = each.what.replace('\n', " | ");
        println!("{kind} ({name} {}): {what}", each.route);
    }
    for (route, why) in drawn.declined.iter().chain(&drawn.unwritten) {
        // A refusal is fine, an end of the toolchain is not.
        let kind = if why.contains("internal") {
            "WRONG"
        } else {
            "declined"
        };
        println!("{kind} ({name} {route}): {}", first_line(why));
    }
    for route in drawn.routes {
        println!("same ({name} {route})");
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
