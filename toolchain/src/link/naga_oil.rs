//! The preprocessor and the imports of naga_oil, as Bevy's shaders use them.
//!
//! A module says its path (`#define_import_path a::b`); `#import a::b`, `#import a::b::{c, d as
//! e}`, the older `#import a::b c, d` and `#import "file.wgsl" as m` bring names in, and `a::b::c`
//! in the text means the same without any import. `#ifdef`, `#ifndef`, `#if NAME op VALUE`,
//! `#else` and `#endif` choose lines, `#{NAME}` and `#NAME` stand for values. `virtual fn` may be
//! replaced by an `override fn a::b::name` of a module that is imported.
//!
//! Modules are looked for in the folder of the main file, and in the folders given for them and
//! everything below those. What the main file defines with `#define` holds for all modules.

mod functions;
mod imports;
mod lines;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use self::functions::functions;
use self::imports::split_path;
use self::lines::{Chosen, choose};
use super::edit::without_comments;
use super::modules::{self, Finder, Unit};
use super::{Definitions, Files, Linked, unreadable};
use crate::diagnostic::Failure;
use crate::options::WgslIn;
use crate::source::{Language, Source};

const EXTENSIONS: [&str; 1] = ["wgsl"];

/// Links a source with what it imports.
pub(super) fn link(
    source: &Source,
    options: &WgslIn,
    files: &dyn Files,
) -> Result<Linked, Failure> {
    let mut definitions = Definitions(options.defines.clone());
    let main = unit(source, None, &mut definitions, true)?;
    let mut modules = Modules {
        files,
        definitions,
        folder: Path::new(source.name())
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned(),
        options,
        index: None,
    };
    modules::join(main, &mut modules)
}

/// A module: lines are chosen, values put in, imports read and taken out.
fn unit(
    source: &Source,
    file: Option<PathBuf>,
    definitions: &mut Definitions,
    is_main: bool,
) -> Result<Unit, Failure> {
    let Chosen {
        edits,
        imports,
        path,
    } = choose(source, definitions, is_main)?;
    let chosen = edits.apply(source);
    let functions = functions(&chosen);
    // A quoted path is what other modules call one that has no path of its own.
    let path = path.unwrap_or_else(|| vec![source.name().to_owned()]);
    Ok(Unit {
        path,
        source: functions.edits.apply(&chosen),
        whole: source.clone(),
        file,
        imports,
        asking: source.clone(),
        replacements: functions
            .replacements
            .into_iter()
            .map(|mut each| {
                let place = chosen.map().and_then(|map| map.resolve(each.span.clone()));
                if let Some((_, span)) = place {
                    each.span = span;
                }
                each
            })
            .collect(),
        replaceable: functions.replaceable,
    })
}

/// The modules in folders.
struct Modules<'a> {
    files: &'a dyn Files,
    definitions: Definitions,
    /// The folder of the main file.
    folder: PathBuf,
    options: &'a WgslIn,
    /// The files by the paths they define.
    index: Option<BTreeMap<Vec<String>, PathBuf>>,
}

impl Modules<'_> {
    /// The files by the paths that they define; of several the first.
    fn index(&mut self) -> Result<&BTreeMap<Vec<String>, PathBuf>, Failure> {
        if self.index.is_none() {
            let mut files = Vec::new();
            let folders = std::iter::once((self.folder.as_path(), false)).chain(
                self.options
                    .module_paths
                    .iter()
                    .map(|folder| (Path::new(folder), true)),
            );
            for (folder, is_deep) in folders {
                let found = self
                    .files
                    .list(folder, &EXTENSIONS, is_deep)
                    .map_err(|reason| unreadable(folder, &reason))?;
                files.extend(found);
            }
            let mut index = BTreeMap::new();
            for file in files {
                // A file that cannot be read matters only when it is asked for.
                if let Ok(Some(text)) = self.files.read(&file)
                    && let Some(path) = defined_path(&text)
                {
                    index.entry(path).or_insert(file);
                }
            }
            self.index = Some(index);
        }
        Ok(self.index.get_or_insert_default())
    }
}

/// The path that a module defines.
fn defined_path(text: &str) -> Option<Vec<String>> {
    if !text.contains("define_import_path") {
        return None;
    }
    without_comments(text).lines().find_map(|line| {
        let directive = line.trim().strip_prefix('#')?.trim_start();
        let rest = directive.strip_prefix("define_import_path")?;
        Some(split_path(rest.split_whitespace().next()?))
    })
}

impl Finder for Modules<'_> {
    fn absolute(&self, _from: &Unit, path: &[String]) -> Vec<String> {
        path.to_vec()
    }

    fn find(&mut self, path: &[String]) -> Result<Option<Unit>, Failure> {
        let known = self.index()?.get(path).cloned();
        let files = match (known, path) {
            (Some(file), _) => vec![file],
            // A name that was quoted.
            (None, [name]) if name.contains(['/', '.']) => std::iter::once(self.folder.as_path())
                .chain(self.options.module_paths.iter().map(Path::new))
                .map(|folder| folder.join(name))
                .collect(),
            _ => return Ok(None),
        };
        for file in files {
            match self.files.read(&file) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let name = file.to_string_lossy().into_owned();
                    let source = Source::text(name, Language::Wgsl, text);
                    return unit(&source, Some(file), &mut self.definitions, false).map(Some);
                }
                Err(reason) => return Err(unreadable(&file, &reason)),
            }
        }
        Ok(None)
    }

    fn constant(&self, _path: &[String]) -> Option<String> {
        None
    }

    fn holds_constants(&self, _path: &[String]) -> bool {
        false
    }

    fn looked_in(&self, path: &[String]) -> String {
        let folders: Vec<String> = std::iter::once(&self.folder)
            .map(|folder| match folder.as_os_str().is_empty() {
                true => "the current folder".to_owned(),
                false => format!("`{}`", folder.display()),
            })
            .chain(
                self.options
                    .module_paths
                    .iter()
                    .map(|folder| format!("`{folder}` and below")),
            )
            .collect();
        format!(
            "no file with `#define_import_path {}` was found in {}; add a folder with \
             `--module-path DIR`",
            path.join("::"),
            folders.join(", ")
        )
    }

    fn is_eager(&self) -> bool {
        true
    }
}
