//! Outputs: names, clashes, all or nothing, what is in their place already.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::support::{DOUBLE, NOT_IN_GLSL, Place, TRIANGLE, WRONG};

#[test]
fn default_names() {
    let place = Place::new()
        .with("in/a.wgsl", TRIANGLE)
        .with("in/deep/b.wgsl", DOUBLE)
        .with("in/deep/notes.txt", "")
        .with("in/.hidden/c.wgsl", DOUBLE);
    place
        .run(&[
            "translate",
            "in",
            "--to",
            "msl,glsl:es310,spirv",
            "--out-dir",
            "out",
        ])
        .exits(0)
        .says("2 files translated, 7 files written");
    let out: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.starts_with("out/"))
        .collect();
    assert_eq!(
        out,
        [
            "out/a.fs_main.frag",
            "out/a.metal",
            "out/a.spv",
            "out/a.vs_main.vert",
            "out/deep",
            "out/deep/b.main.comp",
            "out/deep/b.metal",
            "out/deep/b.spv",
        ]
    );
}

#[test]
fn patterns_and_split() {
    let place = Place::new().with("a.wgsl", TRIANGLE);
    let pattern = "{target}-{version}/{stem}_{entry}.{stage}.{ext}";
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl:3.0,glsl:es300",
            "--split",
            "--out-dir",
            "out",
            "--name-pattern",
            pattern,
        ])
        .exits(0);
    let files: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.contains("a_"))
        .collect();
    assert_eq!(
        files,
        [
            "out/glsl-es300/a_fs_main.fragment.frag",
            "out/glsl-es300/a_vs_main.vertex.vert",
            "out/msl-3.0/a_fs_main.fragment.metal",
            "out/msl-3.0/a_vs_main.vertex.metal",
        ]
    );
    let metal = place.read("out/msl-3.0/a_fs_main.fragment.metal");
    assert!(
        metal.contains("fs_main") && !metal.contains("vs_main"),
        "{metal}"
    );
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl",
            "--out-dir",
            "x",
            "--name-pattern",
            "{nam}",
        ])
        .exits(2)
        .says("{entry}");
    assert!(!place.list().contains(&"x".to_owned()));
}

#[test]
fn a_glob_keeps_the_folders_below_it() {
    let place = Place::new()
        .with("in/a.wgsl", DOUBLE)
        .with("in/x/b.wgsl", DOUBLE)
        .with("in/x/b.txt", "");
    place
        .run(&[
            "translate",
            "in/**/*",
            "--to",
            "msl",
            "--out-dir",
            "out",
            "-q",
        ])
        .exits(0);
    let metal: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.ends_with("metal"))
        .collect();
    assert_eq!(metal, ["out/a.metal", "out/x/b.metal"]);
}

#[test]
fn clashes_are_found_before_anything_is_written() {
    let place = Place::new()
        .with("x/a.wgsl", DOUBLE)
        .with("y/a.wgsl", TRIANGLE);
    let before = place.list();
    for args in [
        &["x/a.wgsl", "y/a.wgsl", "--to", "msl"][..],
        &["x/a.wgsl", "--to", "msl:2.0,msl:3.0"],
        &["y/a.wgsl", "--to", "glsl", "--name-pattern", "{file}.glsl"],
    ] {
        let mut all = vec!["translate", "--out-dir", "out"];
        all.extend(args);
        place
            .run(&all)
            .exits(2)
            .says("nothing was written")
            .says("out/");
        assert_eq!(place.list(), before);
    }
    // The same file twice is one file.
    place
        .run(&[
            "translate",
            "x/a.wgsl",
            "./x/a.wgsl",
            "x",
            "x/../x/a.wgsl",
            "--to",
            "msl",
            "--out-dir",
            "out",
        ])
        .exits(0);
}

#[test]
fn names_that_a_language_alone_tells_apart_keep_it() {
    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("b.wgsl", DOUBLE)
        .with("a.glsl", "#pragma shader_stage(vertex)\nvoid main() {}\n");
    place
        .run(&["translate", ".", "--to", "msl", "--out-dir", "out"])
        .exits(0);
    let out: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.starts_with("out/"))
        .collect();
    assert_eq!(out, ["out/a.glsl.metal", "out/a.wgsl.metal", "out/b.metal"]);
}

#[test]
fn what_an_output_holds_already_is_left_in_place_and_counts_as_written() {
    let place = Place::new().with("a.wgsl", DOUBLE).with("b.wgsl", TRIANGLE);
    let args = [
        "translate",
        "a.wgsl",
        "b.wgsl",
        "--to",
        "msl",
        "--out-dir",
        "out",
    ];
    place.run(&args).exits(0);
    let (same, other) = (place.path("out/a.metal"), place.path("out/b.metal"));
    let text = place.read("out/b.metal");
    // As long as before, so that only the content tells.
    fs::write(&other, text.replace("metal_stdlib", "METAL_STDLIB")).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in [&same, &other] {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    #[cfg(unix)]
    let number = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap());
    #[cfg(unix)]
    let before = number(&same);
    place.run(&args).exits(0).says("2 files written");
    assert_eq!(place.read("out/b.metal"), text);
    for path in [&same, &other] {
        assert!(fs::metadata(path).unwrap().modified().unwrap() > long_ago);
    }
    #[cfg(unix)]
    assert_eq!(number(&same), before);
}

#[test]
fn inputs_are_not_written_over() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    for args in [
        &["translate", "a.wgsl", "-o", "a.wgsl"][..],
        &["translate", "a.wgsl", "--to", "wgsl", "--out-dir", "."],
        &[
            "translate",
            "a.wgsl",
            "--to",
            "wgsl",
            "--out-dir",
            ".",
            "--name-pattern",
            "{file}",
        ],
    ] {
        place.run(args).exits(2).says("overwrite an input");
    }
    assert_eq!(place.read("a.wgsl"), DOUBLE);
    assert_eq!(place.list(), ["a.wgsl"]);
}

#[test]
fn a_file_that_fails_changes_nothing() {
    let place = Place::new()
        .with("bad.wgsl", WRONG)
        .with("half.wgsl", NOT_IN_GLSL)
        .with("good.wgsl", DOUBLE)
        .with("out/bad.metal", "old")
        .with("out/half.metal", "old");
    place
        .run(&[
            "translate",
            "bad.wgsl",
            "half.wgsl",
            "good.wgsl",
            "--to",
            "msl,glsl:450",
            "--out-dir",
            "out",
        ])
        .exits(1)
        .says("1 of 3 files translated, 2 files written: 1 rejected, 1 unsupported");
    assert_eq!(place.read("out/bad.metal"), "old");
    assert_eq!(place.read("out/half.metal"), "old");
    let out: Vec<String> = place
        .list()
        .into_iter()
        .filter(|name| name.starts_with("out/"))
        .collect();
    assert_eq!(
        out,
        [
            "out/bad.metal",
            "out/good.main.comp",
            "out/good.metal",
            "out/half.metal",
        ]
    );
    // And no folder stays that was made for nothing.
    place
        .run(&["translate", "bad.wgsl", "-o", "new/deep/x.metal"])
        .exits(1);
    assert!(!place.list().contains(&"new".to_owned()));
}

#[test]
fn an_output_that_cannot_be_written_takes_its_file_along() {
    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("out/a.hlsl/in_the_way", "");
    place
        .run(&[
            "translate",
            "a.wgsl",
            "--to",
            "msl,hlsl",
            "--out-dir",
            "out",
        ])
        .exits(3)
        .says("out/a.hlsl");
    assert_eq!(
        place.list(),
        ["a.wgsl", "out", "out/a.hlsl", "out/a.hlsl/in_the_way"]
    );
}

#[test]
fn the_extension_of_the_output_is_the_target() {
    let place = Place::new().with("a.wgsl", TRIANGLE).with("c.wgsl", DOUBLE);
    for (output, content) in [
        ("a.metal", "metal_stdlib"),
        ("a.hlsl", "cbuffer"),
        ("a.spvasm", "OpCapability"),
        ("a.dot", "digraph"),
        ("a.vert", "gl_Position"),
        ("a.frag", "out vec4"),
    ] {
        place.run(&["translate", "a.wgsl", "-o", output]).exits(0);
        assert!(
            place.read(output).contains(content),
            "{output}: {}",
            place.read(output)
        );
    }
    // A stage that the shader does not have is not made from another.
    place
        .run(&["translate", "c.wgsl", "-o", "c.frag"])
        .exits(2)
        .says("fragment");
    place.run(&["translate", "c.wgsl", "-o", "c.glsl"]).exits(0);
    place
        .run(&["translate", "a.wgsl", "-o", "a.glsl", "-e", "fs_main"])
        .exits(0);
}

#[cfg(unix)]
#[test]
fn permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let place = Place::new()
        .with("a.wgsl", DOUBLE)
        .with("plain", "")
        .with("real/x.metal", "old");
    let mode = |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o7777;
    place
        .run(&["translate", "a.wgsl", "-o", "new.metal"])
        .exits(0);
    assert_eq!(mode("new.metal"), mode("plain"), "like any new file");

    fs::set_permissions(place.path("new.metal"), fs::Permissions::from_mode(0o640)).unwrap();
    place
        .run(&["translate", "a.wgsl", "-o", "new.metal"])
        .exits(0);
    assert_eq!(mode("new.metal"), 0o640, "as it was");

    fs::set_permissions(place.path("new.metal"), fs::Permissions::from_mode(0o440)).unwrap();
    place
        .run(&["translate", "a.wgsl", "-o", "new.metal"])
        .exits(3)
        .says("write-protected");

    symlink("real/x.metal", place.path("link.metal")).unwrap();
    place
        .run(&["translate", "a.wgsl", "-o", "link.metal"])
        .exits(0);
    assert!(place.path("link.metal").is_symlink());
    assert!(place.read("real/x.metal").contains("kernel"));

    symlink("real/y.metal", place.path("dangling.metal")).unwrap();
    place
        .run(&["translate", "a.wgsl", "-o", "dangling.metal"])
        .exits(0);
    assert!(place.read("real/y.metal").contains("kernel"));

    place
        .run(&["translate", "a.wgsl", "--to", "msl", "-o", "/dev/null"])
        .exits(0);
    let stdout = place
        .run(&["translate", "a.wgsl", "--to", "msl", "-o", "/dev/stdout"])
        .exits(0);
    assert!(stdout.stdout.contains("kernel"));
    assert!(!place.list().iter().any(|name| name.ends_with(".tmp")));
}

#[cfg(unix)]
#[test]
fn a_fifo_is_written_through() {
    let place = Place::new().with("a.wgsl", DOUBLE);
    let fifo = place.path("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&fifo)
        .status()
        .unwrap();
    assert!(made.success());
    let reader = std::thread::spawn(move || fs::read_to_string(fifo).unwrap());
    place
        .run(&["translate", "a.wgsl", "--to", "msl", "-o", "pipe"])
        .exits(0);
    assert!(reader.join().unwrap().contains("kernel"));
}

#[test]
fn depfile() {
    let place = Place::new()
        .with("in/a b.wgsl", DOUBLE)
        .with("in/c.wgsl", TRIANGLE)
        .with("options.toml", "[msl]\nlang_version = \"3.0\"\n");
    place
        .run(&[
            "translate",
            "in",
            "--to",
            "msl,spirv",
            "--out-dir",
            "out",
            "--depfile",
            "out/all.d",
            "--config",
            "options.toml",
        ])
        .exits(0);
    assert_eq!(
        place.read("out/all.d"),
        "out/a\\ b.metal out/a\\ b.spv: in/a\\ b.wgsl options.toml\n\
         out/c.metal out/c.spv: in/c.wgsl options.toml\n"
    );
}

#[test]
fn included_files_are_found_and_depended_on() {
    let place = Place::new()
        .with(
            "in/main.frag",
            "#version 450\n#include \"beside.glsl\"\n#include <library.glsl>\n\
             layout(location = 0) out vec4 c;\nvoid main() { c = vec4(one(), two(), 0, 1); }\n",
        )
        .with("in/beside.glsl", "float one() { return 1.0; }\n")
        .with("lib/library.glsl", "float two() { return 2.0; }\n");
    place
        .run(&[
            "translate",
            "in/main.frag",
            "-I",
            "lib",
            "-o",
            "out.wgsl",
            "--depfile",
            "out.d",
        ])
        .exits(0);
    assert!(place.read("out.wgsl").contains("fn two"));
    assert_eq!(
        place.read("out.d"),
        "out.wgsl: in/main.frag in/beside.glsl lib/library.glsl\n"
    );
    place
        .run(&["validate", "in/main.frag"])
        .exits(1)
        .says("in/main.frag:3:1");
}

#[test]
fn pages_and_completions() {
    let place = Place::new();
    place.run(&["man", "--out-dir", "man"]).exits(0);
    let pages = place.list();
    assert!(pages.contains(&"man/pywgpu-naga.1".to_owned()), "{pages:?}");
    assert!(
        pages.contains(&"man/pywgpu-naga-translate.1".to_owned()),
        "{pages:?}"
    );
    place.run(&["man"]).exits(0).prints(".TH pywgpu-naga 1");
    place
        .run(&["man", "translate"])
        .exits(0)
        .prints("msl\\-lang\\-version");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        place
            .run(&["completions", shell])
            .exits(0)
            .prints("msl-lang-version");
    }
}

/// `/dev/shm` is no device: what it held is replaced, not written over.
#[cfg(target_os = "linux")]
#[test]
fn memory_folders_hold_files() {
    let Ok(folder) = tempfile::tempdir_in("/dev/shm") else {
        return;
    };
    let place = Place::new().with("a.wgsl", DOUBLE).with("b.wgsl", DOUBLE);
    let out = folder.path().join("a.metal");
    let words = ["translate", "a.wgsl", "b.wgsl", "--to", "msl", "--out-dir"];
    let run = || {
        place
            .run(&[&words[..], &[folder.path().to_str().unwrap()]].concat())
            .exits(0);
        fs::read_to_string(&out).unwrap()
    };
    let first = run();
    fs::write(&out, first.repeat(2)).unwrap();
    assert_eq!(run(), first);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
