//! From what the command line says to the toolchain's options: config file, then short flags,
//! then the flags of the options themselves.
//!
//! Opens the files that options name; parses no option itself (the toolchain does).

use std::path::{Path, PathBuf};

use naga_toolchain::options::version::BindingMode;
use naga_toolchain::options::{FIELDS, Options};
use naga_toolchain::target::Target;
use serde_json::Value;

use crate::args::{Bindings, OptionArgs, nearest};
use crate::message::Trouble;

/// The effective options.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) options: Options,
    /// The files that were read for them, in order.
    pub(crate) files: Vec<PathBuf>,
}

impl Resolved {
    /// The options for one target: its version written into them.
    pub(crate) fn for_target(&self, target: Target) -> Options {
        let mut options = self.options.clone();
        target.apply(&mut options);
        options
    }
}

/// Resolves the options.
///
/// # Errors
///
/// A file that cannot be read, or a value that does not fit, with file, line and field.
pub(crate) fn resolve(args: &OptionArgs) -> Result<Resolved, Trouble> {
    let mut files = Vec::new();
    let mut options = match &args.config {
        None => Options::default(),
        Some(path) => {
            files.push(path.clone());
            parse(path)?
        }
    };
    if let Some(name) = &args.entry_point {
        options.transform.entry_point = Some(name.clone());
    }
    if let Some(stage) = args.stage {
        options.glsl_in.stage = Some(stage);
    }
    options.glsl_in.defines.extend(args.defines.iter().cloned());
    options.wgsl_in.defines.extend(args.defines.iter().cloned());
    options.wgsl_in.linker = args.linker.or(options.wgsl_in.linker);
    options
        .wgsl_in
        .module_paths
        .extend(args.module_paths.iter().cloned());
    options
        .wgsl_in
        .packages
        .extend(args.packages.iter().cloned());
    options
        .glsl_in
        .include_paths
        .extend(args.include_paths.iter().cloned());
    if let Some(front_end) = args.glsl_front_end {
        options.glsl_in.front_end = front_end;
    }
    options
        .transform
        .overrides
        .extend(args.overrides.iter().cloned());
    options
        .transform
        .rename
        .extend(args.renames.iter().cloned());
    match &args.bindings {
        None => {}
        Some(Bindings::Mode(mode)) => options.transform.bindings = *mode,
        Some(Bindings::File(path)) => {
            files.push(path.clone());
            merge_bindings(&mut options, path)?;
        }
    }
    if let Some(check) = args.bounds_check {
        options.bounds_check.index = check;
        options.bounds_check.buffer = check;
        options.bounds_check.image_load = check;
        options.bounds_check.binding_array = check;
    }
    if args.compact {
        options.transform.compact = true;
    }
    if args.debug_info {
        options.spirv.debug_info = true;
        let flags = debug_flags(&options);
        set(&mut options, "spirv", "flags", &flags)?;
    }
    if args.keep_coordinate_space {
        options.set_coordinate_space(false);
    }
    for given in &args.fields {
        let field = given.field;
        let from_file = given
            .text
            .strip_prefix('@')
            .filter(|_| matches!(field.kind, "JSON" | "NAME=VALUE"));
        let text = match from_file {
            Some(path) => {
                let path = PathBuf::from(path);
                let text = read(&path)?;
                files.push(path);
                text
            }
            None => given.text.clone(),
        };
        set(&mut options, field.section, field.name, &text).map_err(|trouble| match from_file {
            Some(path) => trouble.about(Path::new(path)),
            None => trouble,
        })?;
    }
    Ok(Resolved { options, files })
}

/// The writer flags that are set, and `debug`.
fn debug_flags(options: &Options) -> String {
    let mut names = options.spirv.flags.names();
    names.push("debug".to_owned());
    names.join(",")
}

fn set(options: &mut Options, section: &str, name: &str, text: &str) -> Result<(), Trouble> {
    options.set(section, name, text).map_err(|error| {
        let flag = format!("--{section}-{name}").replace('_', "-");
        Trouble::usage(format!("{flag}: {error}"))
    })
}

fn read(path: &Path) -> Result<String, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| Trouble::file(path, "cannot read", &error))?;
    String::from_utf8(bytes).map_err(|error| {
        Trouble::file_text(
            path,
            format!(
                "not UTF-8: the first wrong byte is at offset {}",
                error.utf8_error().valid_up_to()
            ),
        )
    })
}

#[derive(Clone, Copy)]
enum Form {
    Toml,
    Json,
}

fn form(path: &Path) -> Result<Form, Trouble> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => Ok(Form::Toml),
        Some("json") => Ok(Form::Json),
        _ => Err(Trouble::usage("a file of options is named .toml or .json").about(path)),
    }
}

/// Reads the options of a config file.
fn parse(path: &Path) -> Result<Options, Trouble> {
    let form = form(path)?;
    let text = read(path)?;
    let parsed = match form {
        Form::Toml => Options::from_toml(&text),
        Form::Json => Options::from_json(&text),
    };
    parsed.map_err(|error| {
        let error = error.trim_end();
        match culprit(form, &text) {
            Some(field) => {
                let trouble = Trouble::usage(format!("`{field}`: {error}")).about(path);
                match suggestion(&field) {
                    Some(help) => trouble.with_help(help),
                    None => trouble,
                }
            }
            None => Trouble::usage(error).about(path),
        }
    })
}

/// The values of a file without the definition of options.
fn values(form: Form, text: &str) -> Option<serde_json::Map<String, Value>> {
    let value: Value = match form {
        Form::Toml => toml::from_str(text).ok()?,
        Form::Json => serde_json::from_str(text).ok()?,
    };
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// The option that makes a file wrong: the first that is wrong alone. The message of the parser
/// names the value, but not always the field.
fn culprit(form: Form, text: &str) -> Option<String> {
    for (section, fields) in values(form, text)? {
        let Value::Object(fields) = fields else {
            return Some(section);
        };
        for (name, value) in fields {
            let alone = serde_json::json!({ &section: { &name: value } });
            if Options::from_json(&alone.to_string()).is_err() {
                return Some(format!("{section}.{name}"));
            }
        }
    }
    None
}

fn suggestion(name: &str) -> Option<String> {
    let known: Vec<String> = FIELDS
        .iter()
        .map(|field| format!("{}.{}", field.section, field.name))
        .collect();
    if known.iter().any(|known| known == name) {
        return None;
    }
    let near = nearest(name, known.iter().map(String::as_str))?;
    Some(format!("did you mean `{near}`?"))
}

/// The options that say where resources are: their names, and how to take them over.
macro_rules! maps {
    ($($section:ident.$field:ident),* $(,)?) => {
        const MAPS: &[(&str, &str)] = &[$((stringify!($section), stringify!($field))),*];

        /// Takes those maps of `from` that `given` says are in the file.
        fn take_maps(into: &mut Options, from: Options, given: impl Fn(&str, &str) -> bool) {
            $(
                if given(stringify!($section), stringify!($field)) {
                    into.$section.$field = from.$section.$field;
                }
            )*
        }
    };
}
maps!(
    transform.dynamic_storage_buffers,
    msl.per_entry_point_map,
    msl.inline_samplers,
    msl.binding_array_length_map,
    hlsl.binding_map,
    hlsl.special_constants_binding,
    hlsl.immediates_target,
    hlsl.sampler_heap_target,
    hlsl.sampler_buffer_binding_map,
    hlsl.dynamic_storage_buffer_offsets_targets,
    hlsl.external_texture_binding_map,
    glsl.binding_map,
    spirv.binding_map,
);

fn merge_bindings(options: &mut Options, path: &Path) -> Result<(), Trouble> {
    let read_options = parse(path)?;
    let text = read(path)?;
    let values = values(form(path)?, &text).unwrap_or_default();
    for (section, fields) in &values {
        for (name, _) in fields.as_object().into_iter().flatten() {
            if !MAPS.contains(&(section.as_str(), name.as_str())) {
                let known: Vec<String> = MAPS
                    .iter()
                    .map(|(section, name)| format!("{section}.{name}"))
                    .collect();
                return Err(Trouble::usage(format!(
                    "`{section}.{name}` is no map of slots; a bindings file holds only: {}",
                    known.join(", ")
                ))
                .about(path)
                .with_help("give other options with --config"));
            }
        }
    }
    let has = |section: &str, name: &str| {
        values
            .get(section)
            .and_then(|fields| fields.get(name))
            .is_some()
    };
    take_maps(options, read_options, has);
    options.transform.bindings = BindingMode::Map;
    Ok(())
}
