//! The way from a Python value to a Rust one, with errors that say where and why.
//!
//! A descriptor may come as keyword arguments, as one object with attributes (a model of
//! `pywgpu.types`) or, nested, as a mapping. All three end in the same [`FromPy`].

use std::num::{NonZeroU32, NonZeroU64};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

/// Why a value does not fit, and the way to it from the argument.
#[derive(Debug)]
pub(crate) struct Misfit {
    path: String,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    /// Wrong type: becomes a `TypeError`.
    Type(String),
    /// Right type, wrong value: becomes a `ValueError`.
    Value(String),
    /// What Python itself raised.
    Raised(PyErr),
}

/// A converted value, or why there is none. Boxed, as it is rare.
pub(crate) type Fit<T> = Result<T, Box<Misfit>>;

impl Misfit {
    /// The value has another type than `expected`.
    #[cold]
    pub(crate) fn wrong_type(value: &Bound<'_, PyAny>, expected: &str) -> Box<Self> {
        let got = describe(value);
        Self::new(Reason::Type(format!("expected {expected}; got {got}")))
    }

    /// The value is none of those that are allowed.
    #[cold]
    pub(crate) fn wrong_value(value: &Bound<'_, PyAny>, expected: &str) -> Box<Self> {
        let got = describe(value);
        Self::new(Reason::Value(format!("expected {expected}; got {got}")))
    }

    /// Anything else that is wrong with a value.
    #[cold]
    pub(crate) fn value(message: impl Into<String>) -> Box<Self> {
        Self::new(Reason::Value(message.into()))
    }

    /// A field that must be there and is not.
    #[cold]
    pub(crate) fn missing(name: &str) -> Box<Self> {
        Self::new(Reason::Type(format!(
            "`{name}` is missing; give it a value"
        )))
    }

    #[cold]
    fn unknown(name: &str, fields: &[&str]) -> Box<Self> {
        Self::new(Reason::Type(format!(
            "there is no field `{name}`; expected one of {}",
            fields.join(", ")
        )))
    }

    fn new(reason: Reason) -> Box<Self> {
        Box::new(Self {
            path: String::new(),
            reason,
        })
    }

    /// Puts a field name before the path.
    #[cold]
    pub(crate) fn in_field(mut self: Box<Self>, name: &str) -> Box<Self> {
        self.path = match self.path.as_bytes().first() {
            None => name.to_owned(),
            Some(b'[') => format!("{name}{}", self.path),
            Some(_) => format!("{name}.{}", self.path),
        };
        self
    }

    /// Puts an index before the path.
    #[cold]
    pub(crate) fn at_index(mut self: Box<Self>, index: usize) -> Box<Self> {
        self.path = match self.path.as_bytes().first() {
            None | Some(b'[') => format!("[{index}]{}", self.path),
            Some(_) => format!("[{index}].{}", self.path),
        };
        self
    }

    /// The exception, for the call of this name.
    #[cold]
    #[expect(clippy::boxed_local, reason = "misfits are boxed wherever they are")]
    pub(crate) fn raise(self: Box<Self>, call: &str) -> PyErr {
        let Self { path, reason } = *self;
        let place = if path.is_empty() {
            call.to_owned()
        } else {
            format!("{call}: {path}")
        };
        reason.raise(&format!("{place}: "))
    }
}

impl Reason {
    #[cold]
    fn raise(self, place: &str) -> PyErr {
        match self {
            Self::Type(text) => PyTypeError::new_err(format!("{place}{text}")),
            Self::Value(text) => PyValueError::new_err(format!("{place}{text}")),
            Self::Raised(error) => error,
        }
    }
}

/// A number that is an argument by itself, in the way of PyO3, which is quick, but with an error that
/// tells the value and the rule. PyO3 adds the argument's name as a note.
#[inline]
pub(crate) fn number<'py, T>(value: &Bound<'py, PyAny>) -> PyResult<T>
where
    T: FromPy<'py> + for<'a> FromPyObject<'a, 'py>,
{
    match value.extract() {
        Ok(number) => Ok(number),
        Err(_) => T::from_py(value).map_err(|misfit| misfit.reason.raise("")),
    }
}

impl From<PyErr> for Box<Misfit> {
    fn from(error: PyErr) -> Self {
        Misfit::new(Reason::Raised(error))
    }
}

/// A name with `a` or `an` before it.
pub(crate) fn with_article(name: &str) -> String {
    let article = if name.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

/// A value for a message: its `repr`, cut, and its type where that is not plain.
pub(crate) fn describe(value: &Bound<'_, PyAny>) -> String {
    let kind = value
        .get_type()
        .name()
        .map_or_else(|_| "object".to_owned(), |name| name.to_string());
    if value.is_none() {
        return "None".to_owned();
    }
    let Ok(text) = value.repr().map(|text| text.to_string()) else {
        return format!("an object of type {kind}");
    };
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short} ({kind})")
}

/// What can be made of a Python value.
pub(crate) trait FromPy<'py>: Sized {
    /// Converts.
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self>;
}

/// The number of an `int` that fits, which is what nearly every argument is: without a look at what
/// else it could be.
#[inline]
fn plain<T: TryFrom<i64>>(value: &Bound<'_, PyAny>) -> Option<T> {
    if !value.is_exact_instance_of::<PyInt>() {
        return None;
    }
    value.extract::<i64>().ok()?.try_into().ok()
}

/// The rule for an integer of a Rust type.
#[inline(never)]
fn integer<'py, T>(value: &Bound<'py, PyAny>, low: i128, high: i128) -> Fit<T>
where
    T: TryFrom<i128>,
{
    let expected = || format!("an integer from {low} to {high}");
    if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyFloat>() {
        return Err(Misfit::wrong_type(value, &expected()));
    }
    // The common case first: everything that fits in 64 bits.
    let wide = match value.extract::<i64>() {
        Ok(number) => i128::from(number),
        Err(_) => match value.extract::<u64>() {
            Ok(number) => i128::from(number),
            Err(_) if value.is_instance_of::<PyInt>() => {
                return Err(Misfit::wrong_value(value, &expected()));
            }
            Err(_) => return Err(Misfit::wrong_type(value, &expected())),
        },
    };
    if wide < low || wide > high {
        return Err(Misfit::wrong_value(value, &expected()));
    }
    T::try_from(wide).map_err(|_| Misfit::wrong_value(value, &expected()))
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl<'py> FromPy<'py> for $type {
            #[inline]
            fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
                match plain(value) {
                    Some(number) => Ok(number),
                    None => integer(value, <$type>::MIN as i128, <$type>::MAX as i128),
                }
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, i32, i64, usize);

impl<'py> FromPy<'py> for NonZeroU32 {
    #[inline]
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Some(number) = plain(value).and_then(Self::new) {
            return Ok(number);
        }
        let number: u32 = integer(value, 1, i128::from(u32::MAX))?;
        Self::new(number).ok_or_else(|| Misfit::wrong_value(value, "an integer above 0"))
    }
}

impl<'py> FromPy<'py> for NonZeroU64 {
    #[inline]
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Some(number) = plain(value).and_then(Self::new) {
            return Ok(number);
        }
        let number: u64 = integer(value, 1, i128::from(u64::MAX))?;
        Self::new(number).ok_or_else(|| Misfit::wrong_value(value, "an integer above 0"))
    }
}

impl<'py> FromPy<'py> for bool {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        value
            .cast::<PyBool>()
            .map(pyo3::types::PyBoolMethods::is_true)
            .or_else(|_| match value.get_type().name() {
                Ok(name) if name == "bool" || name == "bool_" => {
                    value.is_truthy().map_err(Into::into)
                }
                Ok(_) | Err(_) => Err(Misfit::wrong_type(value, "True or False")),
            })
    }
}

impl<'py> FromPy<'py> for f64 {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyString>() {
            return Err(Misfit::wrong_type(value, "a number"));
        }
        value
            .extract()
            .map_err(|_| Misfit::wrong_type(value, "a number"))
    }
}

impl<'py> FromPy<'py> for f32 {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let wide = f64::from_py(value)?;
        if wide.is_nan() {
            return Err(Misfit::wrong_value(value, "a number"));
        }
        let narrow = wide as f32;
        if narrow.is_infinite() && wide.is_finite() {
            return Err(Misfit::wrong_value(value, "a number that fits in 32 bits"));
        }
        Ok(narrow)
    }
}

impl<'py> FromPy<'py> for String {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let text = value
            .cast::<PyString>()
            .map_err(|_| Misfit::wrong_type(value, "a string"))?;
        Ok(text.to_str()?.to_owned())
    }
}

impl<'py> FromPy<'py> for Bound<'py, PyAny> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        Ok(value.clone())
    }
}

impl<'py, T: FromPy<'py>> FromPy<'py> for Option<T> {
    #[inline]
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.is_none() {
            return Ok(None);
        }
        T::from_py(value).map(Some)
    }
}

/// Whether a value is a list, a tuple or another sequence that is no text.
pub(crate) fn is_sequence(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || (!value.is_instance_of::<PyString>()
            && !value.is_instance_of::<PyDict>()
            && value.hasattr("__len__").unwrap_or(false)
            && value.hasattr("__getitem__").unwrap_or(false)
            && !value.hasattr("keys").unwrap_or(true))
}

impl<'py, T: FromPy<'py>> FromPy<'py> for Vec<T> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if let Ok(list) = value.cast::<PyList>() {
            return list
                .iter()
                .enumerate()
                .map(|(index, item)| T::from_py(&item).map_err(|e| e.at_index(index)))
                .collect();
        }
        if let Ok(tuple) = value.cast::<PyTuple>() {
            return tuple
                .iter_borrowed()
                .enumerate()
                .map(|(index, item)| T::from_py(&item).map_err(|e| e.at_index(index)))
                .collect();
        }
        if !is_sequence(value) {
            return Err(Misfit::wrong_type(value, "a list or a tuple"));
        }
        value
            .try_iter()?
            .enumerate()
            .map(|(index, item)| T::from_py(&item?).map_err(|e| e.at_index(index)))
            .collect()
    }
}

impl<'py, T: FromPy<'py>, const N: usize> FromPy<'py> for [T; N] {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let items = Vec::<T>::from_py(value)?;
        let count = items.len();
        items
            .try_into()
            .map_err(|_| Misfit::value(format!("expected a sequence of {N} values; got {count}")))
    }
}

impl<'py, A: FromPy<'py>, B: FromPy<'py>> FromPy<'py> for (A, B) {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        let [first, second] = <[Bound<'py, PyAny>; 2]>::from_py(value)?;
        Ok((
            A::from_py(&first).map_err(|e| e.at_index(0))?,
            B::from_py(&second).map_err(|e| e.at_index(1))?,
        ))
    }
}

/// A range: two integers, a `range` or a `slice` with both ends.
impl<'py, T: FromPy<'py>> FromPy<'py> for std::ops::Range<T> {
    fn from_py(value: &Bound<'py, PyAny>) -> Fit<Self> {
        if value.hasattr("start")? && value.hasattr("stop")? {
            return Ok(
                T::from_py(&value.getattr("start")?).map_err(|e| e.in_field("start"))?
                    ..T::from_py(&value.getattr("stop")?).map_err(|e| e.in_field("stop"))?,
            );
        }
        let (start, end) = <(T, T)>::from_py(value)?;
        Ok(start..end)
    }
}

/// A nested descriptor: a mapping, or an object with attributes.
pub(crate) enum Record<'a, 'py> {
    /// A `dict`.
    Dict(&'a Bound<'py, PyDict>),
    /// Another mapping.
    Mapping(&'a Bound<'py, PyMapping>),
    /// Anything else.
    Object(&'a Bound<'py, PyAny>),
}

impl<'a, 'py> Record<'a, 'py> {
    /// Looks at a value as a record with these fields.
    pub(crate) fn open(value: &'a Bound<'py, PyAny>, what: &str, fields: &[&str]) -> Fit<Self> {
        Self::open_or(value, "", what, fields)
    }

    /// The same, where something else would do as well, which the caller has looked for.
    pub(crate) fn open_or(
        value: &'a Bound<'py, PyAny>,
        other: &str,
        what: &str,
        fields: &[&str],
    ) -> Fit<Self> {
        if let Ok(dict) = value.cast::<PyDict>() {
            for key in dict.keys() {
                let name = key
                    .cast::<PyString>()
                    .map_err(|_| Misfit::wrong_type(&key, "a field name"))?;
                let name = name.to_str()?;
                if !fields.contains(&name) {
                    return Err(Misfit::unknown(name, fields));
                }
            }
            return Ok(Self::Dict(dict));
        }
        if value.is_none()
            || value.is_instance_of::<PyString>()
            || value.is_instance_of::<PyInt>()
            || value.is_instance_of::<PyFloat>()
            || value.is_instance_of::<PyList>()
            || value.is_instance_of::<PyTuple>()
        {
            let or = if other.is_empty() { "" } else { ", or " };
            return Err(Misfit::wrong_type(
                value,
                &format!(
                    "{other}{or}{}: a dict or an object with the fields {}",
                    with_article(what),
                    fields.join(", ")
                ),
            ));
        }
        if let Ok(mapping) = value.cast::<PyMapping>() {
            return Ok(Self::Mapping(mapping));
        }
        Ok(Self::Object(value))
    }

    /// The value of a field, where there is one.
    #[inline]
    pub(crate) fn get(&self, name: &Bound<'py, PyString>) -> Fit<Option<Bound<'py, PyAny>>> {
        match self {
            Self::Dict(dict) => Ok(dict.get_item(name)?),
            Self::Mapping(mapping) => {
                if mapping.contains(name)? {
                    Ok(Some(mapping.get_item(name)?))
                } else {
                    Ok(None)
                }
            }
            Self::Object(object) => Ok(object.getattr_opt(name)?),
        }
    }

    /// A field of a type; `default` where it is not given, and an error where there is none.
    #[inline]
    pub(crate) fn field<T: FromPy<'py>>(
        &self,
        name: &Bound<'py, PyString>,
        default: Option<T>,
    ) -> Fit<T> {
        match self.get(name)? {
            Some(value) => {
                if value.is_none()
                    && let Some(default) = default
                {
                    return Ok(default);
                }
                T::from_py(&value).map_err(|e| e.in_field(&name.to_string()))
            }
            None => default.ok_or_else(|| Misfit::missing(&name.to_string())),
        }
    }
}

/// The arguments of one call: keyword arguments, or one descriptor object with these fields.
pub(crate) struct Call<'a, 'py> {
    name: &'static str,
    descriptor: Option<Record<'a, 'py>>,
}

impl<'a, 'py> Call<'a, 'py> {
    /// Starts to read keyword arguments.
    #[inline]
    pub(crate) fn of_keywords(name: &'static str) -> Self {
        Self {
            name,
            descriptor: None,
        }
    }

    /// Starts to read a descriptor.
    ///
    /// # Errors
    ///
    /// When keyword arguments were given beside it.
    pub(crate) fn new(
        name: &'static str,
        object: &'a Bound<'py, PyAny>,
        keywords: &[(&str, Option<&Bound<'py, PyAny>>)],
    ) -> PyResult<Self> {
        if let Some((keyword, _)) = keywords.iter().find(|(_, value)| value.is_some()) {
            return Err(PyTypeError::new_err(format!(
                "{name}: got a descriptor and the keyword argument `{keyword}`; \
                 give one or the other"
            )));
        }
        let fields: Vec<&str> = keywords.iter().map(|(name, _)| *name).collect();
        let record = Record::open(object, "descriptor", &fields).map_err(|e| e.raise(name))?;
        Ok(Self {
            name,
            descriptor: Some(record),
        })
    }

    /// The value of an argument: that of the keyword, or that of the descriptor's field. The name as an
    /// object of Python is for the latter alone.
    #[inline]
    pub(crate) fn take<'n, T: FromPy<'py>>(
        &self,
        name: &'static str,
        interned: impl FnOnce() -> &'n Bound<'py, PyString>,
        keyword: Option<&Bound<'py, PyAny>>,
        default: Option<T>,
    ) -> PyResult<T>
    where
        'py: 'n,
    {
        // There is no descriptor beside a keyword, see `new`.
        if let Some(value) = keyword
            && !(default.is_some() && value.is_none())
        {
            return T::from_py(value).map_err(|misfit| self.misfit(misfit.in_field(name)));
        }
        let fit = match (&self.descriptor, default) {
            (None, Some(default)) => return Ok(default),
            (None, None) => Err(Misfit::missing(name)),
            (Some(record), default) => record.field(interned(), default),
        };
        fit.map_err(|misfit| self.misfit(misfit))
    }

    #[cold]
    #[inline(never)]
    fn misfit(&self, misfit: Box<Misfit>) -> PyErr {
        misfit.raise(self.name)
    }
}

/// Reads the arguments of a call: `arguments!(py, "create_x", descriptor; a, b = default)`
/// shadows each keyword with its converted value.
macro_rules! arguments {
    ($py:expr, $call:literal, $descriptor:expr; $($name:ident $(: $type:ty)? $(= $default:expr)?),* $(,)?) => {
        let call = match $descriptor {
            None => $crate::types::convert::Call::of_keywords($call),
            Some(descriptor) => $crate::types::convert::Call::new(
                $call,
                descriptor,
                &[$((stringify!($name), $name)),*],
            )?,
        };
        $(
            let $name $(: $type)? = call.take(
                stringify!($name),
                || pyo3::intern!($py, stringify!($name)),
                $name,
                $crate::types::convert::given!($($default)?),
            )?;
        )*
    };
}
pub(crate) use arguments;

/// `Some(default)`, or nothing.
macro_rules! given {
    () => {
        None
    };
    ($default:expr) => {
        Some($default)
    };
}
pub(crate) use given;

/// Makes a struct readable from a mapping or an object: fields with `= default` may be left out.
macro_rules! record {
    ($type:ty as $what:literal { $($field:ident $(= $default:expr)?),* $(,)? }) => {
        impl<'py> $crate::types::convert::FromPy<'py> for $type {
            fn from_py(
                value: &pyo3::Bound<'py, pyo3::PyAny>,
            ) -> $crate::types::convert::Fit<Self> {
                let py = value.py();
                let record = $crate::types::convert::Record::open(
                    value,
                    $what,
                    &[$(stringify!($field)),*],
                )?;
                Ok(Self {
                    $($field: record.field(
                        pyo3::intern!(py, stringify!($field)),
                        $crate::types::convert::given!($($default)?),
                    )?,)*
                })
            }
        }
    };
}
pub(crate) use record;
