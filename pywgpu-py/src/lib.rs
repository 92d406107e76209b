//! The native module `_pywgpu` of the Python package `pywgpu`.

use pyo3::prelude::*;

/// Native part of `pywgpu`.
#[pymodule]
mod _pywgpu {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", naga_toolchain::VERSION)
    }
}
