//! Sets of flags: an integer (an `IntFlag`), a name, names joined with `|`, or a list of names.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyString};

use super::convert::{Fit, FromPy, Misfit, is_sequence};

fn names<F: bitflags::Flags>() -> String {
    let names: Vec<&str> = F::FLAGS.iter().map(bitflags::Flag::name).collect();
    names.join(", ")
}

/// Same name, whatever the case and the hyphens.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one.bytes().zip(other.bytes()).all(|(a, b)| {
            let plain = |c: u8| {
                if c == b'-' {
                    b'_'
                } else {
                    c.to_ascii_uppercase()
                }
            };
            plain(a) == plain(b)
        })
}

fn by_names<F: bitflags::Flags + Copy>(text: &str, set: &str) -> Fit<F> {
    let mut flags = F::empty();
    for name in text
        .split('|')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let known = F::FLAGS
            .iter()
            .find(|flag| same_name(flag.name(), name))
            .ok_or_else(|| {
                Misfit::value(format!(
                    "there is no {set} \"{name}\"; expected some of {}",
                    names::<F>()
                ))
            })?;
        flags = flags.union(*known.value());
    }
    Ok(flags)
}

fn read<F>(value: &Bound<'_, PyAny>, set: &str) -> Fit<F>
where
    F: bitflags::Flags + Copy,
    F::Bits: TryFrom<u64>,
{
    let expected = || format!("{set} flags: some of {}", names::<F>());
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        let bits = value
            .extract::<u64>()
            .ok()
            .and_then(|bits| F::Bits::try_from(bits).ok())
            .and_then(F::from_bits);
        return bits.ok_or_else(|| Misfit::wrong_value(value, &expected()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return by_names(text.to_str()?, set);
    }
    if is_sequence(value) || value.hasattr("__iter__")? {
        let mut flags = F::empty();
        for (index, item) in value.try_iter()?.enumerate() {
            let item = item?;
            flags = flags.union(read(&item, set).map_err(|e: Box<Misfit>| e.at_index(index))?);
        }
        return Ok(flags);
    }
    Err(Misfit::wrong_type(value, &expected()))
}

macro_rules! flags {
    ($($type:ty as $set:literal),* $(,)?) => {
        $(
            impl<'py> FromPy<'py> for $type {
                #[inline]
                fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
                    read(value, $set)
                }
            }
        )*

        /// Every set of flags with names and bits.
        pub(crate) fn all_sets() -> Vec<(&'static str, Vec<(&'static str, u64)>)> {
            vec![$(
                ($set, <$type as bitflags::Flags>::FLAGS
                    .iter()
                    .map(|flag| (flag.name(), u64::from(flag.value().bits())))
                    .collect()),
            )*]
        }
    };
}

flags! {
    wgpu::AccelerationStructureFlags as "AccelerationStructureFlags",
    wgpu::AccelerationStructureGeometryFlags as "AccelerationStructureGeometryFlags",
    wgpu::Backends as "Backends",
    wgpu::BufferUsages as "BufferUsages",
    wgpu::BufferUses as "BufferUses",
    wgpu::ColorWrites as "ColorWrites",
    wgpu::DownlevelFlags as "DownlevelFlags",
    wgpu::InstanceFlags as "InstanceFlags",
    wgpu::PipelineStatisticsTypes as "PipelineStatisticsTypes",
    wgpu::ShaderStages as "ShaderStages",
    wgpu::wgt::SurfaceColorSpaces as "SurfaceColorSpaces",
    wgpu::wgt::TextureChannel as "TextureChannel",
    wgpu::TextureFormatFeatureFlags as "TextureFormatFeatureFlags",
    wgpu::TextureUsages as "TextureUsages",
    wgpu::TextureUses as "TextureUses",
}

/// The names of the flags that are set, as wgpu spells them.
pub(crate) fn set_names<F: bitflags::Flags>(flags: &F) -> Vec<&'static str> {
    flags.iter_names().map(|(name, _)| name).collect()
}

/// The argument of a call as flags.
pub(crate) fn argument<'py, F: FromPy<'py>>(
    value: &Bound<'py, PyAny>,
    call: &str,
    name: &str,
) -> PyResult<F> {
    if value.is_none() {
        return Err(PyTypeError::new_err(format!(
            "{call}: {name}: expected flags; got None"
        )));
    }
    F::from_py(value).map_err(|e| e.in_field(name).raise(call))
}
