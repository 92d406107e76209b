//! `ValidatedModule`: what validation found out, and the way to the targets.

use std::sync::Arc;

use keywords_py::Operation;
use naga::proc::TypeResolution;
use naga::valid::{FunctionInfo, GlobalUse, UniformityRequirements};
use naga_toolchain::check::Checked;
use naga_toolchain::options::Options;
use naga_toolchain::options::set::flag_name;
use naga_toolchain::{ir_text, reflect};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFrozenSet, PyTuple};

use crate::handles::{self, Found, FunctionReference};
use crate::module::{Held, Module};
use crate::typed::Diagnostics;
use crate::{back, errors, ir, layout, stack};

/// A module that was found valid; it never changes.
///
/// Made by `Module.validate`. It can be written in every language, reflected, and asked what
/// validation found out: types of expressions, uniformity, what a function uses.
#[pyclass(frozen, module = "naga")]
pub(crate) struct ValidatedModule {
    module: Py<Module>,
    checked: Arc<Held<Checked>>,
    options: Arc<Options>,
}

impl ValidatedModule {
    pub(crate) fn new(
        module: Py<Module>,
        checked: Arc<Held<Checked>>,
        options: Arc<Options>,
    ) -> Self {
        Self {
            module,
            checked,
            options,
        }
    }

    fn emit<'py>(
        &self,
        py: Python<'py>,
        operation: Operation,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        back::emit(py, &self.checked, &self.options, operation, keywords)
    }
}

#[pymethods]
impl ValidatedModule {
    /// The module itself.
    #[getter]
    fn module(&self, py: Python<'_>) -> Py<Module> {
        self.module.clone_ref(py)
    }

    /// The IR alone as bytes, as `Module.__naga_ir__` gives them: for who takes either.
    fn __naga_ir__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.module.get().ir_bytes(py)
    }

    /// The module as bytes, as `Module.__naga_module__` gives them: for who takes either.
    fn __naga_module__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.module.get().bytes(py)
    }

    /// Names of the capabilities the module was validated with.
    #[getter]
    fn capabilities(&self) -> PyResult<Vec<String>> {
        let capabilities = self.checked.get()?.capabilities();
        Ok(capabilities
            .iter_names()
            .map(|(name, _)| flag_name(name))
            .collect())
    }

    /// Warnings so far.
    #[getter]
    fn diagnostics<'py>(&self, py: Python<'py>) -> PyResult<Diagnostics<'py>> {
        errors::diagnostics(py, self.checked.get()?.warnings()).map(Diagnostics)
    }

    /// The type of an expression of a function.
    ///
    /// Args:
    ///     function: The handle of a function, or the name of an entry point.
    ///     handle: The handle of the expression.
    ///
    /// Raises:
    ///     IndexError: There is no such function or expression.
    ///     KeyError: There is no such entry point.
    #[pyo3(signature = (function: "FunctionReference", handle: "int", /) -> "TypeInner")]
    fn type_of(
        &self,
        py: Python<'_>,
        function: FunctionReference,
        handle: usize,
    ) -> PyResult<Py<PyAny>> {
        type_of(py, self.checked.get()?, &function, handle)
    }

    /// What validation found out about a function, with what it calls.
    ///
    /// Args:
    ///     function: The handle of a function, or the name of an entry point.
    ///
    /// Raises:
    ///     IndexError: There is no such function.
    ///     KeyError: There is no such entry point.
    #[pyo3(signature = (function: "FunctionReference", /) -> "FunctionInfo")]
    fn function_info<'py>(
        &self,
        py: Python<'py>,
        function: FunctionReference,
    ) -> PyResult<Bound<'py, PyAny>> {
        let checked = self.checked.get()?;
        let found = function.find(checked.module())?;
        let info = info(checked, found);
        let class = py.import("naga._info")?.getattr("FunctionInfo")?;
        let stages = info
            .available_stages
            .iter_names()
            .map(|(name, _)| flag_name(name));
        let stages: Vec<_> = stages.filter(|name| name != "compute-like").collect();
        let sampling = info
            .sampling_set
            .iter()
            .map(|pair| (pair.image.index(), pair.sampler.index()));
        let uses = PyDict::new(py);
        for ((handle, _), used) in checked
            .module()
            .global_variables
            .iter()
            .zip(&info.global_uses)
        {
            if !used.is_empty() {
                let names: Vec<_> = GlobalUse::iter_names(used)
                    .map(|(name, _)| flag_name(name))
                    .collect();
                uses.set_item(handle.index(), PyFrozenSet::new(py, names)?)?;
            }
        }
        let uses = py
            .import("naga._frozen")?
            .getattr("FrozenMap")?
            .call1((uses,))?;
        class.call1((
            PyFrozenSet::new(py, stages)?,
            info.may_kill,
            info.uniformity.non_uniform_result.map(naga::Handle::index),
            PyFrozenSet::new(py, requirements(info.uniformity.requirements))?,
            PyFrozenSet::new(py, sampling.collect::<Vec<_>>())?,
            uses,
        ))
    }

    /// What validation found out about each expression of a function, by handle.
    ///
    /// Args:
    ///     function: The handle of a function, or the name of an entry point.
    ///
    /// Raises:
    ///     IndexError: There is no such function.
    ///     KeyError: There is no such entry point.
    #[pyo3(signature = (function: "FunctionReference", /) -> "tuple[ExpressionInfo, ...]")]
    fn expression_infos<'py>(
        &self,
        py: Python<'py>,
        function: FunctionReference,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let checked = self.checked.get()?;
        let found = function.find(checked.module())?;
        let info = info(checked, found);
        let class = py.import("naga._info")?.getattr("ExpressionInfo")?;
        let expressions = found
            .function(checked.module())
            .map(|function| &function.expressions);
        let made = expressions
            .into_iter()
            .flat_map(naga::Arena::iter)
            .map(|(handle, _)| {
                let expression = &info[handle];
                let uniformity = &expression.uniformity;
                class.call1((
                    expression.ref_count,
                    uniformity.non_uniform_result.map(naga::Handle::index),
                    PyFrozenSet::new(py, requirements(uniformity.requirements))?,
                ))
            });
        PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?)
    }

    /// The layout of a type in memory, with the NumPy dtype for it.
    ///
    /// Args:
    ///     name: The name of a struct, or of a variable in a buffer.
    ///     space: The address space whose rules hold: `uniform`, `storage` or `immediate`.
    ///
    /// Raises:
    ///     KeyError: There is no such type or variable.
    ///     LayoutError: The type cannot lie in memory of that kind; the message names the field.
    #[pyo3(signature = (name: "str", /, *, space: "Space" = "storage") -> "Layout")]
    fn layout<'py>(&self, py: Python<'py>, name: &str, space: &str) -> PyResult<Bound<'py, PyAny>> {
        layout::of(py, &self.checked, name, space)
    }

    /// Writes MSL.
    ///
    /// Args:
    ///     **options: How it is written; see `MslOptions`.
    ///
    /// Raises:
    ///     EmitError: MSL cannot express something in the module, or an option does not fit it.
    #[pyo3(signature = (**options: "Unpack[MslOptions]") -> "TextOutput")]
    fn to_msl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToMsl, options)
    }

    /// Writes HLSL.
    ///
    /// Args:
    ///     **options: How it is written; see `HlslOptions`.
    ///
    /// Raises:
    ///     EmitError: HLSL cannot express something in the module, or an option does not fit it.
    #[pyo3(signature = (**options: "Unpack[HlslOptions]") -> "TextOutput")]
    fn to_hlsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToHlsl, options)
    }

    /// Writes GLSL: one entry point, which `entry_point=` names where there are several.
    ///
    /// Args:
    ///     **options: How it is written; see `GlslOptions`.
    ///
    /// Raises:
    ///     EmitError: GLSL cannot express something in the module, or an option does not fit it.
    #[pyo3(signature = (**options: "Unpack[GlslOptions]") -> "TextOutput")]
    fn to_glsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToGlsl, options)
    }

    /// Writes SPIR-V.
    ///
    /// Args:
    ///     **options: How it is written; see `SpirvOptions`.
    ///
    /// Raises:
    ///     EmitError: SPIR-V cannot express something in the module, or an option does not fit it.
    #[pyo3(signature = (**options: "Unpack[SpirvOptions]") -> "BinaryOutput")]
    fn to_spirv<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToSpirv, options)
    }

    /// Writes WGSL.
    ///
    /// Args:
    ///     **options: How it is written; see `WgslOptions`.
    ///
    /// Raises:
    ///     EmitError: WGSL cannot express something in the module, or an option does not fit it.
    #[pyo3(signature = (**options: "Unpack[WgslOptions]") -> "TextOutput")]
    fn to_wgsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToWgsl, options)
    }

    /// Writes a picture of control flow, expressions and calls for Graphviz.
    ///
    /// Args:
    ///     **options: What it shows; see `DotOptions`.
    ///
    /// Raises:
    ///     EmitError: An option does not fit the module.
    #[pyo3(signature = (**options: "Unpack[DotOptions]") -> "TextOutput")]
    fn to_dot<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToDot, options)
    }

    /// The IR as readable text, one line an expression.
    fn ir_text(&self, py: Python<'_>) -> PyResult<String> {
        ir_text(py, &self.checked)
    }

    /// What a host must know of the module, as plain data: entry points and what they use,
    /// bindings, layouts, overrides.
    #[pyo3(signature = () -> "Reflection")]
    fn reflect<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        reflect(py, &self.checked)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let module = self.module.bind(py).repr()?;
        Ok(module
            .to_string()
            .replacen("naga.Module", "naga.ValidatedModule", 1))
    }
}

fn info(checked: &Checked, found: Found) -> &FunctionInfo {
    match found {
        Found::Function(handle) => &checked.info()[handle],
        Found::EntryPoint(index) => checked.info().get_entry_point(index),
    }
}

fn requirements(set: UniformityRequirements) -> Vec<String> {
    set.iter_names().map(|(name, _)| flag_name(name)).collect()
}

pub(crate) fn type_of(
    py: Python<'_>,
    checked: &Checked,
    function: &FunctionReference,
    handle: usize,
) -> PyResult<Py<PyAny>> {
    let module = checked.module();
    let found = function.find(module)?;
    let own = found
        .function(module)
        .ok_or_else(|| PyIndexError::new_err("there is no such function"))?;
    let handle = handles::expression(own, handle)?;
    match &info(checked, found)[handle].ty {
        TypeResolution::Handle(ty) => {
            let ty = module
                .types
                .get_handle(*ty)
                .map_err(|error| PyIndexError::new_err(error.to_string()))?;
            ir::part_to_python(py, &ty.inner)
        }
        TypeResolution::Value(inner) => ir::part_to_python(py, inner),
    }
}

pub(crate) fn ir_text(py: Python<'_>, checked: &Arc<Held<Checked>>) -> PyResult<String> {
    let checked = checked.get()?;
    stack::run(py, || ir_text::write(checked))
}

pub(crate) fn reflect<'py>(
    py: Python<'py>,
    checked: &Arc<Held<Checked>>,
) -> PyResult<Bound<'py, PyAny>> {
    let checked = checked.get()?;
    let reflection = stack::run(py, || {
        reflect::reflect(checked).map(|reflection| serde_json::to_string(&reflection))
    })?;
    let json = reflection
        .map_err(|failure| errors::raise(py, &failure))?
        .map_err(|error| errors::internal(py, &error.to_string()))?;
    py.import("json")?.call_method1("loads", (json,))
}
