//! Writes the classes: one module for each enum of naga whose variants have fields, the rest in
//! `core` and `structure`, and a registry for the native side.
//!
//! Modules import each other at run time, so no cycle may arise. A struct that an enum holds
//! stands in the module of the enum when it refers back to it or to another one.

mod classes;
mod package;

use std::collections::{BTreeMap, BTreeSet};

use super::Docs;
use super::read::{Class, Classes, Field, Shape};
use crate::{File, Problem, snake};

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
}

/// What a module is called where it is imported: fields have names like `binding`, too.
fn alias(module: &str) -> String {
    if module.starts_with('_') {
        module.to_owned()
    } else {
        format!("_{module}")
    }
}
