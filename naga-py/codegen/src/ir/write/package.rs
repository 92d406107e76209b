//! The modules around the classes, the registry, and the package that shows all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::super::read::{Class, Variant};
use super::{Ir, alias, identifier};
use crate::header;

/// The arenas that handles point into.
const HANDLES: &[(&str, &str)] = &[
    ("Type", "a type of the module"),
    ("Constant", "a constant of the module"),
    ("Override", "an override of the module"),
    ("GlobalVariable", "a global variable of the module"),
    ("LocalVariable", "a local variable of a function"),
    (
        "Function",
        "a function of the module; entry points have none",
    ),
    (
        "Expression",
        "an expression of a function, or one of the module's constant expressions",
    ),
    ("DiagnosticFilterNode", "a diagnostic filter of the module"),
];

/// At run time, classes that cost less to define.
const DATACLASS: &str = "
if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .._record import dataclass

";

/// What is written by hand in the package, and shown by it.
const TOOLS: &[(&str, &[&str])] = &[
    (
        "_build",
        &["FunctionBuilder", "ModuleBuilder", "ScalarName"],
    ),
    ("_visit", &["Transformer", "Visitor", "is_emitted"]),
    (
        "_walk",
        &[
            "Block",
            "Node",
            "expressions",
            "functions",
            "statements",
            "walk",
        ],
    ),
];

impl Ir<'_> {
    /// A whole module: header, imports, body.
    pub(super) fn module(&self, module: &str, body: &str) -> String {
        let about = match module {
            "core" => "Handles, names, flags and plain structs of naga's IR.".to_owned(),
            "structure" => "Modules, functions and what they are made of, in naga's IR.".to_owned(),
            _ => {
                let owner = self
                    .places
                    .iter()
                    .find(|(name, place)| *place == module && self.is_sum(name));
                let owner = owner.map_or("", |(name, _)| name);
                format!("`naga::ir::{owner}`: a class for each variant, and their union.")
            }
        };
        let mut text = header(&about);
        let mut body = body.to_owned();
        if module == "core" {
            let handles = HANDLES.iter().map(|(name, of)| {
                format!("\n{name}Handle = NewType(\"{name}Handle\", int)\n\"\"\"The number of {of}.\"\"\"\n")
            });
            body = format!("\n{}{body}", handles.collect::<String>());
        }
        for (needed, line) in [
            ("(enum.", "import enum\n"),
            ("Callable[", "from collections.abc import Callable\n"),
        ] {
            if body.contains(needed) {
                text.push_str(line);
            }
        }
        let has_dataclasses = body.contains("@dataclass");
        let typing: Vec<_> = ["NewType", "TypeAlias"]
            .into_iter()
            .filter(|name| body.contains(name))
            .chain(has_dataclasses.then_some("TYPE_CHECKING"))
            .collect();
        if !typing.is_empty() {
            let _ = writeln!(text, "from typing import {}", typing.join(", "));
        }
        text.push('\n');
        if body.contains("FrozenMap[") {
            text.push_str("from .._frozen import FrozenMap\n");
        }
        let others: BTreeSet<&str> = self
            .places
            .values()
            .map(String::as_str)
            .chain(["core"])
            .collect();
        if has_dataclasses {
            text.push_str(DATACLASS);
        }
        for other in others {
            let names = used_names(&body, &alias(other));
            if other == module || names.is_empty() {
                continue;
            }
            // Name by name: to import a module from the package would be a cycle.
            let names: Vec<_> = names
                .iter()
                .map(|name| format!("{name} as _{name}"))
                .collect();
            let _ = writeln!(text, "from .{other} import {}", names.join(", "));
            body = body.replace(&format!("{}.", alias(other)), "_");
        }
        text + &body
    }

    pub(super) fn registry(&self) -> String {
        let mut text = header("The classes by the names that the native side knows.");
        let modules: BTreeSet<&str> = self
            .places
            .values()
            .map(String::as_str)
            .chain(["core"])
            .collect();
        let _ = write!(
            text,
            "from . import (\n    {},\n)\n\nREGISTRY: dict[str, dict[str, object]] = {{\n",
            modules.into_iter().collect::<Vec<_>>().join(",\n    ")
        );
        for (name, class) in self.classes {
            let place = self.place_of(name);
            let entries: Vec<String> = match class {
                Class::Names(variants) => variants
                    .iter()
                    .map(|variant| {
                        format!(
                            "\"{}\": {place}.{name}.{}",
                            variant.name,
                            identifier(&variant.name)
                        )
                    })
                    .collect(),
                Class::Flags(_) | Class::Struct(_) => vec![format!("\"\": {place}.{name}")],
                Class::Sum(variants) => variants
                    .iter()
                    .map(|variant: &Variant| {
                        let call = if variant.fields.is_empty() { "()" } else { "" };
                        format!(
                            "\"{}\": {place}.{}{call}",
                            variant.name,
                            identifier(&variant.name)
                        )
                    })
                    .collect(),
            };
            let _ = writeln!(text, "    \"{name}\": {{{}}},", entries.join(", "));
        }
        text + "}\n\"\"\"Class or value by type and variant; a struct and a set of flags have the variant \\\"\\\".\"\"\"\n"
    }

    pub(super) fn package(&self, modules: &[&str]) -> String {
        let mut text = header(
            "naga's intermediate representation as frozen dataclasses.\n\nEach enum of naga whose variants have fields is a module here (`naga.ir.expression`) with a class for\neach variant, and their union stands beside it (`naga.ir.Expression`): a `match` over it is exhaustive.\nHandles are numbers, each arena with a type of its own; arenas are tuples.",
        );
        let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for name in self.classes.keys() {
            names
                .entry(self.place_of(name))
                .or_default()
                .push(name.clone());
        }
        let handles = HANDLES.iter().map(|(name, _)| format!("{name}Handle"));
        names.entry("core").or_default().extend(handles);
        let public: Vec<&str> = modules
            .iter()
            .copied()
            .filter(|module| !module.starts_with('_'))
            .collect();
        let _ = write!(
            text,
            "from . import (\n    {},\n)\n",
            public.join(",\n    ")
        );
        let mut all: BTreeSet<String> = public.iter().map(|module| (*module).to_owned()).collect();
        for (module, mut names) in names {
            names.sort();
            let _ = write!(
                text,
                "from .{module} import (\n    {},\n)\n",
                names.join(",\n    ")
            );
            all.extend(names);
        }
        for (module, names) in TOOLS {
            let _ = write!(
                text,
                "from .{module} import (\n    {},\n)\n",
                names.join(",\n    ")
            );
            all.extend(names.iter().map(|name| (*name).to_owned()));
        }
        text.push_str("from .._frozen import FrozenMap\n");
        all.insert("FrozenMap".to_owned());
        let all: Vec<_> = all.into_iter().map(|name| format!("\"{name}\"")).collect();
        let _ = write!(text, "\n__all__ = [\n    {},\n]\n", all.join(",\n    "));
        text
    }
}

/// The names that a text takes from a module.
fn used_names<'b>(body: &'b str, module: &str) -> BTreeSet<&'b str> {
    let start = format!("{module}.");
    body.match_indices(&start)
        .filter_map(|(at, _)| {
            let before = body.get(..at)?.chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '`')) {
                return None;
            }
            let rest = body.get(at + start.len()..)?;
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            rest.get(..end)
        })
        .collect()
}
