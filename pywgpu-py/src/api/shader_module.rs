//! Shader modules.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use keywords_py::Operation;
use naga_disk::NoSource;
use naga_toolchain::check::Checked;
use naga_toolchain::diagnostic::Failure;
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source, guess};
use naga_toolchain::{guard, reflect};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::common_pipeline::Compilation;
use super::device::Device;
use super::{Label, named};
use crate::core::error::InternalError;
use crate::core::life::Held;
use crate::core::shader::{self, Handed, Override, Read};
use crate::core::shared::Shared;
use crate::hal::host;
use crate::types::convert::{Fit, FromPy, Misfit, Record, describe};
use crate::types::records::Constants;

/// A shader that the device takes.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct ShaderModule {
    pub(crate) inner: Held<wgpu::ShaderModule>,
    pub(crate) shared: Arc<Shared>,
    /// What was read; none where the driver got the shader as it was.
    read: Option<Read>,
    /// Whether the driver got SPIR-V as it was.
    pub(crate) is_raw_spirv: bool,
    /// What our own validation knows, once somebody asks.
    checked: Arc<OnceLock<Checked>>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

/// What is given beside a source.
pub(crate) struct Given<'a, 'py> {
    pub(crate) label: Label,
    pub(crate) language: Option<String>,
    /// What messages call the source, and where its includes and imports start from.
    pub(crate) path: Option<PathBuf>,
    pub(crate) stage: Option<String>,
    pub(crate) defines: Option<Bound<'py, PyDict>>,
    /// The toolchain's options for the language.
    pub(crate) options: Option<&'a Bound<'py, PyDict>>,
    pub(crate) checks: Option<wgpu::ShaderRuntimeChecks>,
}

const CALL: &str = "create_shader_module";

/// Whether a value is a `ShaderModuleDescriptor` or a dict in place of one.
fn is_descriptor(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Ok(false);
    }
    Ok(value.is_instance_of::<PyDict>()
        || value.hasattr("source")?
            && value.hasattr("label")?
            && !value.hasattr("__naga_module__")?)
}

impl<'py> Given<'_, 'py> {
    /// The source of a descriptor; its other fields stand for what was not given beside it.
    fn described(&mut self, descriptor: &Bound<'py, PyAny>) -> Fit<Bound<'py, PyAny>> {
        fn kept<'py, T: FromPy<'py>>(
            place: &mut Option<T>,
            record: &Record<'_, 'py>,
            name: &Bound<'py, PyString>,
        ) -> Fit<()> {
            if place.is_none() {
                *place = record.field(name, Some(None))?;
            }
            Ok(())
        }
        let py = descriptor.py();
        let fields = ["source", "label", "language", "path", "stage", "defines"];
        let record = Record::open(descriptor, "ShaderModuleDescriptor", &fields)?;
        kept(&mut self.label, &record, intern!(py, "label"))?;
        kept(&mut self.language, &record, intern!(py, "language"))?;
        kept(&mut self.stage, &record, intern!(py, "stage"))?;
        let mut path = None::<String>;
        kept(&mut path, &record, intern!(py, "path"))?;
        self.path = self.path.take().or_else(|| path.map(PathBuf::from));
        let mut defines = None::<Bound<'py, PyAny>>;
        kept(&mut defines, &record, intern!(py, "defines"))?;
        if let (None, Some(defines)) = (&self.defines, defines) {
            let texts = PyDict::new(py);
            texts.update(defines.cast().map_err(|_| {
                Misfit::wrong_type(&defines, "a dict of names and values").in_field("defines")
            })?)?;
            self.defines = Some(texts);
        }
        record.field(intern!(py, "source"), None)
    }
}

/// A shader as it came from Python.
enum Input {
    Source(Source),
    /// A module of the package `naga`: its IR as bytes, and all of it.
    Module(PyBackedBytes, Handed),
}

/// Bytes from a module of the package `naga`.
fn exported(export: &Bound<'_, PyAny>, name: &str) -> PyResult<PyBackedBytes> {
    let bytes = export.call0()?;
    let bytes = bytes.cast::<PyBytes>().map_err(|_| {
        PyTypeError::new_err(format!(
            "{CALL}: source: expected bytes from {name}(); got {}",
            describe(&bytes)
        ))
    })?;
    Ok(bytes.clone().into())
}

/// Bytes as the words of SPIR-V.
pub(crate) fn words(bytes: &[u8], call: &str) -> PyResult<Vec<u32>> {
    if !bytes.len().is_multiple_of(4) {
        return Err(PyValueError::new_err(format!(
            "{call}: expected SPIR-V, which is made of words of 4 bytes; got {} bytes",
            bytes.len()
        )));
    }
    Ok(bytes
        .chunks_exact(4)
        .map(|word| word.try_into().map_or(0, u32::from_le_bytes))
        .collect())
}

/// The language that was asked for.
fn language(given: &Given<'_, '_>) -> PyResult<Option<Language>> {
    let Some(name) = given.language.as_deref() else {
        return Ok(None);
    };
    let known = Language::from_name(name).ok_or_else(|| {
        let known = Language::ALL.map(Language::name).join(", ");
        PyValueError::new_err(format!(
            "{CALL}: language: expected one of {known}; got {name:?}"
        ))
    });
    known.map(Some)
}

/// A file as a source.
fn file(py: Python<'_>, path: &Path, language: Option<Language>) -> PyResult<Source> {
    let read = py.detach(|| naga_disk::source(path, language));
    read.map_err(|error| match error {
        NoSource::Unreadable(error) => keywords_py::unreadable(error, path),
        error @ (NoSource::Unknown(_) | NoSource::NotText(..)) => {
            PyValueError::new_err(format!("{CALL}: source: {error}; give language=..."))
        }
    })
}

/// That a text is no path: who forgets that files are given as paths would be told of a syntax error.
fn check_text(text: &str) -> PyResult<()> {
    let is_path = !text.contains(['\n', ';', '{']) && guess(text).0.is_some();
    if is_path {
        return Err(PyValueError::new_err(format!(
            "{CALL}: source: expected the text of a shader; got \"{text}\", which looks like a path; \
             a file is given as pathlib.Path(\"{text}\")"
        )));
    }
    Ok(())
}

/// What the package `naga` has written, `TextOutput` or `BinaryOutput`, which tells its language.
fn written(
    source: &Bound<'_, PyAny>,
    asked: Option<Language>,
    name: Option<&str>,
) -> PyResult<Option<Source>> {
    let py = source.py();
    let Some(named) = source.getattr_opt(intern!(py, "language"))? else {
        return Ok(None);
    };
    let name = name.unwrap_or("shader");
    if let Some(text) = source.getattr_opt(intern!(py, "text"))?
        && let (Ok(text), Ok(named)) = (text.cast::<PyString>(), named.cast::<PyString>())
    {
        let known = asked.or_else(|| Language::from_name(named.to_str().ok()?));
        let language = known.ok_or_else(|| {
            PyValueError::new_err(format!(
                "{CALL}: source: expected WGSL, GLSL, HLSL or SPIR-V; got {named}, which cannot be read; \
                 write another language"
            ))
        })?;
        return Ok(Some(Source::text(name, language, text.to_str()?)));
    }
    if let Some(data) = source.getattr_opt(intern!(py, "data"))?
        && let Ok(data) = data.cast::<PyBytes>()
    {
        return Ok(Some(Source::binary(name, data.as_bytes().to_vec())));
    }
    Ok(None)
}

fn input(source: &Bound<'_, PyAny>, given: &mut Given<'_, '_>) -> PyResult<Input> {
    let asked = language(given)?;
    let path = given.path.as_ref().map(|path| path.to_string_lossy());
    let name = path.as_deref().or(given.label.as_deref());
    if let Ok(text) = source.cast::<PyString>() {
        check_text(text.to_str()?)?;
        let guessed = || name.and_then(|name| guess(name).0);
        let language = asked.or_else(guessed).unwrap_or(Language::Wgsl);
        if language == Language::Spirv {
            return Err(PyTypeError::new_err(format!(
                "{CALL}: source: expected bytes for SPIR-V; got a string; use \
                 language=\"spirv-assembly\" for assembly"
            )));
        }
        let name = name.unwrap_or("shader");
        return Ok(Input::Source(Source::text(name, language, text.to_str()?)));
    }
    let py = source.py();
    if let Some(source) = written(source, asked, name)? {
        return Ok(Input::Source(source));
    }
    if let Some(export) = source.getattr_opt(intern!(py, "__naga_module__"))? {
        // Spans and source take longer to write than the IR, and most modules are never asked for them.
        return match source.getattr_opt(intern!(py, "__naga_ir__"))? {
            Some(export) => {
                let ir = exported(&export, "__naga_ir__")?;
                Ok(Input::Module(ir, Handed::Object(source.clone().unbind())))
            }
            None => {
                let bytes = exported(&export, "__naga_module__")?;
                Ok(Input::Module(bytes.clone_ref(py), Handed::Bytes(bytes)))
            }
        };
    }
    if source.hasattr("__fspath__")? {
        let path: PathBuf = source.extract()?;
        let source = file(source.py(), &path, asked)?;
        if given.label.is_none() {
            let name = path.file_name().map(|name| name.to_string_lossy());
            given.label = name.map(Into::into);
        }
        return Ok(Input::Source(source));
    }
    match host::with_bytes(source, CALL, "source", |bytes| Ok(bytes.to_vec())) {
        Ok(bytes) => Ok(Input::Source(Source::binary(
            name.unwrap_or("shader"),
            bytes,
        ))),
        Err(error) if error.is_instance_of::<PyTypeError>(source.py()) => {
            Err(PyTypeError::new_err(format!(
                "{CALL}: source: expected text, a path, SPIR-V bytes or a naga.Module; got {}",
                describe(source)
            )))
        }
        Err(error) => Err(error),
    }
}

/// The options that a source is read with.
fn options(
    py: Python<'_>,
    shared: &Shared,
    input: &Input,
    given: &Given<'_, '_>,
) -> PyResult<Arc<Options>> {
    let keywords = match given.options {
        Some(options) => options.copy()?,
        None => PyDict::new(py),
    };
    if let Some(stage) = &given.stage {
        keywords.set_item("stage", stage)?;
    }
    if let Some(defines) = &given.defines {
        let texts = PyDict::new(py);
        for (name, value) in defines {
            // Numbers are as good as their text.
            texts.set_item(name, value.str()?)?;
        }
        keywords.set_item("defines", texts)?;
    }
    match input {
        Input::Source(source) => {
            let language = source.language();
            let call = format!("{CALL}() of {}", language.name());
            let base = Arc::new(shader::options(shared));
            keywords_py::applied_in(&call, &base, Operation::parsing(language), Some(&keywords))
        }
        Input::Module(..) if keywords.is_empty() => Ok(Arc::default()),
        Input::Module(..) => Err(PyTypeError::new_err(format!(
            "{CALL}: {}: expected no options with a naga.Module, which was read with its own; got \
             some; give them to naga.parse_wgsl, naga.load, ...",
            keywords
                .keys()
                .iter()
                .map(|name| name.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ))),
    }
}

/// Makes a module of anything that stands for a shader.
pub(crate) fn create<'py>(
    py: Python<'py>,
    shared: &Arc<Shared>,
    source: &Bound<'py, PyAny>,
    mut given: Given<'_, 'py>,
) -> PyResult<ShaderModule> {
    if is_descriptor(source)? {
        let inner = given.described(source).map_err(|e| e.raise(CALL))?;
        return create(py, shared, &inner, given);
    }
    shared.usable()?;
    let input = input(source, &mut given)?;
    let options = options(py, shared, &input, &given)?;
    let (label, checks) = (given.label, given.checks);
    // One large stack for all of it.
    let made = {
        let (shared, label) = (shared.clone(), label.clone());
        on_large_stack(py, CALL, move || {
            let (read, module) = match input {
                Input::Source(source) => {
                    shader::read(&source, &options).map_err(|failure| (failure, None))
                }
                Input::Module(ir, handed) => shader::receive(&ir, handed, &shared)
                    .map_err(|(failure, handed)| (failure, Some(handed))),
            }?;
            let made = shader::make(module, &shared, label.as_deref(), checks);
            Ok((made, read))
        })?
    };
    let refused = |failure: &Failure| shader::refused(py, failure, label.as_deref());
    let (made, read) = match made {
        Ok(made) => made,
        Err((failure, None)) => return Err(refused(&failure)),
        Err((failure, Some(handed))) => {
            let bytes = handed.bytes(py)?;
            let told = move || shader::told_in_full(failure, &bytes);
            return Err(refused(&on_large_stack(py, CALL, told)?));
        }
    };
    // What wgpu refuses is validated once more, to say why in the words of the source; what we would
    // take and wgpu does not is wgpu's to tell.
    if !made.is_good() {
        let material = read.material(py)?;
        let checked = on_large_stack(py, CALL, move || material.check().map(drop))?;
        checked.map_err(|failure| refused(&failure))?;
    }
    Ok(ShaderModule {
        inner: Held::new(made.settle()?),
        shared: shared.clone(),
        read: Some(read),
        is_raw_spirv: false,
        checked: Arc::default(),
        label,
    })
}

/// Works on a large stack, and without the GIL.
fn on_large_stack<T: Send>(
    py: Python<'_>,
    call: &str,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    // Whatever a panic leaves half-changed is dropped with the failed call.
    let caught = || panic::catch_unwind(AssertUnwindSafe(work));
    match py.detach(|| guard::on_large_stack(caught)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(InternalError::new_err(format!(
            "{call}: the toolchain panicked outside of its guard"
        ))),
        Err(error) => Err(InternalError::new_err(format!(
            "{call}: no stack to compile on: {error}"
        ))),
    }
}

impl ShaderModule {
    /// A module that nothing is known of.
    pub(crate) fn opaque(
        inner: wgpu::ShaderModule,
        is_raw_spirv: bool,
        shared: &Arc<Shared>,
        label: Label,
    ) -> Self {
        Self {
            inner: Held::new(inner),
            shared: shared.clone(),
            read: None,
            is_raw_spirv,
            checked: Arc::default(),
            label,
        }
    }

    /// The bound variables with their groups and bindings.
    pub(crate) fn binding_names(&self) -> &[(String, u32, u32)] {
        self.read.as_ref().map_or(&[], |read| &read.bindings)
    }

    /// Groups and bindings of what an entry point uses, or of what all of them use; none where nothing is known.
    pub(crate) fn used_bindings(
        &self,
        py: Python<'_>,
        entry_point: Option<&str>,
    ) -> PyResult<Option<Vec<(u32, u32)>>> {
        let reflection = self.with_checked(py, "create_bind_group", reflect::reflect)?;
        Ok(reflection.map(|reflection| {
            let entries = reflection.entry_points.iter();
            let meant = entries.filter(|entry| entry_point.is_none_or(|name| name == entry.name));
            let used = meant.flat_map(|entry| &entry.bindings);
            used.map(|used| (used.group, used.binding)).collect()
        }))
    }

    /// What a pipeline may give values; none where nothing is known.
    pub(crate) fn overrides(&self) -> Option<&[Override]> {
        self.read.as_ref().map(|read| read.overrides.as_slice())
    }

    /// Works with what our own validation knows; it is asked once, and on a large stack.
    fn with_checked<T: Send + 'static>(
        &self,
        py: Python<'_>,
        call: &str,
        work: impl FnOnce(&Checked) -> Result<T, Failure> + Send + 'static,
    ) -> PyResult<Option<T>> {
        let Some(read) = &self.read else {
            return Ok(None);
        };
        let material = read.material(py)?;
        let known = self.checked.clone();
        on_large_stack(py, call, move || {
            let checked = match known.get() {
                Some(checked) => checked,
                None => {
                    let checked = material.check()?;
                    known.get_or_init(|| checked)
                }
            };
            work(checked).map(Some)
        })?
        .map_err(|failure| shader::refused(py, &failure, self.label.as_deref()))
    }
}

#[pymethods]
impl ShaderModule {
    /// The device it was made with.
    #[getter]
    fn device(&self) -> Device {
        Device::new(self.shared.clone())
    }

    /// What the toolchain has to say about the shader beside errors, as a list of dicts.
    fn get_compilation_info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let warnings = self.with_checked(py, "get_compilation_info", |checked| {
            Ok(checked.warnings().to_vec())
        })?;
        shader::diagnostics(py, &warnings.unwrap_or_default())
    }

    /// Entry points, bindings, layouts and overrides, in the shape of `pywgpu-naga reflect`; None
    /// for a shader that was handed through.
    ///
    /// Sizes that depend on overrides are those with the values in `constants`, by name or `@id`, and
    /// with the defaults for all others.
    ///
    /// Raises:
    ///     ValidationError: The shader has no such override.
    #[pyo3(signature = (constants = None))]
    fn reflect<'py>(
        &self,
        py: Python<'py>,
        constants: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let constants = constants.map(Constants::from_py).transpose();
        let constants =
            constants.map_err(|misfit| misfit.in_field("constants").raise("reflect"))?;
        let given = Compilation::new(constants, true);
        given.check(self, "reflect")?;
        let given = given.constants().into_iter();
        let given: BTreeMap<String, f64> =
            given.map(|(key, value)| (key.to_owned(), value)).collect();
        let work = move |checked: &Checked| reflect::reflect_with(checked, &given);
        let Some(reflection) = self.with_checked(py, "reflect", work)? else {
            return Ok(None);
        };
        let text = serde_json::to_string(&reflection)
            .map_err(|error| PyValueError::new_err(format!("reflect: {error}")))?;
        py.import("json")?.call_method1("loads", (text,)).map(Some)
    }

    fn __repr__(&self) -> String {
        named("ShaderModule", self.label.as_deref(), "")
    }
}
