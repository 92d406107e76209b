//! The native module `_naga` of the Python package `naga`.
//!
//! Everything here is thin: Python values in, a call of the toolchain on a large stack without
//! the GIL, Python values out. What the package shows stands in Python files that re-export this.

#![allow(
    clippy::needless_pass_by_value,
    reason = "pyo3 hands arguments over by value"
)]

mod back;
mod bench;
mod errors;
mod front;
mod handles;
mod ir;
mod layout;
mod module;
mod outline;
mod stack;
mod typed;
mod valid;

use pyo3::prelude::*;

/// Native part of `naga`; import from `naga` instead.
#[pymodule(gil_used = false)]
mod _naga {
    #[pymodule_export]
    use super::bench::translate_all;
    #[pymodule_export]
    use super::front::{load, parse_glsl, parse_hlsl, parse_spirv, parse_wgsl};
    #[pymodule_export]
    use super::module::Module;
    #[pymodule_export]
    use super::valid::ValidatedModule;

    #[pymodule_export]
    const NAGA_VERSION: &str = naga_toolchain::NAGA_VERSION;

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = naga_toolchain::VERSION;
}
