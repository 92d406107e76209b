//! Many files: the same result and the same messages however many workers there are.

use std::fs;

use crate::support::{DOUBLE, NOT_IN_GLSL, Place, TRIANGLE, WRONG};

fn batch() -> Place {
    let mut place = Place::new();
    for number in 0..12 {
        place = place
            .with(&format!("in/{number:02}_double.wgsl"), DOUBLE)
            .with(&format!("in/{number:02}_triangle.wgsl"), TRIANGLE)
            .with(&format!("in/{number:02}_wrong.wgsl"), WRONG)
            .with(&format!("in/{number:02}_unsupported.wgsl"), NOT_IN_GLSL);
    }
    place
}

#[test]
fn order_does_not_depend_on_workers() {
    let place = batch();
    let run = |jobs: &str, format: &str| {
        let ran = place
            .run(&[
                "translate",
                "in",
                "--to",
                "glsl:450,msl",
                "--out-dir",
                "out",
                "--report",
                "-",
                "-v",
                "-j",
                jobs,
                "--message-format",
                format,
            ])
            .exits(1);
        let mut files = Vec::new();
        for name in place
            .list()
            .into_iter()
            .filter(|name| name.starts_with("out/"))
        {
            files.push((place.read(&name), name));
        }
        fs::remove_dir_all(place.path("out")).unwrap();
        (ran.stdout, ran.stderr, files)
    };
    for format in ["human", "json"] {
        let one = run("1", format);
        assert_eq!(one.2.len(), 12 * (2 + 3));
        assert!(!one.1.is_empty());
        for jobs in ["2", "8"] {
            assert!(run(jobs, format) == one, "-j{jobs} differs");
        }
    }
    let validate = |jobs: &str| {
        let ran = place
            .run(&["validate", "in", "--for", "glsl:450", "-v", "-j", jobs])
            .exits(1);
        (ran.stdout, ran.stderr)
    };
    assert_eq!(validate("1"), validate("8"));
}

#[test]
fn the_last_line_counts() {
    let place = batch();
    place
        .run(&["validate", "in", "--for", "glsl:450"])
        .exits(1)
        .says("24 of 48 files valid: 12 rejected, 12 unsupported\n");
}

#[test]
fn inputs_keep_the_order_of_the_command_line() {
    let place = Place::new()
        .with("b.wgsl", WRONG)
        .with("a.wgsl", WRONG)
        .with("in/c.wgsl", WRONG);
    let ran = place
        .run(&[
            "validate",
            "b.wgsl",
            "in",
            "a.wgsl",
            "--message-format",
            "short",
            "-q",
        ])
        .exits(1);
    let mut files: Vec<&str> = ran
        .stderr
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    files.dedup();
    assert_eq!(files, ["b.wgsl", "in/c.wgsl", "a.wgsl"]);
}
