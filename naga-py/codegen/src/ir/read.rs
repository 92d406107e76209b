//! Reads the types of naga's IR from its source: names, variants, fields, types.
//!
//! naga's doc comments are not taken over: the sentences of the Python classes are our own, in
//! `docs.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use quote::ToTokens;
use serde_json::Value;
use syn::{Fields, GenericArgument, Item, PathArguments, Type, Visibility};

use crate::Problem;

/// The few shapes of types that occur in the IR.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// A handle of items of this type.
    Handle(String),
    Optional(Box<Shape>),
    /// Vec, arena, block: serde writes all of them as a sequence.
    Sequence(Box<Shape>),
    Array(Box<Shape>, usize),
    /// A range of handles.
    Range,
    Mapping(Box<Shape>, Box<Shape>),
    Tuple(Vec<Shape>),
    Named(String),
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Option<String>,
    pub(crate) shape: Shape,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug)]
pub(crate) enum Class {
    /// Every variant is a plain name: `enum.Enum`.
    Names(Vec<Variant>),
    /// Some variant has fields: a dataclass each, and an alias of their union.
    Sum(Vec<Variant>),
    Struct(Vec<Field>),
    /// Names of bits with their values.
    Flags(Vec<(String, String)>),
}

/// The classes by name.
pub(crate) type Classes = BTreeMap<String, Class>;

/// Reads the classes of the naga that Cargo resolved.
pub(crate) fn read() -> Result<Classes, Problem> {
    let (naga, naga_types) = sources()?;
    let mut classes = Classes::new();
    read_file(&naga.join("ir/mod.rs"), None, &mut classes)?;
    read_file(&naga.join("diagnostic_filter.rs"), None, &mut classes)?;
    // A working table of the WGSL front end, which no module holds.
    classes.remove("DiagnosticFilterMap");
    for entry in fs::read_dir(naga_types)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            read_file(
                &path,
                Some(&["ShaderStage", "ResourceBinding"]),
                &mut classes,
            )?;
        }
    }
    Ok(classes)
}

/// What cargo prints.
fn cargo(arguments: &[&str]) -> Result<String, Problem> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The source folders of `naga` and `naga-types`.
fn sources() -> Result<(PathBuf, PathBuf), Problem> {
    let version = cargo(&["-vV"])?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("cargo does not tell its host")?;
    // What other platforms need is not there on a machine that has built for one only.
    let metadata = cargo(&[
        "metadata",
        "--offline",
        "--locked",
        "--filter-platform",
        host,
        "--format-version",
        "1",
        "--manifest-path",
        concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
    ])?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let find = |name: &str, version: Option<&str>| -> Result<PathBuf, Problem> {
        let packages = metadata["packages"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let manifest = packages
            .iter()
            .find(|package| {
                package["name"] == name
                    && version.is_none_or(|version| package["version"] == version)
            })
            .and_then(|package| package["manifest_path"].as_str())
            .ok_or_else(|| format!("{name} is not a dependency"))?;
        Ok(Path::new(manifest).with_file_name("src"))
    };
    let version = naga_toolchain::NAGA_VERSION;
    Ok((
        find("naga", Some(version))?,
        find("naga-types", Some(version))?,
    ))
}

fn read_file(file: &Path, wanted: Option<&[&str]>, classes: &mut Classes) -> Result<(), Problem> {
    let wanted = |name: &str| wanted.is_none_or(|names| names.contains(&name));
    for item in syn::parse_file(&fs::read_to_string(file)?)?.items {
        match item {
            Item::Enum(item) if is_public(&item.vis) && wanted(&item.ident.to_string()) => {
                let variants = item
                    .variants
                    .iter()
                    .map(|variant| {
                        Ok(Variant {
                            name: variant.ident.to_string(),
                            fields: fields(&variant.fields)?,
                        })
                    })
                    .collect::<Result<Vec<_>, Problem>>()?;
                let plain = variants.iter().all(|variant| variant.fields.is_empty());
                let class = if plain {
                    Class::Names(variants)
                } else {
                    Class::Sum(variants)
                };
                classes.insert(item.ident.to_string(), class);
            }
            Item::Struct(item) if is_public(&item.vis) && wanted(&item.ident.to_string()) => {
                let name = item.ident.to_string();
                let open = !item.fields.is_empty()
                    && item.fields.iter().all(|field| is_public(&field.vis));
                if open && !name.ends_with("Error") {
                    classes.insert(name, Class::Struct(fields(&item.fields)?));
                }
            }
            Item::Macro(item)
                if item
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "bitflags") =>
            {
                if let Some((name, flags)) = flags(&item.mac.tokens.to_string())
                    && wanted(&name)
                {
                    classes.insert(name, Class::Flags(flags));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn fields(list: &Fields) -> Result<Vec<Field>, Problem> {
    list.iter()
        .map(|field| {
            let name = field.ident.as_ref().map(ToString::to_string);
            Ok(Field {
                name,
                shape: shape(&field.ty)?,
            })
        })
        .collect()
}

/// The name and the bits in the tokens of a call of `bitflags!`.
fn flags(tokens: &str) -> Option<(String, Vec<(String, String)>)> {
    let (_, rest) = tokens.split_once("pub struct")?;
    let name = rest.split(':').next()?.trim().to_owned();
    let flags = rest.split("const ").skip(1).filter_map(|part| {
        let (flag, value) = part.split_once('=')?;
        Some((
            flag.trim().to_owned(),
            value.split(';').next()?.trim().to_owned(),
        ))
    });
    Some((name, flags.collect()))
}

fn shape(ty: &Type) -> Result<Shape, Problem> {
    match ty {
        Type::Path(path) => {
            let segment = path.path.segments.last().ok_or("an empty path")?;
            let arguments: Vec<&Type> = match &segment.arguments {
                PathArguments::AngleBracketed(list) => list
                    .args
                    .iter()
                    .filter_map(|argument| match argument {
                        GenericArgument::Type(ty) => Some(ty),
                        _ => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            let inner = |index: usize| -> Result<Box<Shape>, Problem> {
                let ty = arguments.get(index).ok_or("a type argument is missing")?;
                Ok(Box::new(shape(ty)?))
            };
            let item = || match *inner(0)? {
                Shape::Named(item) => Ok(item),
                other => Err(Problem::from(format!("a handle of {other:?}"))),
            };
            let name = segment.ident.to_string();
            Ok(match name.as_str() {
                "Handle" => Shape::Handle(item()?),
                "Range" => Shape::Range,
                "Option" => Shape::Optional(inner(0)?),
                "Vec" | "Arena" | "UniqueArena" => Shape::Sequence(inner(0)?),
                "Box" => *inner(0)?,
                "FastIndexMap" => Shape::Mapping(inner(0)?, inner(1)?),
                "NamedExpressions" => Shape::Mapping(
                    Box::new(Shape::Handle("Expression".to_owned())),
                    Box::new(Shape::Named("String".to_owned())),
                ),
                "Block" => Shape::Sequence(Box::new(Shape::Named("Statement".to_owned()))),
                "NonZeroU32" => Shape::Named("u32".to_owned()),
                "Bytes" => Shape::Named("u8".to_owned()),
                _ => Shape::Named(name),
            })
        }
        Type::Array(array) => {
            let length = array.len.to_token_stream().to_string();
            let length = length
                .parse()
                .map_err(|_| format!("an array of length {length}"))?;
            Ok(Shape::Array(Box::new(shape(&array.elem)?), length))
        }
        Type::Tuple(tuple) => Ok(Shape::Tuple(
            tuple.elems.iter().map(shape).collect::<Result<_, _>>()?,
        )),
        other => Err(format!("a type without a Python form: {}", other.to_token_stream()).into()),
    }
}
