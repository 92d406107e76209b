//! `Module`: a parsed shader, cheap to hand around, and what can be asked of it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, OnceLock};

use keywords_py::{self as keywords, Operation};
use naga_toolchain::check::{self, Checked};
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::exchange;
use naga_toolchain::options::Options;
use naga_toolchain::parse::Parsed;
use naga_toolchain::reflect::{self, Outline};
use naga_toolchain::source::{Language, Source};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::front::TextOrBytes;
use crate::handles::{self, FunctionReference};
use crate::typed::{
    Bindings, Diagnostics, EntryPoints, IrModule, LanguageName, Overrides, Spans, Structs,
};
use crate::valid::{self, ValidatedModule};
use crate::{back, errors, ir, layout, outline, stack};

/// Something that holds a module: dropping it recurses over its blocks, and a thread may have little
/// stack.
pub(crate) struct Held<T: Send + 'static>(Option<T>);

impl<T: Send + 'static> Held<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
    }

    pub(crate) fn get(&self) -> PyResult<&T> {
        // Only `drop` takes it.
        self.0
            .as_ref()
            .ok_or_else(|| PyValueError::new_err("the module is gone"))
    }
}

impl<T: Send + 'static> Drop for Held<T> {
    fn drop(&mut self) {
        if let Some(value) = self.0.take() {
            stack::drop_there(value);
        }
    }
}

/// A shader module: naga's IR with the source it came from. It never changes, so it can be shared
/// between threads; two are equal when their IR and its spans are.
///
/// Made by `naga.parse_wgsl`, `naga.parse_glsl`, `naga.parse_spirv`, `naga.load`, from IR with
/// `Module.from_ir`, or from bytes with `Module.from_bytes`. Nothing is known of its validity
/// until `validate` is called.
#[pyclass(frozen, module = "naga")]
pub(crate) struct Module {
    parsed: Held<Parsed>,
    /// Those it was parsed with; they hold for what is done to it later, too.
    options: Arc<Options>,
    ir: PyOnceLock<Py<PyAny>>,
    outline: OnceLock<Outline>,
    identity: OnceLock<Vec<u8>>,
    bytes: PyOnceLock<Py<PyBytes>>,
    ir_bytes: PyOnceLock<Py<PyBytes>>,
    checked: OnceLock<Arc<Held<Checked>>>,
}

impl Module {
    pub(crate) fn new(parsed: Parsed, options: Arc<Options>) -> Self {
        Self {
            parsed: Held::new(parsed),
            options,
            ir: PyOnceLock::new(),
            outline: OnceLock::new(),
            identity: OnceLock::new(),
            bytes: PyOnceLock::new(),
            ir_bytes: PyOnceLock::new(),
            checked: OnceLock::new(),
        }
    }

    /// The options of a call that names none.
    pub(crate) fn default_options() -> Arc<Options> {
        static DEFAULT: LazyLock<Arc<Options>> = LazyLock::new(Arc::default);
        DEFAULT.clone()
    }

    pub(crate) fn parsed(&self) -> PyResult<&Parsed> {
        self.parsed.get()
    }

    /// The module validated with these options.
    pub(crate) fn check(
        &self,
        py: Python<'_>,
        options: &Arc<Options>,
    ) -> PyResult<Arc<Held<Checked>>> {
        let parsed = self.parsed()?;
        let checked = stack::run(py, || check::check(parsed.clone(), options))?;
        let checked = checked.map_err(|failure| errors::raise(py, &failure))?;
        Ok(Arc::new(Held::new(checked)))
    }

    /// The module validated with the options it was parsed with.
    fn checked(&self, py: Python<'_>) -> PyResult<Arc<Held<Checked>>> {
        if let Some(checked) = self.checked.get() {
            return Ok(checked.clone());
        }
        let checked = self.check(py, &self.options)?;
        Ok(self.checked.get_or_init(|| checked).clone())
    }

    fn outline(&self, py: Python<'_>) -> PyResult<&Outline> {
        if let Some(outline) = self.outline.get() {
            return Ok(outline);
        }
        let parsed = self.parsed()?;
        let outline = stack::run(py, || reflect::outline(parsed))?;
        let outline = outline.map_err(|failure| errors::raise(py, &failure))?;
        Ok(self.outline.get_or_init(|| outline))
    }

    /// IR and spans as bytes: what makes two modules equal.
    fn identity(&self, py: Python<'_>) -> PyResult<&[u8]> {
        if let Some(identity) = self.identity.get() {
            return Ok(identity);
        }
        let parsed = self.parsed()?;
        let identity = stack::run(py, || exchange::identity(parsed))?;
        let identity = identity.map_err(|failure| errors::raise(py, &failure))?;
        Ok(self.identity.get_or_init(|| identity))
    }

    /// All of it as bytes, written when they are first asked for and kept: a module is given to
    /// several devices, or to one again.
    pub(crate) fn bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        if let Some(bytes) = self.bytes.get(py) {
            return Ok(bytes.bind(py).clone());
        }
        let bytes = self.written(py, exchange::write)?;
        Ok(self.bytes.get_or_init(py, || bytes).bind(py).clone())
    }

    /// The IR alone as bytes, kept as well. Who has all of it has the IR.
    pub(crate) fn ir_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        if let Some(bytes) = self.ir_bytes.get(py).or_else(|| self.bytes.get(py)) {
            return Ok(bytes.bind(py).clone());
        }
        let bytes = self.written(py, exchange::write_for_validator)?;
        Ok(self.ir_bytes.get_or_init(py, || bytes).bind(py).clone())
    }

    fn written(
        &self,
        py: Python<'_>,
        write: fn(&Parsed) -> Result<Vec<u8>, Failure>,
    ) -> PyResult<Py<PyBytes>> {
        let parsed = self.parsed()?;
        let bytes = stack::run(py, || write(parsed))?;
        let bytes = bytes.map_err(|failure| errors::raise(py, &failure))?;
        Ok(PyBytes::new(py, &bytes).unbind())
    }

    fn emit<'py>(
        &self,
        py: Python<'py>,
        operation: Operation,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        back::emit(py, &self.checked(py)?, &self.options, operation, keywords)
    }
}

#[pymethods]
impl Module {
    /// The IR as frozen dataclasses of `naga.ir`; converted when it is first asked for, and kept.
    #[getter]
    fn ir<'py>(&self, py: Python<'py>) -> PyResult<IrModule<'py>> {
        let ir = match self.ir.get(py) {
            Some(ir) => ir,
            None => {
                let ir = ir::module_to_python(py, self.parsed()?)?;
                self.ir.get_or_init(py, || ir)
            }
        };
        Ok(IrModule(ir.bind(py).clone()))
    }

    /// Makes a module from IR.
    ///
    /// The handles in it are checked, and nothing else: validate it before you rely on it.
    ///
    /// Args:
    ///     ir: The IR, perhaps a changed copy of another module's.
    ///     spans: The spans of all items, as `Module.spans` gives them; without them nothing
    ///         leads back to a source.
    ///     source: What the spans refer to: a text, or the words of a SPIR-V module.
    ///     path: What messages call the source.
    ///     language: The language of the source; WGSL by default.
    ///
    /// Raises:
    ///     TypeError: A value in the IR has the wrong type; the message names the place.
    ///     ValueError: A number does not fit, or the spans are those of another module.
    ///     ParseError: A handle refers to nothing.
    ///     LimitError: Blocks are nested too deep.
    #[staticmethod]
    #[pyo3(signature = (ir: "ir.Module", /, *, spans: "Sequence[tuple[int, int]] | None" = None, source: "str | bytes | None" = None, path: "str | None" = None, language: "Language | None" = None) -> "Module")]
    fn from_ir(
        py: Python<'_>,
        ir: &Bound<'_, PyAny>,
        spans: Option<Vec<(u32, u32)>>,
        source: Option<TextOrBytes>,
        path: Option<String>,
        language: Option<&str>,
    ) -> PyResult<Self> {
        let mut module = ir::from_python(ir)?;
        let path = path.unwrap_or_else(|| "<ir>".to_owned());
        let language = match language {
            None => Language::Wgsl,
            Some(name) => Language::from_name(name).ok_or_else(|| {
                let known: Vec<_> = Language::ALL.iter().map(|each| each.name()).collect();
                PyValueError::new_err(format!(
                    "there is no language {name:?}; there are: {}",
                    known.join(", ")
                ))
            })?,
        };
        let source = match source {
            None => Source::text(path, language, ""),
            Some(TextOrBytes::Text(text)) if language.is_text() => {
                Source::text(path, language, text)
            }
            Some(TextOrBytes::Bytes(bytes)) if !language.is_text() => Source::binary(path, bytes),
            Some(_) => {
                return Err(PyTypeError::new_err(
                    "a source in SPIR-V is bytes, and any other is a text",
                ));
            }
        };
        let made = stack::run(py, move || {
            if let Some(spans) = spans {
                let table: Vec<_> = spans.into_iter().map(|(start, end)| [start, end]).collect();
                if let Err(wrong) = exchange::spans::apply(&mut module, &table) {
                    return Ok(Err(wrong));
                }
            }
            Parsed::from_module(module, source).map(Ok)
        })?;
        let parsed = made
            .map_err(|failure: Failure| errors::raise(py, &failure))?
            .map_err(|wrong| PyValueError::new_err(format!("spans: {wrong}")))?;
        Ok(Self::new(parsed, Self::default_options()))
    }

    /// Reads a module from what `__naga_module__` gave.
    ///
    /// Raises:
    ///     ParseError: The bytes are no module, are damaged, or another version of naga wrote them.
    #[staticmethod]
    #[pyo3(signature = (data: "bytes", /) -> "Module")]
    fn from_bytes(py: Python<'_>, data: Vec<u8>) -> PyResult<Self> {
        let parsed = stack::run(py, || exchange::read(&data))?;
        let parsed = parsed.map_err(|failure| errors::raise(py, &failure))?;
        Ok(Self::new(parsed, Self::default_options()))
    }

    /// The IR alone as bytes, for who validates it at once and asks `__naga_module__` where there is more
    /// to say.
    fn __naga_ir__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ir_bytes(py)
    }

    /// The module as bytes, with its spans, its source and the warnings about it: for other packages
    /// of the same version of naga, and what pickling uses.
    fn __naga_module__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.bytes(py)
    }

    /// Reads what pickling wrote: a module with the options it was parsed with.
    #[staticmethod]
    #[pyo3(signature = (data: "bytes", options: "str", /) -> "Module")]
    fn _unpickle(py: Python<'_>, data: Vec<u8>, options: &str) -> PyResult<Self> {
        let module = Self::from_bytes(py, data)?;
        if options.is_empty() {
            return Ok(module);
        }
        let options = serde_json::from_str(options)
            .map_err(|error| PyValueError::new_err(format!("options: {error}")))?;
        Ok(Self {
            options: Arc::new(options),
            ..module
        })
    }

    #[pyo3(signature = () -> "tuple[Callable[[bytes, str], Module], tuple[bytes, str]]")]
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let (py, own) = (slf.py(), &slf.get().options);
        let options = if *own == Self::default_options() {
            String::new()
        } else {
            serde_json::to_string(&**own)
                .map_err(|error| PyValueError::new_err(format!("options: {error}")))?
        };
        let bytes = slf.get().__naga_module__(py)?;
        let arguments = (bytes, options).into_pyobject(py)?;
        PyTuple::new(
            py,
            [slf.get_type().getattr("_unpickle")?, arguments.into_any()],
        )
    }

    /// The entry points, in the order of the source.
    #[getter]
    fn entry_points<'py>(&self, py: Python<'py>) -> PyResult<EntryPoints<'py>> {
        outline::entry_points(py, self.outline(py)?)
    }

    /// The resources with a group and a binding, in that order.
    #[getter]
    fn bindings<'py>(&self, py: Python<'py>) -> PyResult<Bindings<'py>> {
        outline::bindings(py, self.outline(py)?)
    }

    /// The overrides that a host can set.
    #[getter]
    fn overrides<'py>(&self, py: Python<'py>) -> PyResult<Overrides<'py>> {
        outline::overrides(py, self.outline(py)?)
    }

    /// The structs with a name.
    #[getter]
    fn structs<'py>(&self, py: Python<'py>) -> PyResult<Structs<'py>> {
        outline::structs(py, self.outline(py)?)
    }

    /// The text of the source; None for SPIR-V binaries.
    #[getter]
    fn source(&self) -> PyResult<Option<&str>> {
        let source = self.parsed()?.source();
        Ok(source.language().is_text().then(|| source.as_text()))
    }

    /// What messages call the source: its path, or a name in angle brackets.
    #[getter]
    fn path(&self) -> PyResult<&str> {
        Ok(self.parsed()?.source().name())
    }

    /// The language of the source: `wgsl`, `glsl`, `spirv`, ….
    #[getter]
    fn language<'py>(&self, py: Python<'py>) -> PyResult<LanguageName<'py>> {
        let name = self.parsed()?.source().language().name();
        Ok(LanguageName(PyString::intern(py, name).into_any()))
    }

    /// Warnings of the front end.
    #[getter]
    fn diagnostics<'py>(&self, py: Python<'py>) -> PyResult<Diagnostics<'py>> {
        errors::diagnostics(py, self.parsed()?.warnings()).map(Diagnostics)
    }

    /// The spans of all items: start and end in bytes, `(0, 0)` where there is none.
    ///
    /// In the order of the arenas (types, constants, overrides, global variables, global
    /// expressions, functions, diagnostic filters), then for each function and after them each
    /// entry point local variables, expressions and statements, a statement before those in its
    /// blocks.
    #[getter]
    fn spans<'py>(&self, py: Python<'py>) -> PyResult<Spans<'py>> {
        let table = exchange::spans::collect(self.parsed()?.module());
        let table = table.into_iter().map(|[start, end]| (start, end));
        PyTuple::new(py, table.collect::<Vec<_>>()).map(Spans)
    }

    /// Where an item stands in the source.
    ///
    /// Args:
    ///     arena: The arena that the handle is of, by its name in `naga.ir.Module` or
    ///         `naga.ir.Function`; also `statements` of a function, by their number in the order
    ///         of `naga.ir.statements`.
    ///     handle: The handle.
    ///     function: Whose expressions, local variables or statements are meant: the handle of a
    ///         function, or the name of an entry point.
    ///
    /// Returns:
    ///     Start and end in bytes; None where the IR says nothing.
    ///
    /// Raises:
    ///     IndexError: There is no such item.
    ///     KeyError: There is no such entry point.
    ///     ValueError: There is no such arena.
    #[pyo3(signature = (arena: "Arena", handle: "int", /, *, function: "FunctionReference | None" = None) -> "tuple[int, int] | None")]
    fn span_of(
        &self,
        arena: &str,
        handle: usize,
        function: Option<FunctionReference>,
    ) -> PyResult<Option<(usize, usize)>> {
        let span = handles::span(self.parsed()?.module(), arena, handle, function.as_ref())?;
        Ok(span.to_range().map(|range| (range.start, range.end)))
    }

    /// The text of an item in the source; empty where the IR does not say.
    ///
    /// The arguments are those of `span_of`.
    #[pyo3(signature = (arena: "Arena", handle: "int", /, *, function: "FunctionReference | None" = None) -> "str")]
    fn source_of(
        &self,
        arena: &str,
        handle: usize,
        function: Option<FunctionReference>,
    ) -> PyResult<&str> {
        let parsed = self.parsed()?;
        let span = handles::span(parsed.module(), arena, handle, function.as_ref())?;
        Ok(span
            .to_range()
            .map_or("", |range| parsed.source().slice(range)))
    }

    /// Line and column of a byte of the source, both from 1; columns count characters.
    #[pyo3(signature = (offset: "int", /) -> "tuple[int, int]")]
    fn position(&self, offset: usize) -> PyResult<(usize, usize)> {
        let position = self.parsed()?.source().position(offset);
        Ok((position.line, position.column))
    }

    /// Validates the module.
    ///
    /// Args:
    ///     **options: What a module may use, and what of it is checked; see `ValidateOptions`.
    ///
    /// Raises:
    ///     ValidationError: The module is not valid; all that is wrong with it is told.
    #[pyo3(signature = (**options: "Unpack[ValidateOptions]") -> "ValidatedModule")]
    fn validate(
        slf: &Bound<'_, Self>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<ValidatedModule> {
        let this = slf.get();
        let py = slf.py();
        let module = slf.clone().unbind();
        if options.is_none_or(PyDictMethods::is_empty) {
            return Ok(ValidatedModule::new(
                module,
                this.checked(py)?,
                this.options.clone(),
            ));
        }
        let own = keywords::applied(&this.options, Operation::Validate, options)?;
        Ok(ValidatedModule::new(module, this.check(py, &own)?, own))
    }

    /// The type of an expression of a function: as `validate().type_of(...)`.
    #[pyo3(signature = (function: "FunctionReference", handle: "int", /) -> "TypeInner")]
    fn type_of(
        &self,
        py: Python<'_>,
        function: FunctionReference,
        handle: usize,
    ) -> PyResult<Py<PyAny>> {
        valid::type_of(py, self.checked(py)?.get()?, &function, handle)
    }

    /// The layout of a type in memory: as `validate().layout(...)`.
    #[pyo3(signature = (name: "str", /, *, space: "Space" = "storage") -> "Layout")]
    fn layout<'py>(&self, py: Python<'py>, name: &str, space: &str) -> PyResult<Bound<'py, PyAny>> {
        layout::of(py, &self.checked(py)?, name, space)
    }

    /// Writes MSL: as `validate().to_msl(...)`.
    #[pyo3(signature = (**options: "Unpack[MslOptions]") -> "TextOutput")]
    fn to_msl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToMsl, options)
    }

    /// Writes HLSL: as `validate().to_hlsl(...)`.
    #[pyo3(signature = (**options: "Unpack[HlslOptions]") -> "TextOutput")]
    fn to_hlsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToHlsl, options)
    }

    /// Writes GLSL: as `validate().to_glsl(...)`.
    #[pyo3(signature = (**options: "Unpack[GlslOptions]") -> "TextOutput")]
    fn to_glsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToGlsl, options)
    }

    /// Writes SPIR-V: as `validate().to_spirv(...)`.
    #[pyo3(signature = (**options: "Unpack[SpirvOptions]") -> "BinaryOutput")]
    fn to_spirv<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToSpirv, options)
    }

    /// Writes WGSL: as `validate().to_wgsl(...)`.
    #[pyo3(signature = (**options: "Unpack[WgslOptions]") -> "TextOutput")]
    fn to_wgsl<'py>(
        &self,
        py: Python<'py>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.emit(py, Operation::ToWgsl, options)
    }

    /// Writes a picture for Graphviz: as `validate().to_dot(...)`.
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
        valid::ir_text(py, &self.checked(py)?)
    }

    /// What a host must know of the module, as plain data: as `validate().reflect()`.
    #[pyo3(signature = () -> "Reflection")]
    fn reflect<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        valid::reflect(py, &self.checked(py)?)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        slf.py()
            .import("naga._html")?
            .call_method1("module", (slf,))?
            .extract()
    }

    /// The control flow as a picture; None where Graphviz is not installed.
    #[pyo3(signature = () -> "str | None")]
    fn _repr_svg_(slf: &Bound<'_, Self>) -> PyResult<Option<String>> {
        slf.py()
            .import("naga._html")?
            .call_method1("picture", (slf,))?
            .extract()
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else {
            return Ok(false);
        };
        let other = other.get();
        if std::ptr::eq(self.parsed()?.module(), other.parsed()?.module()) {
            return Ok(true);
        }
        Ok(self.identity(py)? == other.identity(py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        let mut hasher = DefaultHasher::new();
        self.identity(py)?.hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(&self) -> PyResult<String> {
        let parsed = self.parsed()?;
        let names: Vec<_> = parsed
            .module()
            .entry_points
            .iter()
            .map(|each| each.name.as_str())
            .collect();
        Ok(format!(
            "<naga.Module {:?}: {}>",
            parsed.source().name(),
            names.join(", ")
        ))
    }
}
