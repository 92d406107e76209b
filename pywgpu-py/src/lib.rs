//! The native module `_pywgpu` of the Python package `pywgpu`: wgpu for Python.
//!
//! The files follow wgpu: `api` has a file for each file of `wgpu/src/api` and the only classes,
//! `core` does what wgpu leaves to its caller, `hal` owns foreign memory and all `unsafe`,
//! `types` turns Python values into those of wgpu-types. The module is flat; the public structure
//! is made of Python files that re-export it.

mod api;
mod core;
mod hal;
mod types;

/// Version of wgpu that this is built on.
pub(crate) const WGPU_VERSION: &str = "30.0.1";

pub use api::module::_pywgpu;
