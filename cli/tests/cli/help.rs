//! Help as users see it. A changed text is accepted with `INSTA_UPDATE=always cargo test`.

use crate::support::Place;

/// Lines end where their text does: clap leaves blanks on empty ones.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[test]
fn short_help() {
    let place = Place::new();
    let mut all = String::new();
    for command in [
        "",
        "translate",
        "validate",
        "reflect",
        "ir",
        "targets",
        "schema",
        "completions",
        "man",
    ] {
        let args: Vec<&str> = [command, "-h"]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        let ran = place.run(&args).exits(0);
        assert_eq!(ran.stderr, "");
        all.push_str(&format!(
            "$ pywgpu-naga {}\n{}\n",
            args.join(" "),
            ran.stdout
        ));
    }
    insta::assert_snapshot!(trimmed(&all));
}

#[test]
fn long_help_of_the_program() {
    let ran = Place::new().run(&["--help"]).exits(0);
    insta::assert_snapshot!(trimmed(&ran.stdout));
}

#[test]
fn long_help_of_translate() {
    let ran = Place::new().run(&["translate", "--help"]).exits(0);
    insta::assert_snapshot!(trimmed(&ran.stdout));
}

#[test]
fn options_are_in_the_long_help_only() {
    let place = Place::new();
    for command in ["translate", "validate", "reflect", "ir"] {
        let long = place.run(&[command, "--help"]).exits(0).stdout;
        let short = place.run(&[command, "-h"]).exits(0).stdout;
        for field in naga_toolchain::options::FIELDS {
            let flag = format!("--{}", field.flag());
            assert!(long.contains(&flag), "{command} {flag}");
            assert!(!short.contains(&flag), "{command} {flag}");
        }
        for (section, _) in naga_toolchain::options::SECTIONS {
            assert!(
                long.contains(&format!("[{section}] ")),
                "{command} {section}"
            );
        }
    }
}

#[test]
fn version() {
    let place = Place::new();
    let text = format!(
        "pywgpu-naga {} (naga {})\n",
        env!("CARGO_PKG_VERSION"),
        naga_toolchain::NAGA_VERSION
    );
    assert_eq!(place.run(&["--version"]).exits(0).stdout, text);
    assert_eq!(place.run(&["-V"]).exits(0).stdout, text);
}

#[test]
fn targets() {
    let place = Place::new();
    insta::assert_snapshot!(place.run(&["targets"]).exits(0).stdout);
    let only = place.run(&["targets", "msl"]).exits(0).stdout;
    assert!(only.contains("2.4") && !only.contains("hlsl"), "{only}");
}
