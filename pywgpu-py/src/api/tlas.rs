//! Top-level acceleration structures: instances of geometry.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;

use super::blas::Blas;
use super::{Label, named};
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::types::convert::{FromPy, Misfit, number};

/// A structure with its place in the world.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct TlasInstance {
    blas: Mutex<Py<Blas>>,
    transform: [f32; 12],
    custom_data: u32,
    mask: u8,
}

impl TlasInstance {
    fn inner(&self) -> wgpu::TlasInstance {
        let blas = self.blas.lock().unwrap_or_else(PoisonError::into_inner);
        wgpu::TlasInstance::new(
            &blas.get().inner,
            self.transform,
            self.custom_data,
            self.mask,
        )
    }
}

#[pymethods]
impl TlasInstance {
    /// `transform` is a matrix of three rows and four columns, row by row.
    #[new]
    #[pyo3(signature = (blas, transform = None, custom_data = 0, mask = 0xFF))]
    fn new(
        blas: &Bound<'_, Blas>,
        transform: Option<&Bound<'_, PyAny>>,
        #[pyo3(from_py_with = number)] custom_data: u32,
        mask: u8,
    ) -> PyResult<Self> {
        let transform = match transform {
            None => [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
            Some(given) => {
                // An array of three by four is as good.
                let flat = match given.getattr_opt("ravel")? {
                    Some(ravel) => ravel.call0()?.call_method0("tolist")?,
                    None => given.clone(),
                };
                FromPy::from_py(&flat)
                    .map_err(|e: Box<Misfit>| e.in_field("transform").raise("TlasInstance"))?
            }
        };
        if custom_data >= 1 << 24 {
            return Err(PyValueError::new_err(format!(
                "TlasInstance: custom_data: expected an integer below 2**24; got {custom_data}"
            )));
        }
        Ok(Self {
            blas: Mutex::new(blas.clone().unbind()),
            transform,
            custom_data,
            mask,
        })
    }

    /// The geometry.
    #[getter]
    fn blas(&self, py: Python<'_>) -> Py<Blas> {
        self.blas
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_ref(py)
    }

    /// Three rows of four numbers, row by row.
    #[getter]
    fn transform(&self) -> [f32; 12] {
        self.transform
    }

    /// What a shader is told of the instance.
    #[getter]
    fn custom_data(&self) -> u32 {
        self.custom_data
    }

    /// Which rays meet it.
    #[getter]
    fn mask(&self) -> u8 {
        self.mask
    }

    /// Takes other geometry.
    fn set_blas(&self, blas: &Bound<'_, Blas>) {
        *self.blas.lock().unwrap_or_else(PoisonError::into_inner) = blas.clone().unbind();
    }

    fn __repr__(&self) -> String {
        format!(
            "<TlasInstance custom_data={} mask={}>",
            self.custom_data, self.mask
        )
    }
}

/// A list of instances, prepared for rays.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Tlas {
    pub(crate) inner: Mutex<Held<wgpu::Tlas>>,
    pub(crate) instances: Mutex<Vec<Option<Py<TlasInstance>>>>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

impl Tlas {
    fn index(&self, index: isize) -> PyResult<usize> {
        let count = self.__len__();
        let wrapped = if index < 0 {
            index.checked_add_unsigned(count)
        } else {
            Some(index)
        };
        wrapped
            .and_then(|index| usize::try_from(index).ok())
            .filter(|index| *index < count)
            .ok_or_else(|| {
                PyIndexError::new_err(format!(
                    "index: expected an instance below {count}; got {index}"
                ))
            })
    }
}

#[pymethods]
impl Tlas {
    /// All instances; None where there is none.
    fn get(&self, py: Python<'_>) -> Vec<Option<Py<TlasInstance>>> {
        self.instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|instance| instance.as_ref().map(|instance| instance.clone_ref(py)))
            .collect()
    }

    fn __len__(&self) -> usize {
        self.instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    fn __getitem__(&self, py: Python<'_>, index: isize) -> PyResult<Option<Py<TlasInstance>>> {
        let index = self.index(index)?;
        Ok(self
            .instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(index)
            .and_then(Option::as_ref)
            .map(|instance| instance.clone_ref(py)))
    }

    fn __setitem__(&self, index: isize, instance: Option<Bound<'_, TlasInstance>>) -> PyResult<()> {
        let index = self.index(index)?;
        let inner = match &instance {
            Some(instance) => {
                let instance = instance.get();
                let blas = instance.blas.lock().unwrap_or_else(PoisonError::into_inner);
                self.shared
                    .same(&blas.get().shared, "Tlas", "the geometry")?;
                drop(blas);
                Some(instance.inner())
            }
            None => None,
        };
        let mut tlas = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = tlas.get_mut_single(index) {
            *place = inner;
        }
        drop(tlas);
        let mut instances = self
            .instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = instances.get_mut(index) {
            *place = instance.map(Bound::unbind);
        }
        Ok(())
    }

    /// Itself, for a bind group.
    fn as_binding(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __repr__(&self) -> String {
        named(
            "Tlas",
            self.label.as_deref(),
            &format!("of {}", self.__len__()),
        )
    }
}
