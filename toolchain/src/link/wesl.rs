//! WESL: `import` statements, paths in the text, `@if` conditions.
//!
//! `import package::a::b::{name, other as alias};` reads the file `a/b.wesl` (or `.wgsl`) of the
//! package; `super::` is the folder above the module; any other first word is a package of that
//! name. What `package::` means for the main file is given as an option, or is the folder of a
//! package that was given and has the file in it, or the nearest folder above the file from which
//! what it asks for can be read.
//!
//! A definition (`-D NAME`) is a feature for `@if`, and one with a value is also
//! `constants::NAME` in the text.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::modules::{self, Finder, Import, Unit};
use super::names::names;
use super::{Definitions, Files, Linked, conditions, unreadable};
use crate::codes;
use crate::diagnostic::{Diagnostic, Failure, Kind, Phase};
use crate::options::WgslIn;
use crate::source::{Edits, Language, Source};
use crate::wgsl_text::Scan;

const EXTENSIONS: [&str; 2] = ["wesl", "wgsl"];
/// Where in the folder of a package its modules may be.
const ROOTS: [&str; 3] = ["", "src", "shaders"];
/// How far above the main file the root of its package is looked for.
const ABOVE: usize = 16;

/// Links a source with what it imports.
pub(super) fn link(
    source: &Source,
    options: &WgslIn,
    files: &dyn Files,
) -> Result<Linked, Failure> {
    let definitions = Definitions(options.defines.clone());
    let main = unit(source, Vec::new(), None, &definitions)?;
    let mut finder = Packages {
        files,
        options,
        definitions,
        root: PathBuf::new(),
    };
    let folder = Path::new(source.name()).parent().unwrap_or(Path::new(""));
    finder.root = match &options.package_root {
        Some(root) => PathBuf::from(root),
        None => finder
            .given_root(folder)
            .unwrap_or_else(|| finder.guess_root(folder, &main)),
    };
    // The main file has a place in its package, which `super::` starts from.
    let inside = Path::new(source.name())
        .strip_prefix(&finder.root)
        .map_or_else(|_| PathBuf::from(source.name()), Path::to_owned);
    let path = std::iter::once("package".to_owned())
        .chain(
            inside
                .with_extension("")
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned()),
        )
        .collect();
    modules::join(Unit { path, ..main }, &mut finder)
}

/// A module: conditions are applied, imports are read and taken out.
fn unit(
    source: &Source,
    path: Vec<String>,
    file: Option<PathBuf>,
    definitions: &Definitions,
) -> Result<Unit, Failure> {
    let asking = conditions::apply(source, definitions)?;
    let scan = Scan::new(asking.as_text());
    let mut imports = Vec::new();
    let mut words = 0;
    let mut edits = Edits::default();
    let mut depth = 0usize;
    let mut index = 0;
    while index < scan.tokens.len() {
        match scan.word(index) {
            "{" | "(" => depth += 1,
            "}" | ")" => depth = depth.saturating_sub(1),
            "import" if depth == 0 => {
                let end = read_import(&asking, &scan, index, &mut imports, &mut words)?;
                edits.remove(scan.span(&(index..end)));
                index = end;
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    Ok(Unit {
        path,
        source: edits.apply(&asking),
        whole: source.clone(),
        file,
        imports,
        asking,
        replacements: Vec::new(),
        replaceable: std::collections::BTreeSet::new(),
    })
}

/// Reads `import a::{b, c as d::e};`; the index after it.
fn read_import(
    source: &Source,
    scan: &Scan<'_>,
    start: usize,
    imports: &mut Vec<Import>,
    words: &mut usize,
) -> Result<usize, Failure> {
    let wrong = |index: usize, what: &str| -> Failure {
        let index = index.min(scan.tokens.len().saturating_sub(1));
        let word = scan.word(index);
        let message = format!("`{word}` is no part of an import: {what} is expected");
        Diagnostic::error(
            codes::LINK_IMPORT_SYNTAX,
            Phase::Source,
            Kind::Rejected,
            source,
            message,
        )
        .with_primary(scan.span(&(index..index + 1)), "")
        .with_help("imports are written `import package::folder::file::{name, other as alias};`")
        .into()
    };
    let mut path: Vec<String> = Vec::new();
    // Length of the path at each brace that is open.
    let mut open: Vec<usize> = Vec::new();
    let mut from = start + 1;
    let mut index = start + 1;
    loop {
        // Here a path goes on.
        if scan.is(index, b'{') && (index == start + 1 || scan.is(index - 1, b':')) {
            open.push(path.len());
            from = index + 1;
            index += 1;
            continue;
        }
        if scan.is(index, b'}') && !open.is_empty() && matches!(scan.word(index - 1), "{" | ",") {
            // An empty list, or a comma at the end.
        } else {
            if !scan.is_word(index) {
                return Err(wrong(index, "a name"));
            }
            path.push(scan.word(index).to_owned());
            index += 1;
            if scan.is(index, b':') && scan.is(index + 1, b':') {
                index += 2;
                continue;
            }
            let mut alias = path.last().cloned().unwrap_or_default();
            if scan.word(index) == "as" {
                if !scan.is_word(index + 1) {
                    return Err(wrong(index + 1, "a name"));
                }
                scan.word(index + 1).clone_into(&mut alias);
                index += 2;
            }
            let span = scan.span(&(from..index));
            *words += path.len();
            if *words > modules::MOST_WORDS {
                return Err(modules::too_many_words(source, span));
            }
            imports.push(Import {
                alias,
                path: path.clone(),
                span,
            });
        }
        // Here it is at its end.
        while scan.is(index, b'}')
            && let Some(_closed) = open.pop()
        {
            index += 1;
        }
        path.truncate(open.last().copied().unwrap_or(0));
        match (scan.word(index), open.is_empty()) {
            (";", true) => return Ok(index + 1),
            (",", false) => {
                index += 1;
                from = index;
            }
            (_, true) => return Err(wrong(index, "`;`")),
            (_, false) => return Err(wrong(index, "`,` or `}`")),
        }
    }
}

/// Packages in folders.
struct Packages<'a> {
    files: &'a dyn Files,
    options: &'a WgslIn,
    definitions: Definitions,
    /// The folder that `package::` means in the main file.
    root: PathBuf,
}

impl Packages<'_> {
    /// The root of the package that was given by its folder and has the file in it: of several
    /// that of the innermost.
    fn given_root(&self, folder: &Path) -> Option<PathBuf> {
        self.options
            .packages
            .values()
            .flat_map(|given| ROOTS.iter().map(|root| Path::new(given).join(root)))
            .filter(|root| folder.starts_with(root))
            .max_by_key(|root| root.components().count())
    }

    /// The folder above the file from which most of what it asks its package for can be read; of
    /// several the nearest.
    fn guess_root(&self, folder: &Path, main: &Unit) -> PathBuf {
        let in_code = paths_in_code(&main.source);
        let wanted: Vec<&[String]> = main
            .imports
            .iter()
            .map(|import| &import.path)
            .chain(&in_code)
            .filter(|path| path.first().is_some_and(|first| first == "package"))
            .map(|path| path.get(1..).unwrap_or_default())
            .collect();
        let mut best = (0, folder);
        let mut known = HashMap::new();
        for root in folder.ancestors().take(ABOVE) {
            let found = wanted
                .iter()
                .map(|path| {
                    let parent = path.split_last().map_or(&[][..], |(_, parent)| parent);
                    if self.has_file(root, path, &mut known) {
                        // Surely meant; with a file for the rest, the last word may be in it.
                        2
                    } else {
                        usize::from(!parent.is_empty() && self.has_file(root, parent, &mut known))
                    }
                })
                .sum();
            if found > best.0 {
                best = (found, root);
            }
        }
        best.1.to_owned()
    }

    /// Whether a module can be read; many imports ask for the same one.
    fn has_file(&self, root: &Path, path: &[String], known: &mut HashMap<PathBuf, bool>) -> bool {
        candidates(root, path).into_iter().any(|file| {
            if let Some(known) = known.get(&file) {
                return *known;
            }
            let is_there = matches!(self.files.read(&file), Ok(Some(_)));
            known.insert(file, is_there);
            is_there
        })
    }

    /// The files that a module may be in.
    fn files_of(&self, path: &[String]) -> Vec<PathBuf> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        if first == "package" {
            return candidates(&self.root, rest);
        }
        let given = self.options.packages.get(first).map(PathBuf::from);
        let folders: Vec<PathBuf> = match given {
            Some(folder) => vec![folder],
            None => self
                .options
                .module_paths
                .iter()
                .map(|folder| Path::new(folder).join(first))
                .collect(),
        };
        folders
            .iter()
            .flat_map(|folder| ROOTS.iter().map(|root| folder.join(root)))
            .flat_map(|root| candidates(&root, rest))
            .collect()
    }
}

/// The paths from the root of the package that stand in a text without an import.
fn paths_in_code(source: &Source) -> BTreeSet<Vec<String>> {
    let text = source.as_text();
    if !text.contains("package") {
        return BTreeSet::new();
    }
    let scan = Scan::new(text);
    let mut paths = BTreeSet::new();
    for declaration in &scan.declarations().list {
        let paths_of_it = names(&scan, declaration)
            .into_iter()
            .map(|name| name.path)
            .filter(|path| path.len() > 1 && path.first().is_some_and(|first| first == "package"));
        paths.extend(paths_of_it);
    }
    paths
}

fn candidates(root: &Path, path: &[String]) -> Vec<PathBuf> {
    let mut file = root.to_owned();
    if path.is_empty() {
        file.push("package");
    }
    file.extend(path);
    EXTENSIONS
        .iter()
        .map(|extension| {
            let mut name = file.clone().into_os_string();
            name.push(".");
            name.push(extension);
            PathBuf::from(name)
        })
        .collect()
}

impl Finder for Packages<'_> {
    fn absolute(&self, from: &Unit, path: &[String]) -> Vec<String> {
        let package = from.path.first().cloned();
        let Some((first, rest)) = path.split_first() else {
            return package.into_iter().collect();
        };
        match first.as_str() {
            "package" => package.into_iter().chain(rest.iter().cloned()).collect(),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let kept = from.path.len().saturating_sub(ups).max(1);
                from.path
                    .iter()
                    .take(kept)
                    .chain(path.get(ups..).unwrap_or_default())
                    .cloned()
                    .collect()
            }
            _ => path.to_vec(),
        }
    }

    fn find(&mut self, path: &[String]) -> Result<Option<Unit>, Failure> {
        for file in self.files_of(path) {
            match self.files.read(&file) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let name = file.to_string_lossy().into_owned();
                    let source = Source::text(name, Language::Wgsl, text);
                    return unit(&source, path.to_vec(), Some(file), &self.definitions).map(Some);
                }
                Err(reason) => return Err(unreadable(&file, &reason)),
            }
        }
        Ok(None)
    }

    fn constant(&self, path: &[String]) -> Option<String> {
        match path {
            [first, name] if first == "constants" => self.definitions.0.get(name).cloned(),
            _ => None,
        }
    }

    fn holds_constants(&self, path: &[String]) -> bool {
        matches!(path, [first] if first == "constants")
    }

    fn looked_in(&self, path: &[String]) -> String {
        let files: Vec<String> = self
            .files_of(path)
            .iter()
            .map(|file| format!("`{}`", file.display()))
            .take(6)
            .collect();
        if files.is_empty() {
            let first = path.first().map_or("", String::as_str);
            return format!(
                "say where the package is with `--module-path DIR` (the folder that holds \
                 `{first}`) or `--package {first}=DIR`"
            );
        }
        format!("looked for {}", files.join(", "))
    }

    fn is_eager(&self) -> bool {
        false
    }
}
