//! Approved outputs: one insta snapshot a file, in a folder that holds nothing else.
//!
//! `INSTA_UPDATE=always cargo test -p naga-toolchain` approves what is written now and removes
//! files whose input is gone; `cargo insta review` shows each difference first.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;

use super::inputs::root;

/// The approved outputs in one folder under `tests/out`.
pub(crate) struct Approved {
    folder: PathBuf,
    settings: insta::Settings,
    seen: BTreeSet<String>,
    problems: Vec<String>,
}

impl Approved {
    /// Those in `tests/out/<folder>`.
    pub(crate) fn new(folder: &str) -> Self {
        let folder = root().join("tests").join("out").join(folder);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        Self {
            folder,
            settings,
            seen: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Compares `text` with the approved file `<name>.snap`; a difference is told at the end.
    pub(crate) fn compare(&mut self, name: &str, text: &str) {
        let name = file_name(name);
        if !self.seen.insert(format!("{name}.snap")) {
            self.problems
                .push(format!("{name}: two outputs of this name"));
            return;
        }
        let compared = panic::catch_unwind(AssertUnwindSafe(|| {
            self.settings
                .bind(|| insta::assert_snapshot!(name.as_str(), text));
        }));
        if compared.is_err() {
            self.problems.push(format!("{name}: not as approved"));
        }
    }

    /// Adds something else that is wrong.
    pub(crate) fn problem(&mut self, text: String) {
        self.problems.push(text);
    }

    /// The number of outputs compared.
    pub(crate) fn count(&self) -> usize {
        self.seen.len()
    }

    /// Files that were approved for an input which is no longer there.
    fn orphans(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let mut orphans: Vec<PathBuf> = entries
            .map(|entry| entry.expect("a folder can be listed").path())
            .filter(|path| path.extension().is_none_or(|each| each != "new"))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str());
                name.is_none_or(|name| !self.seen.contains(name))
            })
            .collect();
        orphans.sort();
        orphans
    }

    /// Fails with everything that differs, and with files that no input has.
    pub(crate) fn finish(mut self) {
        let update = std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always");
        for orphan in self.orphans() {
            if update {
                fs::remove_file(&orphan).expect("an orphan can be removed");
            } else {
                self.problems
                    .push(format!("{}: no input has this output", orphan.display()));
            }
        }
        assert!(
            self.problems.is_empty(),
            "{} problems with {}:\n{}",
            self.problems.len(),
            self.folder.display(),
            self.problems.join("\n")
        );
    }
}

/// The name as every file system takes it.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect()
}
