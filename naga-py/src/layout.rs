//! Types as they lie in memory, as plain tuples from which `naga.layout` makes dtypes.

use std::sync::Arc;

use naga::proc::{Alignment, Layouter};
use naga::{ArraySize, Expression, Handle, Literal, Module, Scalar, ScalarKind, Type, TypeInner};
use naga_toolchain::check::Checked;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::module::Held;

/// The layout of a named type, or of the type of a named variable.
pub(crate) fn of<'py>(
    py: Python<'py>,
    checked: &Arc<Held<Checked>>,
    name: &str,
    space: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let module = checked.get()?.module();
    let types = module.types.iter();
    let handle = types
        .filter(|(_, ty)| ty.name.as_deref() == Some(name))
        .map(|(handle, _)| handle)
        .chain(
            module
                .global_variables
                .iter()
                .filter(|(_, variable)| variable.name.as_deref() == Some(name))
                .map(|(_, variable)| variable.ty),
        )
        .next();
    let Some(handle) = handle else {
        let structs = module.types.iter().filter_map(|(_, ty)| ty.name.as_deref());
        let variables = module
            .global_variables
            .iter()
            .filter_map(|(_, variable)| variable.name.as_deref());
        let known: Vec<_> = structs.chain(variables).collect();
        return Err(PyKeyError::new_err(format!(
            "there is no type or variable {name:?}; there are: {}",
            known.join(", ")
        )));
    };
    let mut layouter = Layouter::default();
    layouter
        .update(module.to_ctx())
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let tree = Tree {
        py,
        module,
        layouter: &layouter,
    }
    .of(handle)?;
    py.import("naga._layout_tree")?
        .call_method1("from_tree", (name, space, tree))
}

struct Tree<'a, 'py> {
    py: Python<'py>,
    module: &'a Module,
    layouter: &'a Layouter,
}

fn scalar_name(scalar: Scalar) -> String {
    let letter = match scalar.kind {
        ScalarKind::Float => "f",
        ScalarKind::Sint => "i",
        ScalarKind::Uint => "u",
        ScalarKind::Bool => return "bool".to_owned(),
        ScalarKind::AbstractInt => return "abstract-int".to_owned(),
        ScalarKind::AbstractFloat => return "abstract-float".to_owned(),
    };
    format!("{letter}{}", u32::from(scalar.width) * 8)
}

impl<'py> Tree<'_, 'py> {
    fn node(
        &self,
        kind: &str,
        handle: Handle<Type>,
        rest: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let layout = self.layouter[handle];
        let mut all = vec![
            kind.into_bound_py_any(self.py)?,
            layout.size.into_bound_py_any(self.py)?,
            (layout.alignment * 1_u32).into_bound_py_any(self.py)?,
        ];
        all.extend(rest);
        PyTuple::new(self.py, all)
    }

    fn any(&self, value: impl IntoPyObjectExt<'py>) -> PyResult<Bound<'py, PyAny>> {
        value.into_bound_py_any(self.py)
    }

    /// Types refer to earlier ones only, and validation bounds how deep.
    fn of(&self, handle: Handle<Type>) -> PyResult<Bound<'py, PyTuple>> {
        let ty = &self.module.types[handle];
        match &ty.inner {
            TypeInner::Scalar(scalar) => {
                self.node("scalar", handle, vec![self.any(scalar_name(*scalar))?])
            }
            TypeInner::Atomic(scalar) => {
                self.node("atomic", handle, vec![self.any(scalar_name(*scalar))?])
            }
            TypeInner::Vector { size, scalar } => self.node(
                "vector",
                handle,
                vec![self.any(scalar_name(*scalar))?, self.any(*size as u32)?],
            ),
            TypeInner::Matrix {
                columns,
                rows,
                scalar,
            } => {
                let stride = Alignment::from(*rows) * u32::from(scalar.width);
                self.node(
                    "matrix",
                    handle,
                    vec![
                        self.any(scalar_name(*scalar))?,
                        self.any(*columns as u32)?,
                        self.any(*rows as u32)?,
                        self.any(stride)?,
                    ],
                )
            }
            TypeInner::Array { base, size, stride } => self.node(
                "array",
                handle,
                vec![
                    self.of(*base)?.into_any(),
                    self.any(self.count(*size)?)?,
                    self.any(*stride)?,
                ],
            ),
            TypeInner::Struct { members, span } => {
                let members = members
                    .iter()
                    .enumerate()
                    .map(|(index, member)| {
                        let name = member
                            .name
                            .clone()
                            .unwrap_or_else(|| format!("member{index}"));
                        self.any((name, member.offset, self.of(member.ty)?))
                    })
                    .collect::<PyResult<Vec<_>>>()?;
                let members = PyTuple::new(self.py, members)?.into_any();
                self.node(
                    "struct",
                    handle,
                    vec![self.any(ty.name.clone())?, members, self.any(*span)?],
                )
            }
            TypeInner::CooperativeMatrix { .. }
            | TypeInner::Pointer { .. }
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. }
            | TypeInner::BindingArray { .. } => self.node("opaque", handle, Vec::new()),
        }
    }

    /// None for a runtime-sized array.
    fn count(&self, size: ArraySize) -> PyResult<Option<u32>> {
        match size {
            ArraySize::Constant(count) => Ok(Some(count.get())),
            ArraySize::Dynamic => Ok(None),
            ArraySize::Pending(handle) => {
                let over = &self.module.overrides[handle];
                let default = over.init.map(|init| &self.module.global_expressions[init]);
                match default {
                    Some(Expression::Literal(Literal::U32(count))) => Ok(Some(*count)),
                    Some(Expression::Literal(Literal::I32(count))) => {
                        u32::try_from(*count).map(Some).map_err(|_| {
                            PyValueError::new_err(format!(
                                "the override that decides a length is {count}"
                            ))
                        })
                    }
                    _ => Err(PyValueError::new_err(format!(
                        "the override {:?} decides the length of an array, and has no plain default",
                        over.name.as_deref().unwrap_or("without a name")
                    ))),
                }
            }
        }
    }
}
