//! What compute and render pipelines have in common: stages, and bindings by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::bind_group_layout;
use super::pipeline_layout::PipelineLayout;
use super::shader_module::ShaderModule;
use crate::core::error::ValidationError;
use crate::core::shader::uncapitalised;
use crate::types::convert::{Fit, FromPy, Misfit, Record};
use crate::types::records::Constants;

/// Where the named resources of a pipeline's shaders are bound.
pub(crate) struct Bindings {
    all: Vec<(String, u32, u32)>,
    /// The shaders with their entry points, where the layout is the one that these imply.
    implied_by: Vec<(Py<ShaderModule>, Option<String>)>,
}

impl Bindings {
    /// Those of some stages.
    pub(crate) fn of<'a, 'py: 'a>(
        stages: impl IntoIterator<Item = &'a Stage<'py>>,
        layout: Option<&Bound<'py, PipelineLayout>>,
    ) -> Arc<Self> {
        let mut all: Vec<(String, u32, u32)> = Vec::new();
        let mut implied_by = Vec::new();
        for stage in stages {
            for (name, group, binding) in stage.module.get().binding_names() {
                if !all.iter().any(|(known, ..)| known == name) {
                    all.push((name.clone(), *group, *binding));
                }
            }
            if layout.is_none() {
                implied_by.push((stage.module.clone().unbind(), stage.entry_point.clone()));
            }
        }
        Arc::new(Self { all, implied_by })
    }

    /// Why entries by name do not fit the layout that the entry points imply, where that is why: it has the
    /// bindings that they use, and no others.
    pub(crate) fn misfit(
        &self,
        py: Python<'_>,
        group: u32,
        given: &[(String, u32)],
    ) -> PyResult<Option<String>> {
        let mut used = BTreeSet::new();
        for (module, entry_point) in &self.implied_by {
            let name = entry_point.as_deref();
            match module.get().used_bindings(py, name)? {
                Some(places) => used.extend(places),
                None => return Ok(None),
            }
        }
        let unused = given
            .iter()
            .find(|(_, binding)| !used.contains(&(group, *binding)));
        if let Some((name, _)) = unused.filter(|_| !self.implied_by.is_empty()) {
            return Ok(Some(format!(
                "`{name}` is used by no entry point of the pipeline, whose layout leaves it out; leave it out, \
                 too, or give the pipeline a layout"
            )));
        }
        let is_given = |binding: u32| given.iter().any(|(_, known)| *known == binding);
        let missing = self.all.iter().find(|(_, of, binding)| {
            *of == group && used.contains(&(group, *binding)) && !is_given(*binding)
        });
        Ok(missing.map(|(name, ..)| format!("`{name}` is missing; give it a resource")))
    }

    pub(crate) fn by_name(&self) -> BTreeMap<String, (u32, u32)> {
        self.all
            .iter()
            .map(|(name, group, binding)| (name.clone(), (*group, *binding)))
            .collect()
    }

    /// The group and the binding of a name. `Data` finds `data`, which a block is called that its source
    /// gives no name but that of its type.
    pub(crate) fn find(&self, name: &str, call: &str) -> PyResult<(u32, u32)> {
        self.all
            .iter()
            .find(|(known, ..)| known == name)
            .or_else(|| {
                let small = uncapitalised(name);
                self.all.iter().find(|(known, ..)| *known == small)
            })
            .map(|(_, group, binding)| (*group, *binding))
            .ok_or_else(|| {
                let names: Vec<&str> = self.all.iter().map(|(name, ..)| name.as_str()).collect();
                let expected = match &names[..] {
                    [] => "there are none".to_owned(),
                    names => format!("expected one of {}", names.join(", ")),
                };
                PyKeyError::new_err(format!(
                    "{call}: the shader has no binding `{name}`; {expected}"
                ))
            })
    }

    /// The first number that a later binding of a group leaves out.
    pub(crate) fn gap(&self, group: u32) -> Option<u32> {
        let of_group = |(_, of, binding): &(String, u32, u32)| (*of == group).then_some(*binding);
        bind_group_layout::gap(self.all.iter().filter_map(of_group))
    }

    /// That a device can have a group of this number at all.
    pub(crate) fn check_group(&self, index: u32, most: u32, call: &str) -> PyResult<()> {
        if index < most {
            return Ok(());
        }
        Err(PyValueError::new_err(format!(
            "{call}: index: expected a group from 0 to {}; got {index}",
            most.saturating_sub(1)
        )))
    }
}

/// A stage of a pipeline, owned.
pub(crate) struct Stage<'py> {
    pub(crate) module: Bound<'py, ShaderModule>,
    pub(crate) entry_point: Option<String>,
    pub(crate) options: Compilation,
}

/// What is decided when a pipeline is compiled.
pub(crate) struct Compilation {
    constants: Vec<(String, f64)>,
    zero_initialize_workgroup_memory: bool,
}

impl Compilation {
    pub(crate) fn new(constants: Option<Constants>, zero_initialize: bool) -> Self {
        Self {
            constants: constants.map(|constants| constants.0).unwrap_or_default(),
            zero_initialize_workgroup_memory: zero_initialize,
        }
    }

    /// Constants given beside the options win.
    pub(crate) fn merged(
        options: Option<CompilationOptions>,
        constants: Option<Constants>,
    ) -> Self {
        let zero = options
            .as_ref()
            .is_none_or(|options| options.zero_initialize_workgroup_memory);
        Self::new(
            constants.or(options.and_then(|options| options.constants)),
            zero,
        )
    }

    /// The constants, borrowed for wgpu.
    pub(crate) fn constants(&self) -> Vec<(&str, f64)> {
        self.constants
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect()
    }

    /// That the shader has an override for each of them, which takes the value: wgpu does not look.
    pub(crate) fn check(&self, module: &ShaderModule, call: &str) -> PyResult<()> {
        let known = if self.constants.is_empty() {
            None
        } else {
            module.overrides()
        };
        let Some(known) = known else { return Ok(()) };
        let mut unknown = None;
        for (name, value) in &self.constants {
            let Some(meant) = known.iter().find(|each| each.name == *name) else {
                unknown = unknown.or(Some(name));
                continue;
            };
            if let Some(expected) = meant.expected(*value) {
                return Err(ValidationError::new_err(format!(
                    "{call}: constants.{name}: expected {expected}; got {value}"
                )));
            }
        }
        let Some(name) = unknown else {
            return Ok(());
        };
        let expected = if known.is_empty() {
            "it declares none".to_owned()
        } else {
            let names: Vec<&str> = known.iter().map(|each| each.name.as_str()).collect();
            format!("expected one of {}", names.join(", "))
        };
        Err(ValidationError::new_err(format!(
            "{call}: constants: the shader has no override `{name}`; {expected} (an override with \
             an id goes by its id)"
        )))
    }

    pub(crate) fn options<'a>(
        &self,
        constants: &'a [(&'a str, f64)],
    ) -> wgpu::PipelineCompilationOptions<'a> {
        wgpu::PipelineCompilationOptions {
            constants,
            zero_initialize_workgroup_memory: self.zero_initialize_workgroup_memory,
        }
    }
}

pub(crate) struct CompilationOptions {
    constants: Option<Constants>,
    zero_initialize_workgroup_memory: bool,
}

crate::types::convert::record!(CompilationOptions as "PipelineCompilationOptions" {
    constants = None,
    zero_initialize_workgroup_memory = true,
});

/// The fields of every stage; those that only some have are read by their owners.
const FIELDS: [&str; 6] = [
    "module",
    "entry_point",
    "compilation_options",
    "constants",
    "buffers",
    "targets",
];

impl<'py> Stage<'py> {
    /// Reads the common fields of a stage.
    pub(crate) fn read(value: &Bound<'py, PyAny>, what: &str) -> Fit<Self> {
        let py = value.py();
        // A module alone will do where it has one entry point for the stage.
        if let Ok(module) = value.cast::<ShaderModule>() {
            return Ok(Self {
                module: module.clone(),
                entry_point: None,
                options: Compilation::new(None, true),
            });
        }
        let record = Record::open(value, what, &FIELDS)?;
        let options: Option<CompilationOptions> =
            record.field(pyo3::intern!(py, "compilation_options"), Some(None))?;
        let constants: Option<Constants> =
            record.field(pyo3::intern!(py, "constants"), Some(None))?;
        Ok(Self {
            module: record.field(pyo3::intern!(py, "module"), None)?,
            entry_point: record.field(pyo3::intern!(py, "entry_point"), Some(None))?,
            options: Compilation::merged(options, constants),
        })
    }

    /// A field that only this kind of stage has.
    pub(crate) fn list<T: FromPy<'py>>(value: &Bound<'py, PyAny>, name: &str) -> Fit<Vec<T>> {
        if value.is_instance_of::<ShaderModule>() {
            return Ok(Vec::new());
        }
        let record = Record::open(value, "stage", &FIELDS)?;
        record.field(&PyString::intern(value.py(), name), Some(Vec::new()))
    }
}

macro_rules! stages {
    ($($type:ident as $what:literal),*) => {$(
        /// A stage of this kind.
        pub(crate) struct $type<'py>(pub(crate) Stage<'py>);

        impl<'py> FromPy<'py> for $type<'py> {
            fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
                Stage::read(value, $what).map(Self)
            }
        }
    )*};
}
stages!(TaskStage as "TaskState", MeshStage as "MeshState", ComputeStage as "compute stage");

/// A pipeline layout, or `"auto"` for the one that the shaders imply.
pub(crate) struct Layout<'py>(pub(crate) Option<Bound<'py, PipelineLayout>>);

impl<'py> FromPy<'py> for Layout<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_none() {
            return Ok(Self(None));
        }
        if let Ok(text) = value.cast::<PyString>()
            && text.to_str()? == "auto"
        {
            return Ok(Self(None));
        }
        value
            .cast::<PipelineLayout>()
            .map(|layout| Self(Some(layout.clone())))
            .map_err(|_| Misfit::wrong_type(value, "a PipelineLayout or \"auto\""))
    }
}
