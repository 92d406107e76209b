//! `--isolate`: the same results as without, and a file that kills or never ends its process
//! costs that file alone.

use crate::support::{DOUBLE, NOT_IN_GLSL, Place, Ran, TRIANGLE, WRONG};

/// Something of every kind: valid, wrong, beyond a target, with overrides, no text, empty.
fn mixed() -> Place {
    Place::new()
        .with("in/a.wgsl", DOUBLE)
        .with("in/b.wgsl", TRIANGLE)
        .with("in/c.wgsl", WRONG)
        .with("in/d.wgsl", NOT_IN_GLSL)
        .with("in/e.wgsl", "override x: f32; fn f() -> f32 { return x; }")
        .with("in/f.wgsl", b"\xff\xfe")
        .with("in/g.spv", [3u8, 2, 35, 7])
        .with(
            "in/h.vert",
            "#version 450\nvoid main() { gl_Position = vec4(0.0); }",
        )
        .with("in/i.wgsl", "")
}

/// Standard output, standard error, and every file with its content.
fn seen(place: &Place, ran: &Ran) -> (i32, String, String, Vec<(String, Vec<u8>)>) {
    let files = place
        .list()
        .into_iter()
        .filter(|name| name.starts_with("out/"))
        .map(|name| {
            let bytes = std::fs::read(place.path(&name)).unwrap();
            (name, bytes)
        })
        .collect();
    (ran.code, ran.stdout.clone(), ran.stderr.clone(), files)
}

#[test]
fn results_are_those_of_one_process() {
    for format in ["human", "json"] {
        for jobs in ["1", "3"] {
            let words = [
                "translate",
                "in",
                "--to",
                "msl,hlsl:6.6,glsl,spirv",
                "--out-dir",
                "out",
                "-v",
                "--report",
                "-",
                "--override",
                "x=2.5",
                "--message-format",
                format,
                "-j",
                jobs,
            ];
            let (one, other) = (mixed(), mixed());
            let plain = one.run(&words);
            let isolated = other.run(&[&words[..], &["--isolate"]].concat());
            assert_eq!(
                seen(&one, &plain),
                seen(&other, &isolated),
                "{format} {jobs}"
            );
            assert_eq!(plain.code, 2, "the folder has something of every kind");
        }
    }
}

#[test]
fn verdicts_are_those_of_one_process() {
    let place = mixed();
    let words = [
        "validate",
        "in",
        "--for",
        "msl,glsl",
        "--message-format",
        "json",
    ];
    let plain = place.run(&words);
    let isolated = place.run(&[&words[..], &["--isolate"]].concat());
    assert_eq!(plain.stdout, isolated.stdout);
    assert_eq!(plain.stderr, isolated.stderr);
    assert_eq!(plain.code, isolated.code);
}

#[test]
fn standard_input_goes_along() {
    let place = Place::new();
    let words = ["translate", "-", "--from", "wgsl", "--to", "msl"];
    let plain = place.run_with_stdin(&words, DOUBLE.as_bytes());
    let isolated = place.run_with_stdin(&[&words[..], &["--isolate"]].concat(), DOUBLE.as_bytes());
    assert_eq!(plain.stdout, isolated.stdout);
    isolated.exits(0).prints("kernel void");
}

/// Asks the front end for a value of 4 GB, which the limits refuse unless they are raised.
#[cfg(unix)]
const HUGE: &str = "const a = -array<i32, 1000000000>();";

#[cfg(unix)]
#[test]
fn memory_beyond_the_limit_costs_one_file() {
    let place = Place::new()
        .with("in/a.wgsl", DOUBLE)
        .with("in/b.wgsl", HUGE)
        .with("in/c.wgsl", TRIANGLE);
    let ran = place
        .run(&[
            "translate",
            "in",
            "--to",
            "msl",
            "--out-dir",
            "out",
            "--isolate",
            "--isolate-memory",
            "64",
            "--limits-elements",
            "4000000000",
        ])
        .exits(5)
        .says("in/b.wgsl: it took more than 64 MiB of memory")
        .says("--isolate-memory")
        .says("2 of 3 files translated");
    assert_eq!(ran.stderr.matches("error").count(), 1, "{}", ran.stderr);
    let written: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.starts_with("out/"))
        .collect();
    assert_eq!(written, ["out/a.metal", "out/c.metal"]);
}

#[cfg(unix)]
#[test]
fn time_beyond_the_limit_costs_one_file() {
    // naga's front end takes time by the square of the expressions of a function.
    let long = format!(
        "@group(0) @binding(0) var<storage, read_write> o: array<i32>;\nfn f(i: u32) {{ {} }}",
        "o[i] = o[i + 1];".repeat(150_000)
    );
    let place = Place::new()
        .with("in/a.wgsl", DOUBLE)
        .with("in/b.wgsl", long);
    place
        .run(&[
            "validate",
            "in",
            "--isolate",
            "--isolate-timeout",
            "1",
            "--limits-tokens",
            "4000000000",
        ])
        .exits(5)
        .says("in/b.wgsl: it took longer than 1 s")
        .says("--isolate-timeout");
}

#[test]
fn limits_of_processes_need_processes() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    place
        .run(&["validate", "a.wgsl", "--isolate-memory", "64"])
        .exits(2)
        .says("--isolate");
}

/// Processes for one input that run in a folder.
#[cfg(target_os = "linux")]
fn workers_in(folder: &std::path::Path) -> usize {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return 0;
    };
    processes
        .filter_map(Result::ok)
        .filter(|process| {
            std::fs::read_link(process.path().join("cwd")).is_ok_and(|cwd| cwd == folder)
                && std::fs::read(process.path().join("cmdline")).is_ok_and(|words| {
                    words
                        .split(|&byte| byte == 0)
                        .any(|it| it == b"\x01one-input")
                })
        })
        .count()
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_the_processes() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let long = format!(
        "@group(0) @binding(0) var<storage, read_write> o: array<i32>;\nfn f(i: u32) {{ {} }}",
        "o[i] = o[i + 1];".repeat(150_000)
    );
    let place = Place::new().with("a.wgsl", long);
    let folder = std::fs::canonicalize(place.path(".")).unwrap();
    let before = place.list();
    let mut child = place
        .command(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl",
            "--out-dir",
            "out",
            "--isolate",
            "--limits-tokens",
            "4000000000",
        ])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while workers_in(&folder) == 0 {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "no process began"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    // A signal to the program alone, as a build system sends it.
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // A process that was told to end still has its memory to give back.
    let start = Instant::now();
    while workers_in(&folder) != 0 {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "a process is left"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(place.list(), before);
}

/// A function on which glslang loses its way, by a name that only its preprocessor shows.
#[cfg(all(unix, feature = "glslang"))]
const FATAL: &str = "#define JOIN(a, b) a##b
RWStructuredBuffer<uint4> cells;
[numthreads(1, 1, 1)]
void main(uint3 id : SV_DispatchThreadID) {
    cells[id.x] = JOIN(msa, d4)(1u, cells[0].xy, cells[1]);
}
";

#[cfg(all(unix, feature = "glslang"))]
const DIED: &str = "the process for this file died";

#[cfg(all(unix, feature = "glslang"))]
#[test]
fn hlsl_that_ends_the_process_costs_one_file() {
    let place = Place::new()
        .with("in/a.wgsl", DOUBLE)
        .with("in/b.comp.hlsl", FATAL)
        .with("in/c.comp.hlsl", FATAL.replace("1u", "2u"))
        .with(
            "in/d.comp.hlsl",
            FATAL.replace("JOIN(msa, d4)(1u, cells[0].xy, cells[1])", "cells[1]"),
        );
    // There the toolchain sees to it.
    let (code, says, names) = if cfg!(target_os = "linux") {
        (1, "glslang crashed: SIGSEGV", "in/b.comp.hlsl")
    } else {
        (70, DIED, "in/b.comp.hlsl: internal error")
    };
    place
        .run(&["translate", "in", "--to", "msl", "--out-dir", "out"])
        .exits(code)
        .says(says)
        .says(names)
        .says("2 of 4 files translated");
    assert!(place.path("out/d.comp.metal").exists());
    for words in [&["reflect"][..], &["ir"], &["validate"]] {
        place
            .run(&[words, &["in/b.comp.hlsl"]].concat())
            .exits(code)
            .says(says);
    }
    place
        .run_with_stdin(
            &["ir", "-", "--stdin-name", "b.comp.hlsl"],
            FATAL.as_bytes(),
        )
        .exits(code)
        .says(says);
    // A process that is for one file alone does not have another.
    place
        .run(&["validate", "in", "--isolate"])
        .exits(70)
        .says(&format!("in/b.comp.hlsl: internal error: {DIED}"));
}

/// Without a process for each file.
#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    feature = "glslang"
))]
#[test]
fn a_failed_assertion_of_glslang_costs_one_file() {
    let wrong = "#version 450
#define JOIN(a, b) a##b
layout(std430, binding = 0) buffer Bins { uint counts[]; } bins[2];
layout(std430, binding = 2) buffer Out { uint total; };
void main() { total = JOIN(ui, nt)(bins[1]); }
";
    let right = wrong.replace("bins[1]", "bins[1].counts[0]");
    let place = Place::new()
        .with("in/a.comp", wrong)
        .with("in/b.comp", right);
    place
        .run(&["translate", "in", "--to", "spirv", "--out-dir", "out"])
        .exits(70)
        .says("of glslang does not hold")
        .says("1 of 2 files translated");
    assert!(place.path("out/b.comp.spv").exists());
}
