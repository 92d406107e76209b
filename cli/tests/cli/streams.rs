//! Standard input, standard output, terminals, colour.

use std::io::Read as _;
use std::process::Stdio;

use crate::support::{DOUBLE, Place, TRIANGLE, WRONG};

#[test]
fn from_stdin_to_stdout() {
    let place = Place::new();
    let ran = place
        .run_with_stdin(
            &["translate", "-", "--from", "wgsl", "--to", "hlsl"],
            DOUBLE.as_bytes(),
        )
        .exits(0)
        .prints("numthreads(64");
    assert_eq!(ran.stderr, "");
    place
        .run_with_stdin(
            &[
                "translate",
                "-",
                "--stdin-name",
                "light.frag",
                "--to",
                "wgsl",
                "-o",
                "-",
            ],
            b"#version 450\nlayout(location=0) out vec4 c; void main() { c = vec4(1.0); }",
        )
        .exits(0)
        .prints("@fragment");
    place
        .run_with_stdin(
            &["validate", "-", "--stdin-name", "x/wrong.wgsl"],
            WRONG.as_bytes(),
        )
        .exits(1)
        .says("x/wrong.wgsl");
}

#[test]
fn binary_through_pipes() {
    let place = Place::new();
    let spirv = place
        .run_with_stdin(
            &["translate", "-", "--from", "wgsl", "--to", "spirv"],
            DOUBLE.as_bytes(),
        )
        .exits(0);
    assert_eq!(spirv.bytes[..4], [3, 2, 35, 7]);
    // Its first bytes tell what it is.
    place
        .run_with_stdin(&["translate", "-", "--to", "wgsl"], &spirv.bytes)
        .exits(0)
        .prints("@compute");
    let place = place.with("module.bin", &spirv.bytes);
    place
        .run(&["translate", "module.bin", "--to", "wgsl"])
        .exits(0)
        .prints("@compute");
}

#[test]
fn the_name_of_stdin_names_the_output() {
    let place = Place::new();
    let args = [
        "translate",
        "-",
        "--from",
        "wgsl",
        "--to",
        "msl",
        "--out-dir",
        "out",
    ];
    place.run_with_stdin(&args, DOUBLE.as_bytes()).exits(0);
    let mut named = args.to_vec();
    named.extend(["--stdin-name", "a/b.wgsl"]);
    place.run_with_stdin(&named, DOUBLE.as_bytes()).exits(0);
    assert_eq!(place.list(), ["out", "out/b.metal", "out/stdin.metal"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    for args in [
        &["translate", "a.wgsl", "--to", "msl"][..],
        &["translate", "--help"],
        &["completions", "zsh"],
        &["schema", "config"],
    ] {
        let mut child = place
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}: {stderr}");
        assert_eq!(stderr, "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut child = place
        .command(&["translate", "a.wgsl", "--to", "msl"])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut stderr)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(stderr.contains("No space left"), "{stderr}");
    place
        .run(&["translate", "a.wgsl", "--to", "msl", "-o", "/dev/full"])
        .exits(3)
        .says("/dev/full");
}

#[test]
fn colour_is_for_terminals() {
    let place = Place::new().with("a.wgsl", WRONG);
    let escape = '\u{1b}';
    let plain = place.run(&["validate", "a.wgsl"]).exits(1);
    assert!(!plain.stderr.contains(escape));
    let coloured = place
        .run(&["validate", "a.wgsl", "--color", "always"])
        .exits(1);
    assert!(coloured.stderr.contains(escape));
    let before = place
        .run(&["--color=always", "validate", "a.wgsl"])
        .exits(1);
    assert_eq!(before.stderr, coloured.stderr);
    let run = |name: &str, value: &str| {
        let output = place
            .command(&["validate", "a.wgsl"])
            .env(name, value)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap().contains(escape)
    };
    assert!(run("CLICOLOR_FORCE", "1"));
    assert!(!run("CLICOLOR_FORCE", "0"));
    assert!(!run("NO_COLOR", "1"));
}

/// Runs a command on a terminal of its own, when the system has `script` for that.
#[cfg(target_os = "linux")]
fn on_a_terminal(place: &Place, args: &str) -> Option<(i32, String)> {
    let command = format!("{} {args}", env!("CARGO_BIN_EXE_pywgpu-naga"));
    let output = std::process::Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(place.path(""))
        .env_remove("NO_COLOR")
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some((
        output.status.code().unwrap(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    ))
}

#[cfg(target_os = "linux")]
#[test]
fn no_binary_to_a_terminal() {
    let place = Place::new().with("a.wgsl", DOUBLE).with("b.wgsl", WRONG);
    let Some((code, text)) = on_a_terminal(&place, "translate a.wgsl --to spirv") else {
        return;
    };
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("-o FILE"), "{text}");
    let (code, text) = on_a_terminal(&place, "translate a.wgsl --to spirv-asm").unwrap();
    assert_eq!(code, 0, "{text}");
    let (_, text) = on_a_terminal(&place, "validate b.wgsl").unwrap();
    assert!(text.contains('\u{1b}'), "{text}");
}

#[test]
fn quiet_and_verbose() {
    let place = Place::new().with("a.wgsl", DOUBLE).with("b.wgsl", DOUBLE);
    let args = [
        "translate",
        "a.wgsl",
        "b.wgsl",
        "--to",
        "msl",
        "--out-dir",
        "out",
    ];
    let with = |flag: &str| {
        let mut args = args.to_vec();
        args.push(flag);
        place.run(&args).exits(0)
    };
    assert_eq!(with("-q").stderr, "");
    with("-v")
        .says("a.wgsl -> out/a.metal (MSL 2.4)")
        .says("@group(0) @binding(0) data -> buffer 0");
    assert_eq!(
        place.run(&args).stderr,
        "2 files translated, 2 files written\n"
    );
}
