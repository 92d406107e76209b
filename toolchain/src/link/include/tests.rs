#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::{Files, MemoryFiles, link};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::Options;
use crate::source::{Language, Source};

fn linked(
    text: &str,
    files: &[(&str, &str)],
    paths: &[&str],
) -> Result<(Source, Vec<PathBuf>), Failure> {
    let files = MemoryFiles(
        files
            .iter()
            .map(|(path, text)| (PathBuf::from(path), (*text).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    );
    let mut options = Options::default();
    options.glsl_in.include_paths = paths.iter().map(|&path| path.to_owned()).collect();
    let source = Source::text("shaders/main.frag", Language::Glsl, text);
    link(&source, &options, &files).map(|linked| (linked.source, linked.files))
}

fn text(text: &str, files: &[(&str, &str)]) -> String {
    linked(text, files, &["lib"])
        .unwrap()
        .0
        .as_text()
        .to_owned()
}

fn error(text: &str, files: &[(&str, &str)]) -> Diagnostic {
    linked(text, files, &["lib"]).unwrap_err().diagnostics()[0].clone()
}

#[test]
fn quoted_names_are_looked_for_beside_the_file_first() {
    let files = [
        ("shaders/a.glsl", "own"),
        ("lib/a.glsl", "library"),
        ("shaders/sub/b.glsl", "#include \"../a.glsl\"\n"),
    ];
    assert_eq!(text("#include \"a.glsl\"\nx", &files), "own\n\nx");
    assert_eq!(text("# include <a.glsl> // c\nx", &files), "library\n\nx");
    assert_eq!(text("#include \"/a.glsl\"\n", &files), "own\n\n");
    assert_eq!(text("#include \"sub/b.glsl\"\n", &files), "own\n\n\n");
    let (_, read) = linked(
        "#include \"sub/b.glsl\"\n#include \"a.glsl\"\n",
        &files,
        &[],
    )
    .unwrap();
    assert_eq!(
        read,
        [
            PathBuf::from("shaders/sub/b.glsl"),
            PathBuf::from("shaders/a.glsl")
        ]
    );
}

#[test]
fn a_source_without_includes_is_left_alone() {
    let source = Source::text("a.frag", Language::Glsl, "// include\nvoid main() {}");
    let linked = link(&source, &Options::default(), &MemoryFiles::default()).unwrap();
    assert!(linked.source.map().is_none());
}

#[test]
fn what_is_not_compiled_is_not_included() {
    let files = [("lib/a", "a\n")];
    let cases = [
        (
            "#if 0\n#include <none>\n#else\n#include <a>\n#endif\n",
            "#if 0\n\n#else\na\n\n#endif\n",
        ),
        (
            "/*\n#include <none>\n*/\n#include <a>\n",
            "/*\n#include <none>\n*/\na\n\n",
        ),
        (
            "#define N 3\n#define M (N + 1)\n#if M == 4 && !defined(X)\n#include <a>\n#elif 1\n#include <none>\n#endif\n",
            "#define N 3\n#define M (N + 1)\n#if M == 4 && !defined(X)\na\n\n#elif 1\n\n#endif\n",
        ),
        ("#define F <a>\n#include F\n", "#define F <a>\na\n\n"),
        (
            "#extension GL_GOOGLE_include_directive : require\n#include <a>\n",
            "\na\n\n",
        ),
    ];
    for (from, to) in cases {
        assert_eq!(text(from, &files), to, "{from}");
    }
}

#[test]
fn where_only_the_compiler_knows_both_sides_are_taken() {
    let files = [("lib/a", "a\n"), ("lib/b", "b\n")];
    assert_eq!(
        text(
            "#ifdef GL_X\n#include <a>\n#else\n#include <b>\n#endif\n",
            &files
        ),
        "#ifdef GL_X\na\n\n#else\nb\n\n#endif\n"
    );
    let missing = text("#if __VERSION__ > 300\n#include <c>\n#endif\n", &files);
    assert!(
        missing.contains("#error \"c\" is included and is not in `lib`"),
        "{missing}"
    );
}

#[test]
fn guards_and_once_end_a_cycle() {
    let files = [
        (
            "lib/guarded",
            "#ifndef G\n#define G\n#include <other>\ng\n#endif\n",
        ),
        ("lib/other", "#include <guarded>\no\n"),
        ("lib/once", "#pragma once\n#include <once>\n1\n"),
    ];
    let both = text("#include <guarded>\n#include <guarded>\n", &files);
    assert_eq!(
        both.matches("\ng\n").count(),
        3,
        "skipped by the compiler: {both}"
    );
    assert_eq!(both.matches("o\n").count(), 1, "{both}");
    assert_eq!(
        text("#include <once>\n#include <once>\n", &files),
        "#pragma once\n\n1\n\n\n"
    );
}

#[test]
fn a_file_without_guard_that_includes_itself_is_an_error() {
    let files = [("lib/a", "#include <b>\n"), ("lib/b", "\n #include <a>\n")];
    let error = error("#include <a>\n", &files);
    assert_eq!(error.code, codes::INCLUDE_CYCLE);
    assert_eq!(
        error.message,
        "`lib/a` includes itself: lib/a → lib/b → lib/a"
    );
    assert_eq!(error.source.name(), "shaders/main.frag");
    let label = error.main_label().unwrap();
    assert_eq!(
        (label.source.name(), label.source.slice(label.span.clone())),
        ("lib/b", "#include <a>")
    );
    assert!(
        error
            .labels
            .iter()
            .any(|label| label.source.name() == "shaders/main.frag")
    );
}

#[test]
fn growth_has_an_end() {
    // Each file includes the next one twice.
    let names: Vec<(String, String)> = (0..40)
        .map(|n| {
            (
                format!("lib/{n}"),
                format!("#include <{0}>\n#include <{0}>\n", n + 1),
            )
        })
        .chain([("lib/40".to_owned(), String::new())])
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(error("#include <0>\n", &files).code, codes::INCLUDE_DEPTH);
    let deep: Vec<(String, String)> = (0..100)
        .map(|n| (format!("lib/{n}"), format!("#include <{}>\n", n + 1)))
        .collect();
    let files: Vec<(&str, &str)> = deep.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert!(error("#include <0>\n", &files).message.contains("64 deep"));
}

#[test]
fn missing_files_and_wrong_lines_are_told() {
    let missing = error("\n#include \"none.glsl\"\n", &[]);
    assert_eq!(missing.code, codes::INCLUDE_NOT_FOUND);
    assert_eq!(
        missing.message,
        "`none.glsl` is included and is neither in the folder of the including file nor in `lib`"
    );
    assert_eq!(missing.position().unwrap().line, 2);
    assert_eq!(error("#include none\n", &[]).code, codes::INCLUDE_INVALID);
    assert_eq!(error("#include \"\"\n", &[]).code, codes::INCLUDE_INVALID);
}

#[test]
fn places_lead_back_through_the_inclusions() {
    let files = [
        ("shaders/a", "\n#include \"b\"\n"),
        ("shaders/b", "one\ntwo\n"),
    ];
    let (source, _) = linked("// first\n#include \"a\"\n", &files, &[]).unwrap();
    let at = source.as_text().find("two").unwrap();
    let told = Diagnostic::error(
        codes::GLSL_INVALID,
        Phase::Parse,
        Kind::Rejected,
        &source,
        "x",
    )
    .with_primary(at..at + 3, "")
    .in_files();
    let places: Vec<_> = told
        .labels
        .iter()
        .map(|label| {
            (
                label.source.name().to_owned(),
                label.source.position(label.span.start).line,
                label.message.clone(),
            )
        })
        .collect();
    let place = |name: &str, line, message: &str| (name.to_owned(), line, message.to_owned());
    assert_eq!(
        places,
        [
            place("shaders/b", 2, ""),
            place("shaders/a", 2, "included here"),
            place("shaders/main.frag", 2, "included here"),
        ]
    );
    assert_eq!(told.source.name(), "shaders/main.frag");
}

/// Files that are there and cannot be read.
struct Locked;

impl Files for Locked {
    fn read(&self, _path: &Path) -> Result<Option<String>, String> {
        Err("permission denied".to_owned())
    }

    fn list(
        &self,
        _folder: &Path,
        _extensions: &[&str],
        _is_deep: bool,
    ) -> Result<Vec<PathBuf>, String> {
        Err("permission denied".to_owned())
    }
}

#[test]
fn files_that_cannot_be_read_are_told_with_the_reason() {
    let source = Source::text("a.frag", Language::Glsl, "#include \"b\"\n");
    let failure = link(&source, &Options::default(), &Locked).unwrap_err();
    let error = &failure.diagnostics()[0];
    assert_eq!(error.code, codes::INCLUDE_UNREADABLE);
    assert_eq!(error.message, "`b` cannot be read: permission denied");
}

#[test]
fn conditions_of_macros_that_stand_for_nothing_end() {
    // Each asks twice for the one before, and none of them is a token.
    let macros: String = (1..32)
        .map(|level| format!("#define A{level} A{0} A{0}\n", level - 1))
        .collect();
    let text = format!("#define A0\n{macros}#if A31\n#endif\n#include \"a\"\n");
    let (source, _) = linked(&text, &[("shaders/a", "in_a\n")], &[]).unwrap();
    assert!(source.as_text().contains("in_a"));
}
