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
use super::names::{Name, names};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Failure, Kind, Phase};
use crate::parse::names::nearest;
use crate::source::{Joiner, Source};
use crate::wgsl_text::{DeclarationKind, Scan, conditional};

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

/// How many words the paths of a module's imports may have together: each name in braces has those
/// before the braces too.
pub(super) const MOST_WORDS: usize = 1_000_000;

/// What to say of more.
pub(super) fn too_many_words(source: &Source, span: Range<usize>) -> Failure {
    let most = crate::limits::grouped(MOST_WORDS.try_into().unwrap_or(u64::MAX));
    let message = format!("up to here, the paths of imports have more than {most} words together");
    problem(&(source.clone(), span), codes::LINK_IMPORT_SYNTAX, message).into()
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

    /// Whether what stands in a module of this path is given from outside of the program, unless
    /// there is such a module.
    fn holds_constants(&self, path: &[String]) -> bool;

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
    /// The first import of each alias.
    imported: HashMap<String, usize>,
}

struct Known {
    range: Range<usize>,
    kind: DeclarationKind,
    name: Option<String>,
    names: Vec<Name>,
}

/// Joins the main module with what it needs.
pub(super) fn join(main: Unit, finder: &mut dyn Finder) -> Result<Linked, Failure> {
    let mut program = Program {
        modules: Vec::new(),
        by_path: HashMap::new(),
        by_own_path: HashMap::new(),
        by_file: HashMap::new(),
        finder,
        replaced: HashMap::new(),
        ranks: HashMap::new(),
        help: MOST_HELP,
    };
    program.add(main);
    program.load_replacements()?;
    let reached = program.reach()?;
    Ok(program.write(&reached))
}

struct Program<'a> {
    modules: Vec<Module>,
    /// By the paths that were asked for.
    by_path: HashMap<Vec<String>, Option<usize>>,
    by_own_path: HashMap<Vec<String>, usize>,
    by_file: HashMap<PathBuf, usize>,
    finder: &'a mut dyn Finder,
    /// What takes the place of a function, the last word last.
    replaced: HashMap<Place, Vec<Place>>,
    /// Where in such a list a function stands first.
    ranks: HashMap<(Place, Place), usize>,
    /// How much may still be looked at for help with names that are missing.
    help: usize,
}

/// How many names and bytes of text are looked at for help, in all: each name that is missing asks
/// for all that its module has.
const MOST_HELP: usize = 20_000_000;

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
        self.by_own_path.entry(unit.path.clone()).or_insert(index);
        if let Some(file) = &unit.file {
            self.by_file.entry(file.clone()).or_insert(index);
        }
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
                let of_file = unit.file.as_ref().and_then(|file| self.by_file.get(file));
                let of_path = self.by_own_path.get(&unit.path);
                let same = of_file.into_iter().chain(of_path).min().copied();
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
            let chain = self.replaced.entry(place).or_default();
            let rank = chain.len();
            self.ranks.entry((place, (from, index))).or_insert(rank);
            chain.push((from, index));
        }
        Ok(())
    }

    /// The declaration of a path that must be there.
    fn item(&mut self, from: usize, path: &[String], at: &At) -> Result<Place, Failure> {
        let (name, module_path) = path
            .split_last()
            .map_or(("", path), |(name, rest)| (name.as_str(), rest));
        let Some(module) = self.module(from, module_path)? else {
            let absolute = self.finder.absolute(&self.modules[from].unit, module_path);
            if self.finder.holds_constants(&absolute) {
                let message = format!("`{}` is given no value", path.join("::"));
                return Err(problem(at, codes::LINK_DEFINITION_UNKNOWN, message)
                    .with_help(format!("give it one with `-D {name}=VALUE`"))
                    .into());
            }
            let message = format!("there is no module `{}`", module_path.join("::"));
            let problem = problem(at, codes::LINK_MODULE_UNKNOWN, message);
            return Err(problem.with_help(self.finder.looked_in(&absolute)).into());
        };
        if let Some(&index) = self.modules[module].by_name.get(name) {
            return Ok((module, index));
        }
        let target = &self.modules[module];
        let message = format!(
            "the module `{}` declares no `{name}`",
            target.unit.path.join("::")
        );
        let problem = problem(at, codes::LINK_ITEM_UNKNOWN, message);
        let whole = target.unit.whole.as_text();
        let Some(help) = self.help.checked_sub(whole.len()) else {
            return Err(problem.into());
        };
        self.help = help;
        let known: BTreeSet<&str> = target.by_name.keys().map(String::as_str).collect();
        let problem = match (conditional::help(whole, name), nearest(name, known)) {
            (Some(help), _) => problem.with_help(help),
            _ if conditional::declares(whole, name) => problem.with_help(
                "it stands there under a condition that is not met: give what that asks for with `-D NAME`",
            ),
            (None, Some(near)) => problem.with_help(format!("did you mean `{near}`?")),
            (None, None) => problem,
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
            .imported
            .get(first)
            .and_then(|&index| module.unit.imports.get(index))
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
        match self.ranks.get(&(place, from)) {
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
        let mut told = HashSet::new();
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
                            let at = problem.main_label().map(|at| at.span.clone());
                            let file = problem.source.name().to_owned();
                            if told.insert((file, at, problem.message.clone())) {
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
        let mut numbers = HashMap::new();
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
                // Names are never given back, so the numbers that were tried need not be again.
                let number = numbers.entry(stem.clone()).or_insert(1usize);
                let mut new = stem.clone();
                while given.contains(&new) {
                    *number += 1;
                    new = format!("{stem}_{number}");
                }
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
        // The main file is the first of the files, whatever comes first in the text, and also where
        // conditions left nothing of it.
        let used: BTreeSet<usize> = std::iter::once(0)
            .chain(reached.declarations.iter().map(|place| place.0))
            .collect();
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
        let mut imported = HashMap::new();
        for (index, import) in unit.imports.iter().enumerate() {
            imported.entry(import.alias.clone()).or_insert(index);
        }
        Self {
            unit,
            declarations,
            by_name,
            imported,
        }
    }
}
