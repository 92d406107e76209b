//! Each exit code, and what is said with it.

use crate::support::{DOUBLE, NOT_IN_GLSL, Place, TRIANGLE, WRONG};

#[test]
fn done() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    let ran = place.run(&["translate", "a.wgsl", "--to", "msl"]).exits(0);
    assert_eq!(ran.stderr, "");
    let ran = ran.prints("kernel void");
    assert!(ran.stdout.ends_with('\n'));
    place.run(&["validate", "a.wgsl"]).exits(0);
    place.run(&["check", "a.wgsl"]).exits(0);
}

#[test]
fn rejected() {
    let place = Place::new()
        .with("a.wgsl", WRONG)
        .with("b.wgsl", "fn f( {")
        .with("c.spv", [3, 2, 35, 7, 0, 0, 0, 0]);
    for file in ["a.wgsl", "b.wgsl", "c.spv"] {
        for target in ["msl", "hlsl", "glsl", "spirv-asm", "wgsl", "dot"] {
            let ran = place.run(&["translate", file, "--to", target]).exits(1);
            assert_eq!(ran.stdout, "");
            ran.says(file);
        }
        place.run(&["validate", file]).exits(1).says(file);
        place.run(&["reflect", file]).exits(1).says(file);
        place.run(&["ir", file]).exits(1).says(file);
    }
}

#[test]
fn not_utf8() {
    let place = Place::new().with("a.wgsl", b"// caf\xe9\nfn f() {}");
    place
        .run(&["validate", "a.wgsl"])
        .exits(1)
        .says("not-utf8")
        .says("offset 6");
    let place = Place::new().with("a.wgsl", b"\xef\xbb\xbffn f() {}");
    place.run(&["validate", "a.wgsl"]).exits(0);
    let place = Place::new().with("a.wgsl", [3, 2, 35, 7, 0, 0, 1, 0, 0xff]);
    place
        .run(&["validate", "a.wgsl"])
        .exits(1)
        .says("--from spirv");
}

#[test]
fn usage() {
    let place = Place::new()
        .with("a.wgsl", TRIANGLE)
        .with("a.txt", DOUBLE)
        .with("a.wglsl", DOUBLE)
        .with("a.geom", "void main() {}");
    for (args, says) in [
        (&["translate", "a.wgsl"][..], "--to"),
        (&["translate", "--to", "msl"], "nothing to read"),
        (
            &["translate", "a.wgsl", "--to", "mls"],
            "did you mean `msl`?",
        ),
        (
            &["translate", "a.wgsl", "--to", "glsl:es301"],
            "did you mean `glsl:es300`?",
        ),
        (&["translate", "a.wgsl", "--to", "msl:9.9"], "3.2"),
        (&["translate", "a.wgsl", "--to", "wgsl:1"], "no versions"),
        (&["translate", "a.wgsl", "-o", "a.json"], ".metal"),
        (
            &["translate", "a.wgsl", "-o", "a.metla"],
            "did you mean `.metal`?",
        ),
        (&["translate", "a.wgsl", "-o", "a"], "--to"),
        (&["translate", "a.txt", "--to", "msl"], "--from"),
        (
            &["translate", "a.wglsl", "--to", "msl"],
            "did you mean `.wgsl`?",
        ),
        (
            &["translate", "a.geom", "--to", "msl"],
            "GLSL of the stage `geometry` cannot be read",
        ),
        (&["translate", "a.wgsl", "--to", "glsl"], "--out-dir"),
        (&["translate", "a.wgsl", "--to", "msl,hlsl"], "--out-dir"),
        (
            &["translate", "a.wgsl", "--to", "msl", "-e", "nothing"],
            "nothing",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--override",
                "nothing=1",
            ],
            "nothing",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--override",
                "scale=big",
            ],
            "number",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--msl-lang-version",
                "9.9",
            ],
            "--msl-lang-version",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--msl-lang-versoin",
                "2.4",
            ],
            "--msl-lang-version",
        ),
        (&["translate", "-", "--to", "msl"], "--stdin-name"),
        (
            &["translate", "a.wgsl", "--to", "msl", "--depfile", "d"],
            "--out-dir",
        ),
        (&["translate", "[.wgsl", "--to", "msl"], "not a glob"),
        (&["ir", "a.wgsl", "a.txt", "--from", "wgsl"], "one shader"),
        (&["man", "translat"], "did you mean `translate`?"),
        (&["schema", "nothing"], "reflection"),
        (&["nothing"], "nothing"),
        (&["translate", "a.wgsl", "--to", "msl", "-j0"], "jobs"),
    ] {
        let ran = place.run(args).exits(2);
        assert_eq!(ran.stdout, "", "{args:?}");
        ran.says(says);
    }
}

#[test]
fn file_trouble_names_the_path() {
    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("empty/readme.txt", "")
        .with("folder.metal/x", "");
    for (args, path) in [
        (
            &["translate", "missing.wgsl", "--to", "msl"][..],
            "missing.wgsl",
        ),
        (&["validate", "missing.wgsl"], "missing.wgsl"),
        (&["reflect", "missing.wgsl"], "missing.wgsl"),
        (&["ir", "missing.wgsl"], "missing.wgsl"),
        (&["validate", "*.vert"], "*.vert"),
        (&["validate", "empty"], "empty"),
        (
            &["translate", "a.wgsl", "-o", "a.wgsl/x.metal"],
            "a.wgsl/x.metal",
        ),
        (
            &["translate", "a.wgsl", "-o", "folder.metal"],
            "folder.metal",
        ),
        (
            &["translate", "a.wgsl", "--to", "msl", "--config", "no.toml"],
            "no.toml",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--bindings",
                "no.toml",
            ],
            "no.toml",
        ),
        (
            &[
                "translate",
                "a.wgsl",
                "--to",
                "msl",
                "--msl-inline-samplers",
                "@no.json",
            ],
            "no.json",
        ),
        (
            &["translate", "a.wgsl", "-o", "/proc/nowhere/a.metal"],
            "/proc/nowhere/a.metal",
        ),
    ] {
        let ran = place.run(args).exits(3);
        assert_eq!(ran.stdout, "", "{args:?}");
        ran.says(path);
    }
}

#[test]
fn unsupported() {
    let place = Place::new().with("a.wgsl", NOT_IN_GLSL);
    place.run(&["validate", "a.wgsl"]).exits(0);
    let ran = place
        .run(&["translate", "a.wgsl", "--to", "glsl:450"])
        .exits(4);
    assert_eq!(ran.stdout, "");
    ran.says("a.wgsl");
    place
        .run(&["validate", "a.wgsl", "--for", "msl,glsl:450"])
        .exits(4);
    place.run(&["validate", "a.wgsl", "--for", "msl"]).exits(0);
}

#[test]
fn the_gravest_of_a_batch() {
    let place = Place::new()
        .with("good.wgsl", DOUBLE)
        .with("unsupported.wgsl", NOT_IN_GLSL)
        .with("wrong.wgsl", WRONG);
    let run = |files: &[&str]| {
        let mut args = vec!["translate", "--to", "glsl:450", "--out-dir", "out"];
        args.extend(files);
        place.run(&args).code
    };
    assert_eq!(run(&["good.wgsl"]), 0);
    assert_eq!(run(&["good.wgsl", "unsupported.wgsl"]), 4);
    assert_eq!(run(&["wrong.wgsl", "good.wgsl", "unsupported.wgsl"]), 1);
    assert_eq!(run(&["good.wgsl", "missing.wgsl", "wrong.wgsl"]), 3);
}

#[cfg(unix)]
#[test]
fn interrupted_leaves_nothing() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let place = Place::new().with("a.wgsl", DOUBLE);
    let before = place.list();
    // Standard input never ends, so the run waits with the first file staged: in the folder made for
    // it, under a temporary name where files without one cannot be had.
    let mut child = place
        .command(&[
            "translate",
            "a.wgsl",
            "-",
            "--from",
            "wgsl",
            "--to",
            "msl",
            "--out-dir",
            "out/deep",
            "-j2",
        ])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let is_staged = |id: u32| {
        let is_unnamed = |entry: std::io::Result<std::fs::DirEntry>| {
            entry
                .and_then(|entry| std::fs::read_link(entry.path()))
                .is_ok_and(|file| file.to_string_lossy().ends_with(" (deleted)"))
        };
        let named = place.list().iter().any(|name| name.ends_with(".tmp"));
        named
            || std::fs::read_dir(format!("/proc/{id}/fd"))
                .is_ok_and(|mut open| open.any(is_unnamed))
    };
    while !is_staged(child.id()) {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{:?}",
            place.list()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    // `wait` would close standard input, and the run would go on before it hears of the signal.
    let input = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(place.list(), before);
}

/// A single input is worked on without a thread that waits for interrupts.
#[cfg(target_os = "linux")]
#[test]
fn interrupted_with_one_input() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    const INTERRUPT: u64 = 1 << (2 - 1);
    let place = Place::new().with("kept.metal", "// as it was");
    let before = place.list();
    // Standard input never ends.
    let mut child = place
        .command(&[
            "translate",
            "-",
            "--from",
            "wgsl",
            "--to",
            "msl",
            "-o",
            "kept.metal",
        ])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let catches = |id: u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        u64::from_str_radix(mask.unwrap().trim(), 16).unwrap() & INTERRUPT != 0
    };
    while !catches(child.id()) {
        assert!(start.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let input = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(place.list(), before);
    assert_eq!(place.read("kept.metal"), "// as it was");
}
