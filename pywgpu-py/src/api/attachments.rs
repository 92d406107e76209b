//! What passes draw into, read from Python.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::query_set::QuerySet;
use super::texture::Texture;
use super::texture_view::TextureView;
use crate::core::shared::Shared;
use crate::core::timing::Timed;
use crate::hal::trusted;
use crate::types::convert::{Fit, FromPy, Misfit, Record, record};

/// A view, or a texture for its default view.
pub(crate) struct Attachment<'py>(pub(crate) Bound<'py, TextureView>);

impl<'py> FromPy<'py> for Attachment<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(view) = value.cast::<TextureView>() {
            return Ok(Self(view.clone()));
        }
        if value.is_instance_of::<Texture>() {
            let view = value.call_method0("create_view")?;
            return Self::from_py(&view);
        }
        Err(Misfit::wrong_type(value, "a TextureView or a Texture"))
    }
}

/// What is done with an attachment before and after a pass.
#[derive(Clone, Copy)]
struct Ops<V>(wgpu::Operations<V>);

fn load_op<'py, V: FromPy<'py> + Default>(
    value: &Bound<'py, PyAny>,
    clear: Option<V>,
) -> Fit<wgpu::LoadOp<V>> {
    let expected = "\"load\", \"clear\", \"dont-care\" or {\"clear\": value}";
    if let Ok(name) = value.cast::<PyString>() {
        return match name.to_str()? {
            "load" => Ok(wgpu::LoadOp::Load),
            "clear" => Ok(wgpu::LoadOp::Clear(clear.unwrap_or_default())),
            "dont-care" => Ok(trusted::load_whatever()),
            _ => Err(Misfit::wrong_value(value, expected)),
        };
    }
    // A model has the fields `kind` and `value`.
    let py = value.py();
    let record = Record::open(value, "LoadOp", &["clear", "kind", "value"])
        .map_err(|_| Misfit::wrong_type(value, expected))?;
    for field in [pyo3::intern!(py, "clear"), pyo3::intern!(py, "value")] {
        if let Some(clear) = record.get(field)? {
            let clear = V::from_py(&clear).map_err(|e| e.in_field(&field.to_string()))?;
            return Ok(wgpu::LoadOp::Clear(clear));
        }
    }
    Err(Misfit::wrong_type(value, expected))
}

impl<'py, V: FromPy<'py> + Default> FromPy<'py> for Ops<V> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        let record = Record::open(value, "Operations", &["load", "store"])?;
        let load = match record.get(pyo3::intern!(py, "load"))? {
            Some(load) => load_op(&load, None).map_err(|e| e.in_field("load"))?,
            None => wgpu::LoadOp::Clear(V::default()),
        };
        // A boolean is what older versions of wgpu had here.
        let store = record.field(pyo3::intern!(py, "store"), Some(wgpu::StoreOp::Store))?;
        Ok(Self(wgpu::Operations { load, store }))
    }
}

/// The operations of an attachment as WebGPU writes them, beside its view.
fn flat_ops<'py, V: FromPy<'py> + Default>(
    record: &Record<'_, 'py>,
    py: Python<'py>,
    prefix: &str,
) -> Fit<Option<wgpu::Operations<V>>> {
    let name = |rest: &str| PyString::intern(py, &format!("{prefix}{rest}"));
    let load = record
        .get(&name("load_op"))?
        .filter(|value| !value.is_none());
    let store = record
        .get(&name("store_op"))?
        .filter(|value| !value.is_none());
    let clear = record
        .get(&name("clear_value"))?
        .filter(|value| !value.is_none());
    if load.is_none() && store.is_none() && clear.is_none() {
        return Ok(None);
    }
    let clear = clear
        .map(|clear| V::from_py(&clear).map_err(|e| e.in_field(&format!("{prefix}clear_value"))))
        .transpose()?;
    let load = match load {
        Some(load) => load_op(&load, clear).map_err(|e| e.in_field(&format!("{prefix}load_op")))?,
        None => wgpu::LoadOp::Clear(clear.unwrap_or_default()),
    };
    let store = match store {
        Some(store) => FromPy::from_py(&store)
            .map_err(|e: Box<Misfit>| e.in_field(&format!("{prefix}store_op")))?,
        None => wgpu::StoreOp::Store,
    };
    Ok(Some(wgpu::Operations { load, store }))
}

pub(crate) struct ColorAttachment<'py> {
    pub(crate) view: Attachment<'py>,
    pub(crate) depth_slice: Option<u32>,
    pub(crate) resolve_target: Option<Attachment<'py>>,
    pub(crate) ops: wgpu::Operations<wgpu::Color>,
}

impl<'py> FromPy<'py> for ColorAttachment<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<TextureView>() || value.is_instance_of::<Texture>() {
            return Ok(Self {
                view: Attachment::from_py(value)?,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations::default(),
            });
        }
        let py = value.py();
        let record = Record::open(
            value,
            "RenderPassColorAttachment",
            &[
                "view",
                "depth_slice",
                "resolve_target",
                "ops",
                "load_op",
                "store_op",
                "clear_value",
            ],
        )?;
        let ops: Option<Ops<wgpu::Color>> = record.field(pyo3::intern!(py, "ops"), Some(None))?;
        let ops = match ops {
            Some(ops) => ops.0,
            None => flat_ops(&record, py, "")?.unwrap_or_default(),
        };
        Ok(Self {
            view: record.field(pyo3::intern!(py, "view"), None)?,
            depth_slice: record.field(pyo3::intern!(py, "depth_slice"), Some(None))?,
            resolve_target: record.field(pyo3::intern!(py, "resolve_target"), Some(None))?,
            ops,
        })
    }
}

pub(crate) struct DepthAttachment<'py> {
    pub(crate) view: Attachment<'py>,
    pub(crate) depth_ops: Option<wgpu::Operations<f32>>,
    pub(crate) stencil_ops: Option<wgpu::Operations<u32>>,
}

/// A depth that is cleared is cleared to 1 unless told otherwise.
#[derive(Clone, Copy)]
struct Depth(f32);

impl Default for Depth {
    fn default() -> Self {
        Self(1.0)
    }
}

impl<'py> FromPy<'py> for Depth {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        f32::from_py(value).map(Self)
    }
}

fn plain(ops: wgpu::Operations<Depth>) -> wgpu::Operations<f32> {
    wgpu::Operations {
        load: match ops.load {
            wgpu::LoadOp::Clear(depth) => wgpu::LoadOp::Clear(depth.0),
            wgpu::LoadOp::Load => wgpu::LoadOp::Load,
            wgpu::LoadOp::DontCare(token) => wgpu::LoadOp::DontCare(token),
        },
        store: ops.store,
    }
}

impl<'py> FromPy<'py> for DepthAttachment<'py> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let py = value.py();
        if value.is_instance_of::<TextureView>() || value.is_instance_of::<Texture>() {
            let view = Attachment::from_py(value)?;
            let format = view.0.get().texture.get().inner.format();
            return Ok(Self {
                depth_ops: format
                    .has_depth_aspect()
                    .then(|| plain(wgpu::Operations::default())),
                stencil_ops: format.has_stencil_aspect().then(wgpu::Operations::default),
                view,
            });
        }
        let record = Record::open(
            value,
            "RenderPassDepthStencilAttachment",
            &[
                "view",
                "depth_ops",
                "stencil_ops",
                "depth_load_op",
                "depth_store_op",
                "depth_clear_value",
                "stencil_load_op",
                "stencil_store_op",
                "stencil_clear_value",
            ],
        )?;
        let depth: Option<Ops<Depth>> = record.field(pyo3::intern!(py, "depth_ops"), Some(None))?;
        let stencil: Option<Ops<u32>> =
            record.field(pyo3::intern!(py, "stencil_ops"), Some(None))?;
        Ok(Self {
            view: record.field(pyo3::intern!(py, "view"), None)?,
            depth_ops: match depth {
                Some(ops) => Some(plain(ops.0)),
                None => flat_ops(&record, py, "depth_")?.map(plain),
            },
            stencil_ops: match stencil {
                Some(ops) => Some(ops.0),
                None => flat_ops(&record, py, "stencil_")?,
            },
        })
    }
}

/// Where a pass writes the times of its start and its end.
pub(crate) struct TimestampWrites<'py> {
    pub(crate) query_set: Bound<'py, QuerySet>,
    pub(crate) beginning_of_pass_write_index: Option<u32>,
    pub(crate) end_of_pass_write_index: Option<u32>,
}

record!(TimestampWrites<'py> as "PassTimestampWrites" {
    query_set,
    beginning_of_pass_write_index = None,
    end_of_pass_write_index = None,
});

/// Where a pass writes its timestamps.
#[derive(Clone, Copy)]
pub(crate) struct PassStamps<'a> {
    query_set: &'a wgpu::QuerySet,
    begin: Option<u32>,
    end: Option<u32>,
}

impl<'a> PassStamps<'a> {
    /// What the caller asks for, or else what the device measures with.
    pub(crate) fn choose(
        given: Option<&'a TimestampWrites<'_>>,
        timed: &'a mut Option<Timed>,
        shared: &Shared,
    ) -> PyResult<Option<Self>> {
        if let Some(writes) = given {
            return Ok(Some(Self {
                query_set: &writes.query_set.get().inner,
                begin: writes.beginning_of_pass_write_index,
                end: writes.end_of_pass_write_index,
            }));
        }
        let next = Timed::next(timed, shared)?;
        Ok(next.map(|(query_set, begin, end)| Self {
            query_set,
            begin: Some(begin),
            end: Some(end),
        }))
    }

    pub(crate) fn compute(self) -> wgpu::ComputePassTimestampWrites<'a> {
        wgpu::ComputePassTimestampWrites {
            query_set: self.query_set,
            beginning_of_pass_write_index: self.begin,
            end_of_pass_write_index: self.end,
        }
    }

    pub(crate) fn render(self) -> wgpu::RenderPassTimestampWrites<'a> {
        wgpu::RenderPassTimestampWrites {
            query_set: self.query_set,
            beginning_of_pass_write_index: self.begin,
            end_of_pass_write_index: self.end,
        }
    }
}
