//! The texts that glslang is given for a source, one after the other, until it takes one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::dialect::{self, Dialect, Place};
use super::{legacy, log, taken};
use crate::source::Stage;

/// As many texts are tried at most: four, and two that follow from the errors of each.
pub(super) const MOST: usize = 12;

/// A text that is tried, and what was changed in it.
#[derive(Default)]
pub(super) struct Attempt {
    pub(super) text: String,
    pub(super) lines_before: usize,
    pub(super) renamed: BTreeMap<String, String>,
    /// Those of `renamed` that get their old names back in the module.
    pub(super) taken: BTreeMap<String, String>,
    /// The text with `#version` as it was, and what that has to say.
    from: (String, String),
}

impl Attempt {
    fn new(
        text: &str,
        version: String,
        place: Place,
        renamed: BTreeMap<String, String>,
        taken: BTreeMap<String, String>,
    ) -> Self {
        // Places of directives are those of the text that is rewritten.
        let directives = dialect::directives(text);
        Self {
            text: dialect::rewritten(text, &directives, &version, place),
            lines_before: match place {
                Place::Same => 0,
                Place::First => version.lines().count(),
            },
            renamed,
            taken,
            from: (text.to_owned(), version),
        }
    }

    /// The same with global variables that start with what is no constant, where that is missing: browsers let ES 1.00
    /// have them, and glslang does when it is asked.
    pub(super) fn with_global_initializers(&self, entries: &[log::Entry]) -> Option<Self> {
        const EXTENSION: &str = "GL_EXT_shader_non_constant_global_initializers";
        let (text, version) = &self.from;
        let asks = entries.iter().any(|entry| entry.says(EXTENSION));
        // Newer sources keep their `#version` where it is.
        let is_old = self.lines_before > 0;
        (asks && is_old && !version.contains(EXTENSION)).then(|| {
            Self::new(
                text,
                format!("{version}\n#extension {EXTENSION} : enable"),
                Place::First,
                self.renamed.clone(),
                self.taken.clone(),
            )
        })
    }

    /// The same with other names for functions that take the place of those that are built in, where only that is
    /// wrong: desktops let them, and glslang does but for Vulkan, where their arguments have a precision.
    pub(super) fn with_other_functions(&self, entries: &[log::Entry]) -> Option<Self> {
        const WRONG: &str = "must have the same parameter precision qualifiers";
        if !entries.iter().all(|entry| entry.says(WRONG)) {
            return None;
        }
        let lines: Vec<&str> = self.text.lines().collect();
        let names: BTreeSet<&str> = entries
            .iter()
            .filter_map(|entry| lines.get(entry.line?.checked_sub(1)?))
            .flat_map(|line| taken::functions(line))
            .collect();
        let (text, version) = &self.from;
        let used: BTreeSet<&str> = legacy::identifiers(text).map(|(_, name)| name).collect();
        let map: BTreeMap<&str, String> = names
            .into_iter()
            .map(|name| (name, format!("{name}_")))
            .filter(|(_, new)| !used.contains(new.as_str()))
            .collect();
        if map.is_empty() {
            return None;
        }
        let back = map
            .iter()
            .map(|(old, new)| (new.clone(), (*old).to_owned()));
        let mut renamed = self.renamed.clone();
        let mut taken = self.taken.clone();
        for (new, old) in back {
            renamed.insert(new.clone(), old.clone());
            taken.insert(new, old);
        }
        let text = legacy::replaced(text, &map);
        let place = if self.lines_before == 0 {
            Place::Same
        } else {
            Place::First
        };
        Some(Self::new(&text, version.clone(), place, renamed, taken))
    }
}

/// The texts that glslang is given, one after the other.
pub(super) fn attempts(text: &str, dialect: Dialect, stage: Stage) -> VecDeque<Attempt> {
    let mut attempts = VecDeque::new();
    let mut add = |text: &str, taken: BTreeMap<String, String>| {
        if !dialect.is_old() || !dialect.is_known() {
            let renamed = taken.clone();
            let version = dialect.to_string();
            let taken = taken.clone();
            attempts.push_back(Attempt::new(text, version, Place::Same, renamed, taken));
        }
        if dialect.is_known()
            && let Some(modern) = legacy::modernised(text, dialect, stage)
        {
            let mut renamed = modern.renamed;
            renamed.extend(taken.clone());
            let version = modern.version.to_owned();
            attempts.push_back(Attempt::new(
                &modern.text,
                version,
                Place::First,
                renamed,
                taken,
            ));
        }
    };
    let names = taken::renamed(text, dialect);
    let mut map = names.clone();
    map.extend(taken::version(text, dialect));
    if !map.is_empty() {
        let back = names
            .into_iter()
            .map(|(old, new)| (new, old.to_owned()))
            .collect();
        add(&legacy::replaced(text, &map), back);
    }
    add(text, BTreeMap::new());
    attempts
}
