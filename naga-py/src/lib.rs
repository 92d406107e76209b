//! The native module `_naga` of the Python package `naga`.

use pyo3::prelude::*;

/// Native part of `naga`.
#[pymodule]
mod _naga {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("NAGA_VERSION", naga_toolchain::NAGA_VERSION)?;
        module.add("__version__", naga_toolchain::VERSION)
    }
}
