//! Where products go: to standard output, to one file, or into a folder by a pattern.
//!
//! Decides names and refuses clashes; writes nothing.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use naga_toolchain::source::{Stage, guess};
use naga_toolchain::target::{Target, TargetLanguage};

use crate::args::{Translate, nearest};
use crate::inputs::{Found, Input};
use crate::message::Trouble;
use crate::names::{Facts, Pattern, bare_name};
use crate::pipeline::Product;

/// Where products go.
#[derive(Debug)]
pub(crate) enum Destination {
    /// One product, to standard output.
    Stdout,
    /// One product, to this file.
    File(PathBuf),
    /// Any number of products, into a folder.
    Folder {
        root: PathBuf,
        /// Names of products that hold a whole shader.
        whole: Pattern,
        /// Names of products that hold one entry point.
        part: Pattern,
        /// Names, with their sub-folders, that several inputs would have without their extensions:
        /// `a` of `a.wgsl` beside `a.spv`.
        shared: HashSet<(PathBuf, String)>,
    },
}

impl Destination {
    /// The destination that a command asks for.
    ///
    /// # Errors
    ///
    /// A pattern that is none.
    pub(crate) fn new(args: &Translate, inputs: &[Input]) -> Result<Self, Trouble> {
        if let Some(root) = &args.out_dir {
            let pattern = args.name_pattern.as_deref().map(Pattern::parse);
            let pattern = pattern.transpose()?;
            let or_default = |one| {
                let given = pattern.clone();
                given.unwrap_or_else(|| Pattern::default_for(one))
            };
            let (whole, part) = (or_default(false), or_default(true));
            let shared = match whole.has_name() || part.has_name() {
                true => shared_names(inputs),
                false => HashSet::new(),
            };
            return Ok(Self::Folder {
                root: root.clone(),
                whole,
                part,
                shared,
            });
        }
        Ok(match &args.output {
            Some(path) if path != Path::new("-") => Self::File(path.clone()),
            _ => Self::Stdout,
        })
    }

    /// Whether only one product can go there.
    pub(crate) fn is_single(&self) -> bool {
        !matches!(self, Self::Folder { .. })
    }

    /// The stage that the name of the file asks for, as `light.frag` does.
    pub(crate) fn stage(&self) -> Option<Stage> {
        match self {
            Self::File(path) => guess(&path.to_string_lossy()).1,
            Self::Stdout | Self::Folder { .. } => None,
        }
    }

    /// The file of a product; none is standard output.
    pub(crate) fn path(&self, input: &Input, product: &Product) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path.clone()),
            Self::Folder {
                root,
                whole,
                part,
                shared,
            } => {
                let file = input.file_name();
                let bare = bare_name(&file);
                // Asked for only where there are any, since that makes a path and a name.
                let is_shared =
                    !shared.is_empty() && shared.contains(&(input.folder.clone(), bare.to_owned()));
                let pattern = match product.entry_point {
                    Some(_) => part,
                    None => whole,
                };
                let name = pattern.render(Facts {
                    file: &file,
                    name: if is_shared { &file } else { bare },
                    entry: product.entry_point.as_ref().map_or("", |(name, _)| name),
                    stage: stage(product).map_or("", Stage::name),
                    target: product.target.language.name(),
                    version: &product
                        .output
                        .version
                        .map(|version| version.to_string())
                        .unwrap_or_default(),
                    extension: extension(product),
                });
                Some(root.join(&input.folder).join(name))
            }
        }
    }
}

/// The names that different files of one folder have without their extensions.
fn shared_names(inputs: &[Input]) -> HashSet<(PathBuf, String)> {
    let mut owners: HashMap<(&Path, String), String> = HashMap::new();
    let mut shared = HashSet::new();
    for input in inputs {
        let file = input.file_name();
        let bare = bare_name(&file).to_owned();
        match owners.entry((&input.folder, bare)) {
            Entry::Vacant(place) => {
                place.insert(file);
            }
            Entry::Occupied(place) if *place.get() != file => {
                let (folder, bare) = place.key();
                shared.insert((folder.to_path_buf(), bare.clone()));
            }
            Entry::Occupied(_) => {}
        }
    }
    shared
}

fn stage(product: &Product) -> Option<Stage> {
    match &product.entry_point {
        Some((_, stage)) => Some(*stage),
        None => match product.output.entry_points.as_slice() {
            [only] => Some(only.stage),
            _ => None,
        },
    }
}

fn extension(product: &Product) -> &'static str {
    let language = product.target.language;
    match stage(product) {
        Some(stage) if language == TargetLanguage::Glsl => stage.extension(),
        _ => language.extension(),
    }
}

/// The targets asked for, or the one that the name of the output means.
///
/// # Errors
///
/// When neither says anything.
pub(crate) fn targets(args: &Translate) -> Result<Vec<Target>, Trouble> {
    if !args.to.is_empty() {
        return Ok(args.to.clone());
    }
    let names = TargetLanguage::ALL.map(TargetLanguage::name).join(", ");
    let Some(output) = args
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"))
    else {
        return Err(Trouble::usage("no target: what is to be written?")
            .with_help(format!("say it with --to: {names}")));
    };
    let extension = output
        .extension()
        .map(|extension| extension.to_string_lossy())
        .unwrap_or_default();
    if let Some(language) = TargetLanguage::from_extension(&extension) {
        return Ok(vec![Target::new(language)]);
    }
    let known = TargetLanguage::ALL
        .map(TargetLanguage::extension)
        .into_iter()
        .chain(Stage::WRITTEN_AS_GLSL.map(Stage::extension));
    let list: Vec<String> = known.clone().map(|known| format!(".{known}")).collect();
    let message = if extension.is_empty() {
        format!(
            "without an extension the target is not known; known are: {}",
            list.join(" ")
        )
    } else {
        format!(
            "the extension `.{extension}` does not tell the target; known are: {}",
            list.join(" ")
        )
    };
    let near = match nearest(&extension, known) {
        Some(near) => format!("did you mean `.{near}`? or "),
        None => String::new(),
    };
    Err(Trouble::usage(message)
        .about(output)
        .with_help(format!("{near}say the target with --to: {names}")))
}

/// Finds outputs of the same name, and outputs that are inputs.
#[derive(Debug)]
pub(crate) struct Claims<'a> {
    found: &'a Found,
    claimed: HashMap<OsString, Owner<'a>>,
}

/// Who claims a file.
#[derive(Clone, Copy, Debug)]
struct Owner<'a> {
    file: &'a str,
    product: &'a Product,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, product } = self;
        match &product.entry_point {
            Some((name, _)) => write!(f, "{} of `{name}` in {file}", product.target),
            None => write!(f, "{} of {file}", product.target),
        }
    }
}

impl<'a> Claims<'a> {
    /// None yet; what was found may not be written over.
    pub(crate) fn new(found: &'a Found) -> Self {
        Self {
            found,
            claimed: HashMap::new(),
        }
    }

    /// Claims the file of a product of `file`.
    ///
    /// # Errors
    ///
    /// When it is an input, or another product has it.
    pub(crate) fn claim(
        &mut self,
        path: &Path,
        file: &'a str,
        product: &'a Product,
    ) -> Result<(), Trouble> {
        let owner = Owner { file, product };
        let key = self.found.key(path);
        if self.found.is_input(&key) {
            return Err(Trouble::usage(format!(
                "{owner} would overwrite an input; nothing was written"
            ))
            .about(path));
        }
        match self.claimed.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(owner);
                Ok(())
            }
            Entry::Occupied(entry) => Err(Trouble::usage(format!(
                "both {} and {owner} would be written here; nothing was written",
                entry.get()
            ))
            .about(path)
            .with_help(
                "tell them apart with --name-pattern, such as {target}/{file}.{entry}.{version}.{ext}",
            )),
        }
    }
}
