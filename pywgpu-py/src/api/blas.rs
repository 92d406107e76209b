//! Bottom-level acceleration structures: the geometry that rays meet.

use std::sync::{Arc, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::buffer::Buffer;
use super::recording::{done_callback, optional_callback};
use super::tlas::Tlas;
use super::{Label, named};
use crate::core::guard::call;
use crate::core::life::Held;
use crate::core::shared::Shared;
use crate::types::convert::{Fit, FromPy, Misfit, Record, record};

/// Triangles or boxes, prepared for rays.
#[pyclass(frozen, weakref, module = "pywgpu")]
pub(crate) struct Blas {
    pub(crate) inner: Held<wgpu::Blas>,
    pub(crate) shared: Arc<Shared>,
    /// The label it was made with.
    #[pyo3(get)]
    pub(crate) label: Label,
}

#[pymethods]
impl Blas {
    /// What a shader or an instance buffer calls it, where the back end tells.
    #[getter]
    fn handle(&self) -> Option<u64> {
        self.inner.handle()
    }

    /// Prepares a smaller copy; `callback()` is called when `Queue.compact_blas` may be.
    #[pyo3(signature = (callback = None))]
    fn prepare_compaction_async(
        &self,
        #[pyo3(from_py_with = optional_callback)] callback: Option<Py<PyAny>>,
    ) -> PyResult<()> {
        self.shared.usable()?;
        call(|| {
            self.inner.prepare_compaction_async(move |_| {
                if let Some(callback) = callback {
                    done_callback(callback)();
                }
            });
        })
    }

    /// Whether `Queue.compact_blas` may be called.
    fn ready_for_compaction(&self) -> PyResult<bool> {
        self.shared.usable()?;
        call(|| self.inner.ready_for_compaction())
    }

    fn __repr__(&self) -> String {
        named("Blas", self.label.as_deref(), "")
    }
}

struct Triangles<'py> {
    size: wgpu::BlasTriangleGeometrySizeDescriptor,
    vertex_buffer: Bound<'py, Buffer>,
    first_vertex: u32,
    vertex_stride: u64,
    index_buffer: Option<Bound<'py, Buffer>>,
    first_index: Option<u32>,
    transform_buffer: Option<Bound<'py, Buffer>>,
    transform_buffer_offset: Option<u64>,
}

record!(Triangles<'py> as "BlasTriangleGeometry" {
    size,
    vertex_buffer,
    first_vertex = 0,
    vertex_stride,
    index_buffer = None,
    first_index = None,
    transform_buffer = None,
    transform_buffer_offset = None,
});

struct Boxes<'py> {
    size: wgpu::BlasAABBGeometrySizeDescriptor,
    stride: u64,
    aabb_buffer: Bound<'py, Buffer>,
    primitive_offset: u32,
}

record!(Boxes<'py> as "BlasAabbGeometry" {
    size,
    stride = wgpu::AABB_GEOMETRY_MIN_STRIDE,
    aabb_buffer,
    primitive_offset = 0,
});

enum Geometry<'py> {
    Triangles(Vec<Triangles<'py>>),
    Boxes(Vec<Boxes<'py>>),
}

impl<'py> FromPy<'py> for Geometry<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let expected = "{\"triangle_geometries\": […]} or {\"aabb_geometries\": […]}";
        let py = value.py();
        let record = Record::open(
            value,
            "BlasGeometries",
            &["triangle_geometries", "aabb_geometries"],
        )?;
        let triangles: Option<Vec<Triangles<'py>>> =
            record.field(pyo3::intern!(py, "triangle_geometries"), Some(None))?;
        let boxes: Option<Vec<Boxes<'py>>> =
            record.field(pyo3::intern!(py, "aabb_geometries"), Some(None))?;
        match (triangles, boxes) {
            (Some(triangles), None) => Ok(Self::Triangles(triangles)),
            (None, Some(boxes)) => Ok(Self::Boxes(boxes)),
            (Some(_), Some(_)) | (None, None) => Err(Misfit::wrong_type(value, expected)),
        }
    }
}

/// A structure with the geometry that it is built from.
pub(crate) struct BuildEntry<'py> {
    blas: Bound<'py, Blas>,
    geometry: Geometry<'py>,
}

record!(BuildEntry<'py> as "BlasBuildEntry" { blas, geometry });

impl BuildEntry<'_> {
    pub(crate) fn blas(&self) -> &wgpu::Blas {
        &self.blas.get().inner
    }

    /// That everything belongs to one device.
    pub(crate) fn check(&self, shared: &Shared, call: &str) -> PyResult<()> {
        shared.same(&self.blas.get().shared, call, "a structure")?;
        let buffers: Vec<&Bound<'_, Buffer>> = match &self.geometry {
            Geometry::Triangles(all) => all
                .iter()
                .flat_map(|one| {
                    [
                        Some(&one.vertex_buffer),
                        one.index_buffer.as_ref(),
                        one.transform_buffer.as_ref(),
                    ]
                })
                .flatten()
                .collect(),
            Geometry::Boxes(all) => all.iter().map(|one| &one.aabb_buffer).collect(),
        };
        for buffer in buffers {
            shared.same(&buffer.get().shared, call, "a buffer")?;
        }
        Ok(())
    }

    pub(crate) fn geometries(&self) -> wgpu::BlasGeometries<'_> {
        match &self.geometry {
            Geometry::Triangles(all) => wgpu::BlasGeometries::TriangleGeometries(
                all.iter()
                    .map(|one| wgpu::BlasTriangleGeometry {
                        size: &one.size,
                        vertex_buffer: &one.vertex_buffer.get().inner,
                        first_vertex: one.first_vertex,
                        vertex_stride: one.vertex_stride,
                        index_buffer: one.index_buffer.as_ref().map(|b| &*b.get().inner),
                        first_index: one.first_index,
                        transform_buffer: one.transform_buffer.as_ref().map(|b| &*b.get().inner),
                        transform_buffer_offset: one.transform_buffer_offset,
                    })
                    .collect(),
            ),
            Geometry::Boxes(all) => wgpu::BlasGeometries::AabbGeometries(
                all.iter()
                    .map(|one| wgpu::BlasAabbGeometry {
                        size: &one.size,
                        stride: one.stride,
                        aabb_buffer: &one.aabb_buffer.get().inner,
                        primitive_offset: one.primitive_offset,
                    })
                    .collect(),
            ),
        }
    }
}

/// The sizes of a new structure.
pub(crate) struct Sizes(pub(crate) wgpu::BlasGeometrySizeDescriptors);

impl<'py> FromPy<'py> for Sizes {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        let record = Record::open(
            value,
            "BlasGeometrySizeDescriptors",
            &["triangles", "aabbs"],
        )?;
        let triangles: Option<Vec<wgpu::BlasTriangleGeometrySizeDescriptor>> =
            record.field(pyo3::intern!(py, "triangles"), Some(None))?;
        let boxes: Option<Vec<wgpu::BlasAABBGeometrySizeDescriptor>> =
            record.field(pyo3::intern!(py, "aabbs"), Some(None))?;
        match (triangles, boxes) {
            (Some(descriptors), None) => Ok(Self(wgpu::BlasGeometrySizeDescriptors::Triangles {
                descriptors,
            })),
            (None, Some(descriptors)) => Ok(Self(wgpu::BlasGeometrySizeDescriptors::AABBs {
                descriptors,
            })),
            (Some(_), Some(_)) | (None, None) => Err(Misfit::wrong_type(
                value,
                "{\"triangles\": […]} or {\"aabbs\": […]}",
            )),
        }
    }
}

/// Top-level structures, held still for one call.
pub(crate) fn lock_all<'a>(
    list: &'a [Bound<'_, Tlas>],
    shared: &Shared,
    call: &str,
) -> PyResult<Vec<MutexGuard<'a, Held<wgpu::Tlas>>>> {
    for (index, tlas) in list.iter().enumerate() {
        shared.same(&tlas.get().shared, call, "a structure")?;
        // Locking it again would wait for ever.
        if list.iter().take(index).any(|before| before.is(tlas)) {
            return Err(PyValueError::new_err(format!(
                "{call}: tlas: [{index}] stands in the list twice; name it once"
            )));
        }
    }
    Ok(list
        .iter()
        .map(|tlas| {
            tlas.get()
                .inner
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        })
        .collect())
}
