//! The toolchain without Python around it, for `benches/naga_py.py`.

use naga_toolchain::check::check;
use naga_toolchain::emit;
use naga_toolchain::guard;
use naga_toolchain::options::Options;
use naga_toolchain::parse::parse;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;
use naga_toolchain::transform::transform;
use pyo3::prelude::*;

/// Translates WGSL to MSL as a Rust program would, all on one worker; gives how many succeeded.
#[pyfunction]
#[pyo3(signature = (sources: "list[str]", /) -> "int")]
pub(crate) fn translate_all(py: Python<'_>, sources: Vec<String>) -> PyResult<usize> {
    let options = Options::default();
    let translate = |text: &String| {
        let source = Source::text("<wgsl>", Language::Wgsl, text.as_str());
        let parsed = parse(&source, &options)?;
        let checked = transform(check(parsed, &options)?, &options)?;
        emit::emit(&checked, TargetLanguage::Msl, None, &options)
    };
    let count = py.detach(|| {
        guard::on_large_stack(|| {
            sources
                .iter()
                .filter(|text| translate(text).is_ok())
                .count()
        })
    })?;
    Ok(count)
}
