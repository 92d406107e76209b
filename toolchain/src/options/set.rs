//! Sets of named flags: naga's bit flags, spoken of by name.

use std::borrow::Cow;
use std::fmt;

use bitflags::Flags;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::OptionValue;

/// A set of flags of one naga type.
///
/// In files: a list of names, or one text as on the command line. As text: names separated by
/// commas, `all`, `none`, `default`; a name with a leading `-` is taken out of what stands
/// before it, so `all,-float64` is everything but `float64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagSet<F>(pub F);

/// A flag type that has a name for schemas and help, and a default for the word `default`.
pub trait NamedFlags: Flags + Copy {
    /// Name in the JSON schema.
    const NAME: &'static str;

    /// What `default` means.
    fn default_set() -> Self;
}

/// The name of a flag as users write it: `SHADER_FLOAT16` is `shader-float16`.
#[must_use]
pub fn flag_name(constant: &str) -> String {
    constant.to_ascii_lowercase().replace('_', "-")
}

/// Every single-bit flag of a type with its name.
pub fn flags<F: Flags + Copy>() -> impl Iterator<Item = (String, F)> {
    F::FLAGS
        .iter()
        .map(|flag| (flag_name(flag.name()), *flag.value()))
}

impl<F: NamedFlags> FlagSet<F> {
    /// The names in the set, in the order naga declares them.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0
            .iter_names()
            .map(|(name, _)| flag_name(name))
            .collect()
    }

    fn apply(set: &mut F, word: &str) -> Result<(), String> {
        let (remove, name) = match word.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word),
        };
        let normal = flag_name(name);
        let flags = match normal.as_str() {
            "all" => F::all(),
            "none" => F::empty(),
            "default" => F::default_set(),
            _ => flags::<F>()
                .find(|(candidate, _)| *candidate == normal)
                .map(|(_, flag)| flag)
                .ok_or_else(|| unknown::<F>(name))?,
        };
        if remove {
            set.remove(flags);
        } else {
            set.insert(flags);
        }
        Ok(())
    }
}

fn unknown<F: NamedFlags>(name: &str) -> String {
    let names: Vec<_> = flags::<F>().map(|(name, _)| name).collect();
    format!(
        "`{name}` is not a {}; there are: all, none, default, {}",
        F::NAME,
        names.join(", ")
    )
}

impl<F: NamedFlags> OptionValue for FlagSet<F> {
    const KIND: &'static str = "NAMES";

    fn names() -> Vec<String> {
        flags::<F>().map(|(name, _)| name).collect()
    }

    fn from_text(text: &str) -> Result<Self, String> {
        let mut set = F::empty();
        for word in text.split([',', '|', ' ']).filter(|word| !word.is_empty()) {
            Self::apply(&mut set, word)?;
        }
        Ok(Self(set))
    }
}

impl<F: NamedFlags> Serialize for FlagSet<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de, F: NamedFlags> Deserialize<'de> for FlagSet<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words<F>(std::marker::PhantomData<F>);

        impl<'de, F: NamedFlags> Visitor<'de> for Words<F> {
            type Value = FlagSet<F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of {} names", F::NAME)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                FlagSet::from_text(text).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Self::Value, A::Error> {
                let mut set = F::empty();
                while let Some(word) = words.next_element::<Cow<'_, str>>()? {
                    FlagSet::apply(&mut set, &word).map_err(de::Error::custom)?;
                }
                Ok(FlagSet(set))
            }
        }

        deserializer.deserialize_any(Words(std::marker::PhantomData))
    }
}

impl<F: NamedFlags> JsonSchema for FlagSet<F> {
    fn schema_name() -> Cow<'static, str> {
        F::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut words = vec!["all".to_owned(), "none".to_owned(), "default".to_owned()];
        words.extend(flags::<F>().map(|(name, _)| name));
        let removed: Vec<_> = words.iter().map(|word| format!("-{word}")).collect();
        words.extend(removed);
        json_schema!({
            "description": "Names, applied in order; a leading `-` removes.",
            "anyOf": [
                { "type": "array", "items": { "type": "string", "enum": words } },
                { "type": "string" },
            ],
        })
    }
}

macro_rules! named_flags {
    ($($type:ty, $name:literal, $default:expr;)*) => {$(
        impl NamedFlags for $type {
            const NAME: &'static str = $name;

            fn default_set() -> Self {
                $default
            }
        }
    )*};
}

named_flags! {
    naga::valid::Capabilities, "capability", naga::valid::Capabilities::all();
    naga::valid::ValidationFlags, "validation-flag", naga::valid::ValidationFlags::all();
    naga::valid::ShaderStages, "shader-stage", naga::valid::ShaderStages::all();
    naga::valid::SubgroupOperationSet, "subgroup-operation", naga::valid::SubgroupOperationSet::all();
    naga::back::glsl::WriterFlags, "glsl-writer-flag",
        naga::back::glsl::WriterFlags::ADJUST_COORDINATE_SPACE;
    naga::back::spv::WriterFlags, "spirv-writer-flag",
        naga::back::spv::WriterFlags::ADJUST_COORDINATE_SPACE
            | naga::back::spv::WriterFlags::LABEL_VARYINGS
            | naga::back::spv::WriterFlags::CLAMP_FRAG_DEPTH;
}
