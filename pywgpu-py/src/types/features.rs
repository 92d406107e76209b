//! Features of adapters and devices, by name.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFrozenSet, PyInt, PyString};

use super::convert::{Fit, FromPy, Misfit};
use super::flags::same_name;

/// `TIMESTAMP_QUERY` as WebGPU writes it: `timestamp-query`.
pub(crate) fn kebab(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

/// The features with which a device has a capability of naga; none where they do not tell.
pub(crate) fn behind(capability: &str) -> wgpu::Features {
    let gives = |features| {
        let flags = wgpu::DownlevelFlags::all();
        let given = wgpu::wgc::device::features_to_naga_capabilities(features, flags);
        given
            .iter_names()
            .any(|(name, _)| kebab(name) == capability)
    };
    let all = wgpu::Features::all();
    let needed = all.iter().filter(|&one| !gives(all.difference(one)));
    let needed = needed.fold(wgpu::Features::empty(), wgpu::Features::union);
    if gives(needed) {
        // None, where every device has it.
        return needed;
    }
    // Any of several gives it.
    let one = all.iter().find(|&one| gives(needed.union(one)));
    one.map_or(wgpu::Features::empty(), |one| needed.union(one))
}

fn by_name(name: &str) -> Option<wgpu::Features> {
    wgpu::Features::all()
        .iter_names()
        .find(|(known, _)| same_name(known, name))
        .map(|(_, feature)| feature)
}

/// All features with their bits, the low 64 of them first.
pub(crate) fn all() -> Vec<(&'static str, u128)> {
    wgpu::Features::all()
        .iter_names()
        .map(|(name, feature)| (name, bits(feature)))
        .collect()
}

pub(crate) fn bits(features: wgpu::Features) -> u128 {
    let [low, high] = features.bits().0;
    u128::from(low) | (u128::from(high) << 64)
}

impl<'py> FromPy<'py> for wgpu::Features {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
            let low = value
                .call_method1("__and__", (u64::MAX,))?
                .extract::<u64>()?;
            let high = value.call_method1("__rshift__", (64,))?;
            let high = high
                .extract::<u64>()
                .map_err(|_| Misfit::wrong_value(value, "Features flags"))?;
            return Self::from_bits(wgpu::wgt::FeatureBits([low, high]))
                .ok_or_else(|| Misfit::wrong_value(value, "Features flags"));
        }
        let unknown = |name: &str| {
            Misfit::value(format!(
                "there is no feature \"{name}\"; `adapter.features` lists those that there are"
            ))
        };
        if let Ok(text) = value.cast::<PyString>() {
            let mut features = Self::empty();
            for name in text
                .to_str()?
                .split('|')
                .map(str::trim)
                .filter(|n| !n.is_empty())
            {
                features |= by_name(name).ok_or_else(|| unknown(name))?;
            }
            return Ok(features);
        }
        if !value.hasattr("__iter__")? {
            return Err(Misfit::wrong_type(value, "names of features"));
        }
        let mut features = Self::empty();
        for (index, item) in value.try_iter()?.enumerate() {
            features |= Self::from_py(&item?).map_err(|e| e.at_index(index))?;
        }
        Ok(features)
    }
}

/// Features as a set of their names.
pub(crate) fn to_py<'py>(
    py: Python<'py>,
    features: wgpu::Features,
) -> PyResult<Bound<'py, PyFrozenSet>> {
    PyFrozenSet::new(py, features.iter_names().map(|(name, _)| kebab(name)))
}
