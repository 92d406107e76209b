#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::quoted;
use crate::check::{Checked, check};
use crate::emit::{Content, emit};
use crate::options::Options;
use crate::parse::parse;
use crate::source::{Source, guess};
use crate::target::TargetLanguage;

fn checked(name: &str, text: &str) -> Checked {
    let source = Source::text(name, guess(name).0.unwrap(), text);
    let options = Options::default();
    parse(&source, &options)
        .and_then(|parsed| check(parsed, &options))
        .unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn dot(name: &str, text: &str, cfg_only: bool) -> String {
    let mut options = Options::default();
    options.dot.cfg_only = cfg_only;
    let output = emit(&checked(name, text), TargetLanguage::Dot, None, &options)
        .unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
    match output.content {
        Content::Text(text) => text,
        Content::Words(_) => panic!("DOT is text"),
    }
}

/// A statement of DOT with its strings taken out, which may hold braces and arrows.
fn without_strings(line: &str) -> String {
    let mut out = String::new();
    let mut letters = line.chars();
    let mut inside = false;
    while let Some(letter) = letters.next() {
        match (inside, letter) {
            (true, '\\') => {
                letters.next().unwrap();
            }
            (_, '"') => inside = !inside,
            (true, _) => {}
            (false, letter) => out.push(letter),
        }
    }
    assert!(!inside, "a string does not end: {line}");
    out
}

/// Braces balance, every node is declared once, and every edge joins declared nodes.
fn assert_well_formed(name: &str, text: &str) {
    let mut depth = 0;
    let mut declared = HashSet::new();
    let mut used = Vec::new();
    for line in text.lines() {
        let line = without_strings(line);
        let line = line.trim();
        if line.ends_with('{') {
            depth += 1;
        } else if line == "}" {
            depth -= 1;
        } else if line.starts_with("label=") || line.starts_with("node ") {
            assert!(line.ends_with(';'), "{name}: {line}");
        } else {
            let line = line.strip_suffix(';').unwrap_or_else(|| panic!("{line}"));
            let (ends, _) = line.split_once(" [").unwrap_or((line, ""));
            match ends.split_once(" -> ") {
                Some((from, to)) => used.extend([from.to_owned(), to.to_owned()]),
                None => assert!(declared.insert(ends.to_owned()), "{name}: {ends} twice"),
            }
        }
        assert!(depth >= 0, "{name}");
    }
    assert_eq!(depth, 0, "{name}");
    for id in used {
        assert!(declared.contains(&id), "{name}: {id} is not declared");
    }
}

const CALLS: &str = "
@group(0) @binding(0) var<storage, read_write> values: array<f32>;

fn halve(x: f32) -> f32 {
    return x * 0.5;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&values) {
        values[id.x] = halve(values[id.x]);
    }
}
";

const CONTROL: &str = "
fn f(n: i32) -> i32 {
    var total = 0;
    for (var i = 0; i < n; i++) {
        switch i {
            case 1, 2: { continue; }
            case 3: { break; }
            default: { total += i; }
        }
        loop {
            total -= 1;
            continuing { break if total < 10; }
        }
        if total > 99 { break; }
    }
    return total;
}
";

#[test]
fn graphs_read_well() {
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("dot_calls", dot("calls.wgsl", CALLS, false));
        insta::assert_snapshot!("dot_control_flow", dot("control.wgsl", CONTROL, true));
    });
}

#[test]
fn names_cannot_break_a_label() {
    assert_eq!(quoted(r#"a"b\N"#), r#""a\"b\\N""#);
    assert_eq!(quoted("a\nb"), r#""a\nb""#);
    assert_eq!(quoted("x & y &lt; &#1;"), r#""x & y &amp;lt; &amp;#1;""#);
    assert_eq!(quoted(&"é".repeat(1000)).chars().count(), 240 + 3);
}

#[test]
fn an_empty_module_is_a_graph() {
    assert_well_formed("empty", &dot("empty.wgsl", "", false));
    let text = dot("calls.wgsl", "fn nothing() {}", false);
    assert_well_formed("nothing", &text);
    assert!(text.contains("f0 -> f0_s0;"), "{text}");
}

#[test]
fn deep_nesting_is_written() {
    let text = format!(
        "fn f(b: bool) {{ {}{} }}",
        "if b {".repeat(100),
        "}".repeat(100)
    );
    assert_well_formed("deep", &dot("deep.wgsl", &text, false));
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "wgsl")
        {
            out.push(path);
        }
    }
}

#[test]
fn every_shader_gives_a_graph() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    files(&root.join("tests/in/wgsl"), &mut paths);
    files(&root.join("shaders"), &mut paths);
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).unwrap();
        let options = Options::default();
        let source = Source::text(&name, guess("x.wgsl").0.unwrap(), text.as_str());
        // Some of them are there to need options of their own.
        if parse(&source, &options)
            .and_then(|parsed| check(parsed, &options))
            .is_ok()
        {
            for cfg_only in [false, true] {
                assert_well_formed(&name, &dot("x.wgsl", &text, cfg_only));
            }
        }
    }
}
