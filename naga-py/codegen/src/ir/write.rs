//! Writes the classes: one module for each enum of naga whose variants have fields, the rest in
//! `core` and `structure`, and a registry for the native side.
//!
//! Modules import each other at run time, so no cycle may arise. A struct that an enum holds
//! stands in the module of the enum when it refers back to it or to another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Docs;
use super::read::{Class, Classes, Field, Shape, Variant};
use crate::{File, Problem, header, snake};

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

/// Whose variants tell the expressions they use.
const WITH_OPERANDS: [&str; 2] = ["Expression", "Statement"];

/// `None` and `class` are words of Python.
fn identifier(name: &str) -> String {
    if matches!(name, "None" | "class") {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

fn field_name(fields: &[Field], index: usize) -> String {
    let Some(field) = fields.get(index) else {
        return String::new();
    };
    match (&field.name, &field.shape, fields.len()) {
        (Some(name), ..) => identifier(name),
        (None, Shape::Handle(_), 1) => "handle".to_owned(),
        (None, Shape::Range, 1) => "range".to_owned(),
        (None, _, 1) => "value".to_owned(),
        (None, ..) => format!("field{index}"),
    }
}

fn all_fields(class: &Class) -> Vec<&Field> {
    match class {
        Class::Names(_) | Class::Flags(_) => Vec::new(),
        Class::Struct(fields) => fields.iter().collect(),
        Class::Sum(variants) => variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
    }
}

/// The classes that a shape names; handles are plain numbers and name none.
fn named<'a>(shape: &'a Shape, into: &mut BTreeSet<&'a str>) {
    match shape {
        Shape::Handle(_) | Shape::Range => {}
        Shape::Optional(inner) | Shape::Sequence(inner) | Shape::Array(inner, _) => {
            named(inner, into);
        }
        Shape::Mapping(key, value) => {
            named(key, into);
            named(value, into);
        }
        Shape::Tuple(items) => items.iter().for_each(|item| named(item, into)),
        Shape::Named(name) => {
            into.insert(name);
        }
    }
}

struct Ir<'a> {
    classes: &'a Classes,
    docs: &'a Docs,
    /// The module of each class.
    places: BTreeMap<&'a str, String>,
    /// The classes that hold handles of expressions, directly or in a field.
    holders: BTreeSet<&'a str>,
}

pub(super) fn files(classes: &Classes, docs: &Docs) -> Result<Vec<File>, Problem> {
    let mut ir = Ir {
        classes,
        docs,
        places: BTreeMap::new(),
        holders: BTreeSet::new(),
    };
    ir.place();
    ir.find_holders();
    let mut modules: BTreeMap<&str, String> = BTreeMap::new();
    // In the order in which they refer to each other: definitions come before their use.
    for name in ir.ordered() {
        let text = modules.entry(ir.place_of(name)).or_default();
        ir.write_class(name, text)?;
    }
    let mut files = Vec::new();
    for (module, body) in &modules {
        let text = ir.module(module, body);
        files.push(File::new(format!("ir/{module}.py"), text));
    }
    files.push(File::new("ir/registry.py", ir.registry()));
    files.push(File::new(
        "ir/__init__.py",
        ir.package(&modules.keys().copied().collect::<Vec<_>>()),
    ));
    Ok(files)
}

impl<'a> Ir<'a> {
    fn place_of(&self, name: &str) -> &str {
        self.places.get(name).map_or("core", String::as_str)
    }

    /// The classes that `name` refers to.
    fn refers(&self, name: &str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        if let Some(class) = self.classes.get(name) {
            all_fields(class)
                .into_iter()
                .for_each(|field| named(&field.shape, &mut found));
        }
        found.retain(|other| self.classes.contains_key(*other));
        found
    }

    fn reaches(&self, from: &str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<_> = self.refers(from).into_iter().collect();
        while let Some(name) = waiting.pop() {
            if found.insert(name) {
                waiting.extend(self.refers(name));
            }
        }
        found
    }

    fn is_sum(&self, name: &str) -> bool {
        matches!(self.classes.get(name), Some(Class::Sum(_)))
    }

    fn place(&mut self) {
        let sums: Vec<&str> = self
            .classes
            .keys()
            .map(String::as_str)
            .filter(|name| self.is_sum(name))
            .collect();
        let mut places: BTreeMap<&str, String> =
            sums.iter().map(|name| (*name, snake(name))).collect();
        for (name, class) in self.classes {
            let Class::Struct(_) = class else { continue };
            if !self.reaches(name).iter().any(|other| self.is_sum(other)) {
                continue;
            }
            let holder = sums
                .iter()
                .find(|sum| self.refers(sum).contains(name.as_str()));
            places.insert(
                name,
                holder.map_or_else(|| "structure".to_owned(), |sum| snake(sum)),
            );
        }
        self.places = places;
    }

    fn find_holders(&mut self) {
        fn holds(shape: &Shape) -> bool {
            match shape {
                Shape::Handle(of) => of == "Expression",
                Shape::Optional(inner) | Shape::Sequence(inner) | Shape::Array(inner, _) => {
                    holds(inner)
                }
                Shape::Range | Shape::Mapping(..) | Shape::Tuple(_) | Shape::Named(_) => false,
            }
        }
        let reachable: BTreeSet<&str> = WITH_OPERANDS
            .iter()
            .flat_map(|sum| self.reaches(sum))
            .chain(WITH_OPERANDS)
            .collect();
        let holders = self
            .classes
            .iter()
            .filter(|(name, class)| {
                reachable.contains(name.as_str())
                    && all_fields(class).iter().any(|field| holds(&field.shape))
            })
            .map(|(name, _)| name.as_str());
        self.holders = holders.collect();
    }

    /// All classes, each after those it refers to, as far as that goes.
    fn ordered(&self) -> Vec<&'a str> {
        fn visit<'a>(
            ir: &Ir<'a>,
            name: &'a str,
            seen: &mut BTreeSet<&'a str>,
            order: &mut Vec<&'a str>,
        ) {
            if seen.insert(name) {
                for other in ir.refers(name) {
                    visit(ir, other, seen, order);
                }
                order.push(name);
            }
        }
        let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
        for name in self.classes.keys() {
            visit(self, name, &mut seen, &mut order);
        }
        order
    }

    /// The annotation of a field, as it stands in the module `here`.
    fn annotation(&self, shape: &Shape, here: &str) -> Result<String, Problem> {
        let at = |module: &str, name: &str| {
            if module == here {
                name.to_owned()
            } else {
                format!("{}.{name}", alias(module))
            }
        };
        Ok(match shape {
            Shape::Handle(of) => at("core", &format!("{of}Handle")),
            Shape::Optional(inner) => format!("{} | None", self.annotation(inner, here)?),
            Shape::Sequence(inner) => format!("tuple[{}, ...]", self.annotation(inner, here)?),
            Shape::Array(inner, length) => {
                format!(
                    "tuple[{}]",
                    vec![self.annotation(inner, here)?; *length].join(", ")
                )
            }
            Shape::Range => "range".to_owned(),
            Shape::Mapping(key, value) => {
                format!(
                    "FrozenMap[{}, {}]",
                    self.annotation(key, here)?,
                    self.annotation(value, here)?
                )
            }
            Shape::Tuple(items) => {
                let items: Result<Vec<_>, _> = items
                    .iter()
                    .map(|item| self.annotation(item, here))
                    .collect();
                format!("tuple[{}]", items?.join(", "))
            }
            Shape::Named(name) => match name.as_str() {
                "String" | "str" => "str".to_owned(),
                "bool" => "bool".to_owned(),
                "f16" | "f32" | "f64" => "float".to_owned(),
                "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "usize" => {
                    "int".to_owned()
                }
                name if !self.classes.contains_key(name) => {
                    return Err(format!("{name} is used in the IR but was not found").into());
                }
                name => at(self.place_of(name), name),
            },
        })
    }

    fn write_class(&self, name: &str, text: &mut String) -> Result<(), Problem> {
        let doc = self.docs.of(name)?;
        match self.classes.get(name) {
            Some(Class::Names(variants)) => {
                let _ = write!(
                    text,
                    "\n\nclass {name}(enum.Enum):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                for (index, variant) in variants.iter().enumerate() {
                    let _ = writeln!(text, "    {} = {index}", identifier(&variant.name));
                }
            }
            Some(Class::Flags(flags)) => {
                let _ = write!(
                    text,
                    "\n\nclass {name}(enum.IntFlag):\n    \"\"\"{doc}\"\"\"\n\n"
                );
                for (flag, value) in flags {
                    let _ = writeln!(text, "    {flag} = {value}");
                }
            }
            Some(Class::Struct(fields)) => {
                let holder = self.holders.contains(name);
                self.write_dataclass(
                    name,
                    name,
                    doc,
                    fields,
                    holder,
                    false,
                    self.place_of(name),
                    text,
                )?;
            }
            Some(Class::Sum(variants)) => {
                let holder = self.holders.contains(name) || WITH_OPERANDS.contains(&name);
                for variant in variants {
                    let doc = self.docs.of(&format!("{name}.{}", variant.name))?;
                    let class = identifier(&variant.name);
                    let statement = name == "Statement";
                    self.write_dataclass(
                        &class,
                        name,
                        doc,
                        &variant.fields,
                        holder,
                        statement,
                        self.place_of(name),
                        text,
                    )?;
                }
                let all: Vec<_> = variants
                    .iter()
                    .map(|variant| identifier(&variant.name))
                    .collect();
                if all.len() == 1 {
                    let _ = write!(text, "\n\n{name}: TypeAlias = {}\n", all.concat());
                } else {
                    let _ = write!(
                        text,
                        "\n\n{name}: TypeAlias = (\n    {}\n)\n",
                        all.join("\n    | ")
                    );
                }
                let _ = writeln!(text, "\"\"\"{doc}\"\"\"");
            }
            None => {}
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a class is described by as much")]
    fn write_dataclass(
        &self,
        class: &str,
        owner: &str,
        doc: &str,
        fields: &[Field],
        operands: bool,
        statement: bool,
        here: &str,
        text: &mut String,
    ) -> Result<(), Problem> {
        let _ = write!(
            text,
            "\n\n@dataclass(frozen=True, slots=True)\nclass {class}:\n    \"\"\"{doc}\"\"\"\n"
        );
        if !fields.is_empty() {
            text.push('\n');
        }
        for (index, field) in fields.iter().enumerate() {
            let mut annotation = self.annotation(&field.shape, here)?;
            if annotation.contains(owner)
                && !annotation.contains(&format!("{owner}Handle"))
                && self.is_sum(owner)
            {
                // The union is defined after its members.
                annotation = format!("\"{annotation}\"");
            } else if here == "statement" && annotation.contains("Statement") {
                annotation = format!("\"{annotation}\"");
            }
            let default = if matches!(field.shape, Shape::Optional(_))
                && fields
                    .iter()
                    .skip(index)
                    .all(|rest| matches!(rest.shape, Shape::Optional(_)))
            {
                " = None"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "    {}: {annotation}{default}",
                field_name(fields, index)
            );
        }
        if operands {
            self.write_operands(class, fields, here, text);
        }
        if statement {
            self.write_blocks(class, fields, text);
        }
        Ok(())
    }

    fn write_operands(&self, class: &str, fields: &[Field], here: &str, text: &mut String) {
        let (mut read, mut made, mut changes) = (Vec::new(), Vec::new(), false);
        for (index, field) in fields.iter().enumerate() {
            let name = field_name(fields, index);
            let here = format!("self.{name}");
            let (operand, change) = self.operand(&field.shape, &here);
            changes |= operand.is_some();
            read.extend(operand);
            made.push(format!("{name}={}", change.unwrap_or(here)));
        }
        let tuple = match read.as_slice() {
            [] => "()".to_owned(),
            [one] if one.starts_with('*') => match one.strip_suffix(".operands()") {
                Some(_) => one.trim_start_matches('*').to_owned(),
                None => format!("({one},)"),
            },
            [one] => format!("({one},)"),
            several => format!("({})", several.join(", ")),
        };
        let handle = if here == "core" {
            "ExpressionHandle"
        } else {
            "_core.ExpressionHandle"
        };
        let _ = write!(
            text,
            "\n    def operands(self) -> tuple[{handle}, ...]:\n        \"\"\"Give the expressions that this uses, in the order of the fields.\"\"\"\n        return {tuple}\n"
        );
        let body = if changes {
            format!("{class}({})", made.join(", "))
        } else {
            "self".to_owned()
        };
        let _ = write!(
            text,
            "\n    def map_operands(self, change: Callable[[{handle}], {handle}]) -> \"{class}\":\n        \"\"\"Give the same with other expressions: what `change` makes of each.\"\"\"\n        return {body}\n"
        );
    }

    /// How the handles in a field are listed, and how the field is made anew.
    fn operand(&self, shape: &Shape, here: &str) -> (Option<String>, Option<String>) {
        match shape {
            Shape::Handle(of) if of == "Expression" => {
                (Some(here.to_owned()), Some(format!("change({here})")))
            }
            Shape::Optional(inner) => match &**inner {
                Shape::Handle(of) if of == "Expression" => (
                    Some(format!("*(() if {here} is None else ({here},))")),
                    Some(format!("None if {here} is None else change({here})")),
                ),
                _ => (None, None),
            },
            Shape::Sequence(inner) => match &**inner {
                Shape::Handle(of) if of == "Expression" => (
                    Some(format!("*{here}")),
                    Some(format!("tuple(map(change, {here}))")),
                ),
                _ => (None, None),
            },
            Shape::Named(name)
                if self.holders.contains(name.as_str())
                    && !WITH_OPERANDS.contains(&name.as_str()) =>
            {
                (
                    Some(format!("*{here}.operands()")),
                    Some(format!("{here}.map_operands(change)")),
                )
            }
            Shape::Handle(_)
            | Shape::Array(..)
            | Shape::Range
            | Shape::Mapping(..)
            | Shape::Tuple(_)
            | Shape::Named(_) => (None, None),
        }
    }

    fn write_blocks(&self, class: &str, fields: &[Field], text: &mut String) {
        let (mut read, mut made, mut changes) = (Vec::new(), Vec::new(), false);
        for (index, field) in fields.iter().enumerate() {
            let name = field_name(fields, index);
            let here = format!("self.{name}");
            let element = match &field.shape {
                Shape::Sequence(inner) => match &**inner {
                    Shape::Named(element) => element.as_str(),
                    _ => "",
                },
                _ => "",
            };
            match element {
                "Statement" => {
                    changes = true;
                    read.push(here.clone());
                    made.push(format!("{name}=change({here})"));
                }
                "SwitchCase" => {
                    changes = true;
                    read.push(format!("*(case.body for case in {here})"));
                    made.push(format!(
                        "{name}=tuple(SwitchCase(case.value, change(case.body), case.fall_through) for case in {here})"
                    ));
                }
                _ => made.push(format!("{name}={here}")),
            }
        }
        let tuple = match read.as_slice() {
            [] => "()".to_owned(),
            [one] => format!("({one},)"),
            several => format!("({})", several.join(", ")),
        };
        let block = "tuple[Statement, ...]";
        let _ = write!(
            text,
            "\n    def blocks(self) -> \"tuple[{block}, ...]\":\n        \"\"\"Give the blocks in this statement.\"\"\"\n        return {tuple}\n"
        );
        let body = if changes {
            format!("{class}({})", made.join(", "))
        } else {
            "self".to_owned()
        };
        let _ = write!(
            text,
            "\n    def map_blocks(self, change: \"Callable[[{block}], {block}]\") -> \"{class}\":\n        \"\"\"Give the same with other blocks: what `change` makes of each.\"\"\"\n        return {body}\n"
        );
    }

    /// A whole module: header, imports, body.
    fn module(&self, module: &str, body: &str) -> String {
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

    fn registry(&self) -> String {
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

    fn package(&self, modules: &[&str]) -> String {
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

/// At run time, classes that cost less to define.
const DATACLASS: &str = "
if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .._record import dataclass

";

/// What a module is called where it is imported: fields have names like `binding`, too.
fn alias(module: &str) -> String {
    if module.starts_with('_') {
        module.to_owned()
    } else {
        format!("_{module}")
    }
}

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
