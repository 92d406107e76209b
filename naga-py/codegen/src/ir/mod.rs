//! naga's IR as Python classes: `naga.ir`.

mod read;
mod write;

use std::collections::BTreeMap;

use crate::{File, Problem};

/// The sentences of the classes: `Class: …` and `Class.Variant: …`, one a line.
const DOCS: &str = include_str!("docs.txt");

struct Docs(BTreeMap<&'static str, &'static str>);

impl Docs {
    fn new() -> Self {
        Self(
            DOCS.lines()
                .filter_map(|line| line.split_once(": "))
                .collect(),
        )
    }

    fn of(&self, name: &str) -> Result<&'static str, Problem> {
        let missing = || format!("{name} has no sentence in naga-py/codegen/src/ir/docs.txt");
        Ok(self.0.get(name).copied().ok_or_else(missing)?)
    }
}

/// The files of the package `naga.ir` that are generated.
pub(crate) fn files() -> Result<Vec<File>, Problem> {
    write::files(&read::read()?, &Docs::new())
}
