//! Python values with the types that the stub gives them.

use std::convert::Infallible;

use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// A value of a class that Python defines.
macro_rules! python_classes {
    ($($(#[$meta:meta])* $name:ident = $module:literal, $class:literal;)*) => { $(
        $(#[$meta])*
        pub(crate) struct $name<'py>(pub(crate) Bound<'py, PyAny>);

        impl<'py> IntoPyObject<'py> for $name<'py> {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = Infallible;
            #[cfg(feature = "stubs")]
            const OUTPUT_TYPE: pyo3::inspect::PyStaticExpr =
                pyo3::type_hint_identifier!($module, $class);

            fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
                Ok(self.0)
            }
        }
    )* };
}

/// A tuple of any length whose elements are of one class.
macro_rules! tuples {
    ($($(#[$meta:meta])* $name:ident = $element:expr;)*) => { $(
        $(#[$meta])*
        pub(crate) struct $name<'py>(pub(crate) Bound<'py, PyTuple>);

        impl<'py> IntoPyObject<'py> for $name<'py> {
            type Target = PyTuple;
            type Output = Bound<'py, PyTuple>;
            type Error = Infallible;
            #[cfg(feature = "stubs")]
            const OUTPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_subscript!(
                pyo3::type_hint_identifier!("builtins", "tuple"),
                $element,
                pyo3::inspect::PyStaticExpr::Constant {
                    value: pyo3::inspect::PyStaticConstant::Ellipsis
                }
            );

            fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
                Ok(self.0)
            }
        }
    )* };
}

python_classes! {
    /// The IR of a module.
    IrModule = "naga.ir", "Module";
    /// A language.
    LanguageName = "naga.reflection", "Language";
}

tuples! {
    EntryPoints = pyo3::type_hint_identifier!("naga._outline", "EntryPoint");
    Bindings = pyo3::type_hint_identifier!("naga._outline", "Binding");
    Overrides = pyo3::type_hint_identifier!("naga._outline", "Override");
    Structs = pyo3::type_hint_identifier!("naga._outline", "Struct");
    Diagnostics = pyo3::type_hint_identifier!("naga.errors", "Diagnostic");
    Spans = pyo3::type_hint_subscript!(
        pyo3::type_hint_identifier!("builtins", "tuple"),
        pyo3::type_hint_identifier!("builtins", "int"),
        pyo3::type_hint_identifier!("builtins", "int")
    );
}
