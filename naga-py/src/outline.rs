//! What a module declares, as the small classes of `naga._outline`.

use naga_toolchain::reflect::Outline;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::typed::{Bindings, EntryPoints, Overrides, Structs};

fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("naga._outline")?.getattr(name)
}

pub(crate) fn entry_points<'py>(py: Python<'py>, outline: &Outline) -> PyResult<EntryPoints<'py>> {
    let class = class(py, "EntryPoint")?;
    let made = outline.entry_points.iter().map(|each| {
        let size = each.workgroup_size.map(|[x, y, z]| (x, y, z));
        class.call1((&each.name, each.stage.name(), size))
    });
    PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?).map(EntryPoints)
}

pub(crate) fn bindings<'py>(py: Python<'py>, outline: &Outline) -> PyResult<Bindings<'py>> {
    let class = class(py, "Binding")?;
    let made = outline.bindings.iter().map(|each| {
        let access = each
            .access
            .map(naga_toolchain::reflect::model::Access::name);
        class.call1((
            each.group,
            each.binding,
            &each.name,
            each.class.name(),
            access,
            &each.ty,
        ))
    });
    PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?).map(Bindings)
}

pub(crate) fn overrides<'py>(py: Python<'py>, outline: &Outline) -> PyResult<Overrides<'py>> {
    let class = class(py, "Override")?;
    let made = outline
        .overrides
        .iter()
        .map(|each| class.call1((&each.name, each.id, &each.ty, each.required)));
    PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?).map(Overrides)
}

pub(crate) fn structs<'py>(py: Python<'py>, outline: &Outline) -> PyResult<Structs<'py>> {
    let (class_, member) = (class(py, "Struct")?, class(py, "Member")?);
    let made = outline.structs.iter().map(|each| {
        let members = each
            .members
            .iter()
            .map(|each| member.call1((&each.name, each.offset, &each.ty)))
            .collect::<PyResult<Vec<_>>>()?;
        class_.call1((&each.name, each.size, PyTuple::new(py, members)?))
    });
    PyTuple::new(py, made.collect::<PyResult<Vec<_>>>()?).map(Structs)
}
