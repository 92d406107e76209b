//! Modules of WGSL as one text: what the linkers have in common once their own syntax is gone.
//!
//! A module is a text of plain WGSL in which names may be paths (`a::b::name`). What the main
//! module reaches of the others is copied behind it. A declaration keeps its name unless that
//! means something else anywhere in the program; then the last word of its module comes before
//! it, and the map of the text knows which path the new name stands for.
//!
//! Names are replaced wherever they can mean a declaration, also where a parameter or a local
//! variable of the same name is meant: both its declaration and its uses are replaced then, so
//! that it still hides what it hid.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;

use super::Linked;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::parse::names::nearest;
use crate::source::{Joiner, Source};
use crate::wgsl_text::{Declaration, DeclarationKind, Scan};

/// A name that a module brings in from another.
#[derive(Clone, Debug)]
pub(super) struct Import {
    /// What it is called here.
    pub(super) alias: String,
    /// Where it is from.
    pub(super) path: Vec<String>,
    /// The place that says so, in the text of the module.
    pub(super) span: Range<usize>,
}

/// A function that takes the place of one in another module.
#[derive(Clone, Debug)]
pub(super) struct Replacement {
    /// The path of the function whose place it takes.
    pub(super) path: Vec<String>,
    /// Its name in its own module.
    pub(super) name: String,
    /// The place that says so.
    pub(super) span: Range<usize>,
}

/// One module.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its path, as messages show it.
    pub(super) path: Vec<String>,
    /// Its text, without imports and conditions.
    pub(super) source: Source,
    /// Its text with all conditions.
    pub(super) whole: Source,
    /// Its file, when it is not the main one.
    pub(super) file: Option<PathBuf>,
    /// What it brings in. Spans are in [`Unit::asking`].
    pub(super) imports: Vec<Import>,
    /// The text that the spans of imports and replacements belong to.
    pub(super) asking: Source,
    pub(super) replacements: Vec<Replacement>,
    /// Functions that may be replaced.
    pub(super) replaceable: BTreeSet<String>,
}

/// How a linker finds modules.
pub(super) trait Finder {
    /// The absolute form of a path that stands in a module; the same module always has the
    /// same one.
    fn absolute(&self, from: &Unit, path: &[String]) -> Vec<String>;

    /// The module of an absolute path; none: there is no such module.
    fn find(&mut self, path: &[String]) -> Result<Option<Unit>, Failure>;

    /// What a path means that is given from outside of the program.
    fn constant(&self, path: &[String]) -> Option<String>;

    /// Where the module was looked for, for help.
    fn looked_in(&self, path: &[String]) -> String;

    /// Whether a module has an effect without a name of it being used, so that everything that
    /// is imported is read.
    fn is_eager(&self) -> bool;
}

/// A place that asks for something.
type At = (Source, Range<usize>);

/// A declaration: its module, and which of its declarations.
type Place = (usize, usize);

/// What a name means.
enum Meaning {
    /// Something of the language, a local variable, or a mistake that the parser will tell.
    Own,
    Declaration(Place),
    Constant(String),
}

struct Module {
    unit: Unit,
    declarations: Vec<Known>,
    by_name: HashMap<String, usize>,
}

struct Known {
    range: Range<usize>,
    kind: DeclarationKind,
    name: Option<String>,
    names: Vec<Name>,
}

/// Words that may name a declaration.
#[derive(Clone, Debug)]
struct Name {
    span: Range<usize>,
    path: Vec<String>,
    /// Whether this is where the declaration gets its name.
    declares: bool,
}

/// Joins the main module with what it needs.
pub(super) fn join(main: Unit, finder: &mut dyn Finder) -> Result<Linked, Failure> {
    let mut program = Program {
        modules: Vec::new(),
        by_path: HashMap::new(),
        finder,
        replaced: HashMap::new(),
    };
    program.add(main);
    program.load_replacements()?;
    let reached = program.reach()?;
    Ok(program.write(&reached))
}

struct Program<'a> {
    modules: Vec<Module>,
    by_path: HashMap<Vec<String>, Option<usize>>,
    finder: &'a mut dyn Finder,
    /// What takes the place of a function, the last word last.
    replaced: HashMap<Place, Vec<Place>>,
}

/// What the main module reaches, and what each name in it means.
#[derive(Default)]
struct Reached {
    declarations: BTreeSet<Place>,
    meanings: HashMap<(Place, usize), Meaning>,
}

impl Program<'_> {
    fn add(&mut self, unit: Unit) -> usize {
        let index = self.modules.len();
        self.by_path.insert(unit.path.clone(), Some(index));
        self.modules.push(Module::new(unit));
        index
    }

    /// The module of a path as it stands in another; none: there is none.
    fn module(&mut self, from: usize, path: &[String]) -> Result<Option<usize>, Failure> {
        let path = self.finder.absolute(&self.modules[from].unit, path);
        if let Some(known) = self.by_path.get(&path) {
            return Ok(*known);
        }
        let found = match self.finder.find(&path)? {
            None => None,
            Some(unit) => {
                // The same file under another path is the same module.
                let same = self.modules.iter().position(|module| {
                    unit.file.is_some() && module.unit.file == unit.file
                        || module.unit.path == unit.path
                });
                match same {
                    Some(index) => Some(index),
                    None => Some(self.add(unit)),
                }
            }
        };
        self.by_path.insert(path, found);
        Ok(found)
    }

    /// Loads what is imported, as far as it exists, and puts replacements into effect.
    fn load_replacements(&mut self) -> Result<(), Failure> {
        if !self.finder.is_eager() {
            return Ok(());
        }
        let mut index = 0;
        while index < self.modules.len() {
            for import in self.modules[index].unit.imports.clone() {
                let parent = import.path.split_last().map_or(&[][..], |(_, rest)| rest);
                if self.module(index, &import.path)?.is_none() && !parent.is_empty() {
                    self.module(index, parent)?;
                }
            }
            index += 1;
        }
        // The main module has the last word.
        for from in (0..self.modules.len()).rev() {
            for replacement in self.modules[from].unit.replacements.clone() {
                self.replace(from, &replacement)?;
            }
        }
        Ok(())
    }

    fn replace(&mut self, from: usize, replacement: &Replacement) -> Result<(), Failure> {
        let Replacement { path, name, span } = replacement;
        let at = (self.modules[from].unit.asking.clone(), span.clone());
        let place = self.item(from, path, &at)?;
        let target = &self.modules[place.0];
        let is_function = target.declarations[place.1].kind == DeclarationKind::Function;
        let own = path.last().map_or("", String::as_str);
        if !is_function || !target.unit.replaceable.contains(own) {
            let message = format!("`{}` cannot be overridden", path.join("::"));
            return Err(problem(&at, codes::LINK_ITEM_UNKNOWN, message)
                .with_help("only a function that is declared `virtual fn` can be")
                .into());
        }
        if let Some(&index) = self.modules[from].by_name.get(name) {
            self.replaced.entry(place).or_default().push((from, index));
        }
        Ok(())
    }

    /// The declaration of a path that must be there.
    fn item(&mut self, from: usize, path: &[String], at: &At) -> Result<Place, Failure> {
        let (name, module_path) = path
            .split_last()
            .map_or(("", path), |(name, rest)| (name.as_str(), rest));
        let Some(module) = self.module(from, module_path)? else {
            let message = format!("there is no module `{}`", module_path.join("::"));
            let problem = problem(at, codes::LINK_MODULE_UNKNOWN, message);
            let absolute = self.finder.absolute(&self.modules[from].unit, module_path);
            return Err(problem.with_help(self.finder.looked_in(&absolute)).into());
        };
        if let Some(&index) = self.modules[module].by_name.get(name) {
            return Ok((module, index));
        }
        let target = &self.modules[module];
        let known: BTreeSet<&str> = target.by_name.keys().map(String::as_str).collect();
        let message = format!(
            "the module `{}` declares no `{name}`",
            target.unit.path.join("::")
        );
        let problem = problem(at, codes::LINK_ITEM_UNKNOWN, message);
        let problem = match nearest(name, known) {
            _ if declares(target.unit.whole.as_text(), name) => problem.with_help(
                "it stands there under a condition that is not met: give what that asks for with `-D NAME`",
            ),
            Some(near) => problem.with_help(format!("did you mean `{near}`?")),
            None => problem,
        };
        Err(problem.into())
    }

    /// What a name in a module means.
    fn meaning(&mut self, from: Place, name: &Name) -> Result<Meaning, Failure> {
        if name.declares {
            return Ok(Meaning::Declaration(from));
        }
        let module = &self.modules[from.0];
        let Some((first, rest)) = name.path.split_first() else {
            return Ok(Meaning::Own);
        };
        if rest.is_empty()
            && let Some(&index) = module.by_name.get(first)
        {
            return Ok(Meaning::Declaration(self.in_force((from.0, index), from)));
        }
        let import = module
            .unit
            .imports
            .iter()
            .find(|import| import.alias == *first)
            .cloned();
        let (path, span) = match import {
            None if rest.is_empty() => return Ok(Meaning::Own),
            None => (name.path.clone(), None),
            Some(import) => {
                let path = [import.path.as_slice(), rest].concat();
                (path, rest.is_empty().then_some(import.span))
            }
        };
        let absolute = self.finder.absolute(&self.modules[from.0].unit, &path);
        if let Some(text) = self.finder.constant(&absolute) {
            return Ok(Meaning::Constant(text));
        }
        if rest.is_empty() {
            let parent = path.split_last().map_or(&[][..], |(_, rest)| rest);
            let has_item = match (self.module(from.0, parent)?, path.last()) {
                (Some(module), Some(name)) => self.modules[module].by_name.contains_key(name),
                _ => false,
            };
            // The name of a module alone means nothing: it is a local variable.
            if !has_item && self.module(from.0, &path)?.is_some() {
                return Ok(Meaning::Own);
            }
        }
        let unit = &self.modules[from.0].unit;
        let at = match span {
            Some(span) => (unit.asking.clone(), span),
            None => (unit.source.clone(), name.span.clone()),
        };
        let place = self.item(from.0, &path, &at)?;
        Ok(Meaning::Declaration(self.in_force(place, from)))
    }

    /// What stands in the place of a declaration, seen from another one: a function that
    /// replaces it sees what was there before itself.
    fn in_force(&self, place: Place, from: Place) -> Place {
        let Some(chain) = self.replaced.get(&place) else {
            return place;
        };
        match chain.iter().position(|&each| each == from) {
            Some(0) => place,
            Some(at) => chain[at - 1],
            None => chain.last().copied().unwrap_or(place),
        }
    }

    fn reach(&mut self) -> Result<Reached, Failure> {
        let mut reached = Reached::default();
        let mut pending: Vec<Place> = (0..self.modules[0].declarations.len())
            .map(|index| (0, index))
            .collect();
        let mut problems = Vec::new();
        let mut used = HashSet::new();
        while let Some(place) = pending.pop() {
            if !reached.declarations.insert(place) {
                continue;
            }
            // What a module asserts holds as soon as something of it is used.
            let module = &self.modules[place.0];
            if used.insert(place.0) {
                pending.extend(
                    module
                        .declarations
                        .iter()
                        .enumerate()
                        .filter(|(_, each)| each.kind == DeclarationKind::Nothing)
                        .map(|(index, _)| (place.0, index)),
                );
            }
            let names = module.declarations[place.1].names.clone();
            for (at, name) in names.iter().enumerate() {
                match self.meaning(place, name) {
                    Ok(meaning) => {
                        if let Meaning::Declaration(target) = &meaning {
                            pending.push(*target);
                        }
                        reached.meanings.insert((place, at), meaning);
                    }
                    Err(failure) => {
                        for problem in failure.into_diagnostics() {
                            if !problems.contains(&problem) {
                                problems.push(problem);
                            }
                        }
                    }
                }
            }
        }
        match Failure::from_all(problems) {
            Some(failure) => Err(failure),
            None => Ok(reached),
        }
    }

    /// The new names of declarations, where the old ones would not do.
    fn names(&self, reached: &Reached) -> BTreeMap<Place, String> {
        // What a name means anywhere but for the declaration itself.
        let mut taken: HashSet<&str> = HashSet::new();
        let mut owners: HashMap<&str, BTreeSet<Place>> = HashMap::new();
        for (&(place, at), meaning) in &reached.meanings {
            let name = &self.modules[place.0].declarations[place.1].names[at];
            if let (Meaning::Own, [word]) = (meaning, name.path.as_slice()) {
                taken.insert(word);
            }
        }
        for &place in &reached.declarations {
            if let Some(name) = &self.modules[place.0].declarations[place.1].name {
                owners.entry(name).or_default().insert(place);
            }
        }
        let mut new_names = BTreeMap::new();
        let mut given: HashSet<String> = taken
            .iter()
            .copied()
            .chain(owners.keys().copied())
            .map(ToOwned::to_owned)
            .collect();
        for (name, places) in owners.into_iter().collect::<BTreeMap<_, _>>() {
            let owned_by_main = places.iter().any(|place| place.0 == 0);
            let mut is_first = !owned_by_main && !taken.contains(name);
            for place in places {
                if place.0 == 0 || std::mem::take(&mut is_first) {
                    continue;
                }
                let module = self.modules[place.0]
                    .unit
                    .path
                    .last()
                    .map_or("", String::as_str);
                let stem: String = module
                    .chars()
                    .map(|letter| {
                        if letter.is_alphanumeric() {
                            letter
                        } else {
                            '_'
                        }
                    })
                    .collect();
                let stem = format!("{}_{name}", stem.trim_matches('_'));
                let new = std::iter::once(stem.clone())
                    .chain((2..).map(|number| format!("{stem}_{number}")))
                    .find(|each| !given.contains(each))
                    .unwrap_or(stem);
                given.insert(new.clone());
                new_names.insert(place, new);
            }
        }
        new_names
    }

    fn write(&self, reached: &Reached) -> Linked {
        let names = self.names(reached);
        let main = &self.modules[0];
        let mut joiner = Joiner::default();
        for (place, new) in &names {
            let unit = &self.modules[place.0].unit;
            let old = self.modules[place.0].declarations[place.1].name.as_deref();
            joiner.rename(
                new,
                &format!("{}::{}", unit.path.join("::"), old.unwrap_or_default()),
            );
        }
        let used: BTreeSet<usize> = reached.declarations.iter().map(|place| place.0).collect();
        // The main file is the first of the files, whatever comes first in the text.
        for &index in &used {
            joiner.add_file(&self.modules[index].unit.source);
        }
        let mut directives: HashSet<&str> = HashSet::new();
        for &index in &used {
            let module = &self.modules[index];
            let file = joiner.add_file(&module.unit.source);
            for each in &module.declarations {
                let text = module.unit.source.slice(each.range.clone());
                if each.kind == DeclarationKind::Directive && directives.insert(text) {
                    joiner.copy(file, each.range.clone());
                    joiner.replace(file, each.range.end..each.range.end, "\n");
                }
            }
        }
        for &index in &used {
            let module = &self.modules[index];
            let text_end = module.unit.source.as_text().len();
            let file = joiner.add_file(&module.unit.source);
            let mut at = 0;
            for (number, each) in module.declarations.iter().enumerate() {
                let place = (index, number);
                // Comments and what no scanner understood are the main module's own business.
                if index == 0 {
                    joiner.copy(file, at..each.range.start);
                }
                at = each.range.end;
                if each.kind == DeclarationKind::Directive || !reached.declarations.contains(&place)
                {
                    continue;
                }
                self.write_declaration(place, reached, &names, file, &mut joiner);
                if index != 0 {
                    joiner.replace(file, at..at, "\n");
                }
            }
            if index == 0 {
                joiner.copy(file, at..text_end);
                joiner.replace(file, text_end..text_end, "\n");
            }
        }
        Linked {
            source: joiner.finish(main.unit.source.name(), main.unit.source.language()),
            files: used
                .iter()
                .filter_map(|&index| self.modules[index].unit.file.clone())
                .collect(),
        }
    }

    fn write_declaration(
        &self,
        place: Place,
        reached: &Reached,
        names: &BTreeMap<Place, String>,
        file: usize,
        joiner: &mut Joiner,
    ) {
        let declaration = &self.modules[place.0].declarations[place.1];
        let mut at = declaration.range.start;
        for (number, name) in declaration.names.iter().enumerate() {
            let new = match reached.meanings.get(&(place, number)) {
                None | Some(Meaning::Own) => continue,
                Some(Meaning::Constant(text)) => text.as_str(),
                Some(Meaning::Declaration(target)) => match names.get(target) {
                    Some(new) => new,
                    None => match &self.modules[target.0].declarations[target.1].name {
                        Some(own) if name.path != [own.clone()] => own,
                        _ => continue,
                    },
                },
            };
            joiner.copy(file, at..name.span.start);
            joiner.replace(file, name.span.clone(), new);
            at = name.span.end;
        }
        joiner.copy(file, at..declaration.range.end);
    }
}

fn problem((source, span): &At, code: Code, message: String) -> Diagnostic {
    Diagnostic::error(code, Phase::Source, Kind::Rejected, source, message)
        .with_primary(span.clone(), "")
}

impl Module {
    fn new(unit: Unit) -> Self {
        let source = unit.source.clone();
        let scan = Scan::new(source.as_text());
        let declarations: Vec<Known> = scan
            .declarations()
            .list
            .iter()
            .map(|declaration| Known {
                range: scan.span(&declaration.tokens),
                kind: declaration.kind,
                name: declaration.name.map(|name| scan.word(name).to_owned()),
                names: names(&scan, declaration),
            })
            .collect();
        let by_name = declarations
            .iter()
            .enumerate()
            .filter_map(|(index, each)| Some((each.name.clone()?, index)))
            .collect();
        Self {
            unit,
            declarations,
            by_name,
        }
    }
}

/// The words of a declaration that may name another one.
fn names(scan: &Scan<'_>, declaration: &Declaration) -> Vec<Name> {
    let mut names = Vec::new();
    if declaration.kind == DeclarationKind::Directive {
        return names;
    }
    let mut index = declaration.tokens.start;
    let end = declaration.tokens.end;
    let in_struct = |index: usize| {
        declaration.kind == DeclarationKind::Struct
            && declaration.body.is_some_and(|(open, _)| index > open)
    };
    while index < end {
        if scan.is(index, b'@') {
            index = after_attribute_name(scan, index);
            continue;
        }
        if scan.is(index, b'.') {
            // What follows is a member or components, not a name.
            index += 2;
            continue;
        }
        if !scan.is_word(index) {
            index += 1;
            continue;
        }
        if scan.word(index) == "var" && scan.is(index + 1, b'<') {
            index += 2;
            while index < end && !scan.is(index, b'>') {
                index += 1;
            }
            continue;
        }
        let start = index;
        let mut path = vec![scan.word(index).to_owned()];
        while is_path_separator(scan, index + 1) && scan.is_word(index + 3) {
            index += 3;
            path.push(scan.word(index).to_owned());
        }
        index += 1;
        let is_member = in_struct(start) && path.len() == 1 && scan.is(index, b':');
        if !is_member {
            names.push(Name {
                span: scan.span(&(start..index)),
                path,
                declares: declaration.name == Some(start),
            });
        }
    }
    names
}

fn is_path_separator(scan: &Scan<'_>, index: usize) -> bool {
    scan.is(index, b':') && scan.is(index + 1, b':') && scan.span(&(index..index + 2)).len() == 2
}

/// The index after the name of an attribute, or after all of it where its arguments are words
/// of the language.
fn after_attribute_name(scan: &Scan<'_>, at: usize) -> usize {
    let fixed = matches!(
        scan.word(at + 1),
        "builtin" | "interpolate" | "diagnostic" | "early_depth_test"
    );
    if fixed && scan.is(at + 2, b'(') {
        let mut index = at + 3;
        while index < scan.tokens.len() && !scan.is(index, b')') {
            index += 1;
        }
        return index + 1;
    }
    at + 2
}

/// Whether a text has a declaration of this name, whatever stands around it.
fn declares(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
        let rest = rest.get(name.len()..).unwrap_or_default();
        if name.is_empty() || rest.starts_with(is_part) || before.ends_with(is_part) {
            return false;
        }
        let before = before.trim_end();
        // The space of a variable; no spelling of one is longer.
        let space = before
            .char_indices()
            .rev()
            .take(64)
            .find(|(_, c)| *c == '<');
        let before = match space {
            Some((at, _)) if before.ends_with('>') => before.split_at(at).0.trim_end(),
            _ => before,
        };
        let word = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
        matches!(
            word,
            "fn" | "var" | "const" | "override" | "struct" | "alias"
        )
    })
}
