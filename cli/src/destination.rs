//! Where products go: to standard output, to one file, or into a folder by a pattern.
//!
//! Decides names and refuses clashes; writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use naga_toolchain::source::{Stage, guess};
use naga_toolchain::target::{Target, TargetLanguage};

use crate::args::{Translate, nearest};
use crate::inputs::{self, Input};
use crate::message::Trouble;
use crate::names::{Facts, Pattern};
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
        pattern: Option<Pattern>,
    },
}

impl Destination {
    /// The destination that a command asks for.
    ///
    /// # Errors
    ///
    /// A pattern that is none.
    pub(crate) fn new(args: &Translate) -> Result<Self, Trouble> {
        if let Some(root) = &args.out_dir {
            let pattern = args.name_pattern.as_deref().map(Pattern::parse);
            return Ok(Self::Folder {
                root: root.clone(),
                pattern: pattern.transpose()?,
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
            Self::Folder { root, pattern } => {
                let default;
                let pattern = match pattern {
                    Some(pattern) => pattern,
                    None => {
                        default = Pattern::default_for(product.entry_point.is_some());
                        &default
                    }
                };
                let name = pattern.render(Facts {
                    file: &input.file_name(),
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
        .chain(Stage::GLSL.map(Stage::extension));
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
#[derive(Debug, Default)]
pub(crate) struct Claims {
    claimed: BTreeMap<PathBuf, String>,
}

impl Claims {
    /// What may not be written over.
    pub(crate) fn new<'a>(inputs: impl IntoIterator<Item = &'a Input>) -> Self {
        let claimed = inputs
            .into_iter()
            .filter_map(|input| {
                let path = input.path.as_deref()?;
                Some((inputs::key(path), String::new()))
            })
            .collect();
        Self { claimed }
    }

    /// Claims the file of a product of `file`.
    ///
    /// # Errors
    ///
    /// When it is an input, or another product has it.
    pub(crate) fn claim(
        &mut self,
        path: &Path,
        file: &str,
        product: &Product,
    ) -> Result<(), Trouble> {
        let owner = match &product.entry_point {
            Some((name, _)) => format!("{} of `{name}` in {file}", product.target),
            None => format!("{} of {file}", product.target),
        };
        // Devices and pipes hold nothing that could be lost.
        if fs::metadata(path).is_ok_and(|data| !data.is_file()) {
            return Ok(());
        }
        let key = inputs::key(path);
        match self.claimed.get(&key) {
            None => {
                self.claimed.insert(key, owner);
                Ok(())
            }
            Some(other) if other.is_empty() => Err(Trouble::usage(format!(
                "{owner} would overwrite an input; nothing was written"
            ))
            .about(path)),
            Some(other) => Err(Trouble::usage(format!(
                "both {other} and {owner} would be written here; nothing was written"
            ))
            .about(path)
            .with_help(
                "tell them apart with --name-pattern, such as {target}/{file}.{entry}.{version}.{ext}",
            )),
        }
    }
}
