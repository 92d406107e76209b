//! Python dataclasses → naga IR: a `serde::Deserializer` that reads the objects.
//!
//! serde asks for an enum by name; which variant an object is follows from its class, which must
//! be the one in the generated registry.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyMapping, PyRange, PyString, PyTuple, PyType};
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

use super::BridgeError;

type Out<T> = Result<T, BridgeError>;
type Object<'py> = Bound<'py, PyAny>;

/// What an object is: the variant of an enum, or a struct.
#[derive(Clone, Copy)]
enum Known {
    Variant(usize),
    /// Of this class each member is a variant.
    Members,
}

/// What was found out during one conversion.
pub(super) struct Reader<'py> {
    registry: Bound<'py, PyDict>,
    /// By the address of a class or member that the registry holds, and of serde's name for it.
    known: RefCell<HashMap<(usize, usize), Known>>,
    depth: Cell<usize>,
    deepest: usize,
    too_deep: Cell<bool>,
}

impl<'py> Reader<'py> {
    /// Blocks may be nested `deepest` deep.
    pub(super) fn new(py: Python<'py>, deepest: usize) -> PyResult<Self> {
        let registry = py.import("naga.ir.registry")?.getattr("REGISTRY")?;
        Ok(Self {
            registry: registry.cast_into::<PyDict>()?,
            known: RefCell::default(),
            depth: Cell::new(0),
            deepest,
            too_deep: Cell::new(false),
        })
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.too_deep.get()
    }

    fn classes(&self, name: &str) -> Out<Bound<'py, PyDict>> {
        let classes = self.registry.get_item(name)?;
        let classes = classes.ok_or_else(|| {
            BridgeError::new(PyTypeError::new_err(format!(
                "there is no generated class {name}"
            )))
        })?;
        classes
            .cast_into::<PyDict>()
            .map_err(|error| BridgeError::new(error.into()))
    }

    /// Whether an object is an instance of the struct of this name.
    fn is_struct(&self, object: &Object<'py>, name: &'static str) -> Out<bool> {
        let class = object.get_type();
        let key = (class.as_ptr().addr(), name.as_ptr().addr());
        if self.known.borrow().contains_key(&key) {
            return Ok(true);
        }
        let wanted = self.classes(name)?.get_item("")?;
        let is = wanted.is_some_and(|wanted| wanted.is(&class));
        if is {
            self.known.borrow_mut().insert(key, Known::Variant(0));
        }
        Ok(is)
    }

    /// Which variant of an enum an object is.
    fn variant(&self, object: &Object<'py>, name: &'static str, variants: &[&str]) -> Out<usize> {
        let class = object.get_type();
        let by_class = (class.as_ptr().addr(), name.as_ptr().addr());
        let by_member = (object.as_ptr().addr(), name.as_ptr().addr());
        let known = |key| self.known.borrow().get(&key).copied();
        let found = match known(by_class) {
            Some(Known::Members) => known(by_member),
            other => other,
        };
        if let Some(Known::Variant(index)) = found {
            return Ok(index);
        }
        for (variant, value) in self.classes(name)? {
            let is_class = value.is_instance_of::<PyType>();
            let (key, kind) = if value.is(&class)
                || (!is_class && value.get_type().is(&class) && !is_member(&value)?)
            {
                (by_class, None)
            } else if value.is(object) {
                (by_member, Some(Known::Members))
            } else {
                continue;
            };
            let variant: String = variant.extract()?;
            let Some(index) = variants.iter().position(|each| *each == variant) else {
                continue;
            };
            let mut known = self.known.borrow_mut();
            known.insert(key, Known::Variant(index));
            if let Some(kind) = kind {
                known.insert(by_class, kind);
            }
            return Ok(index);
        }
        expected(&format!("a value of naga.ir.{name}"), object)
    }
}

/// Whether a value of the registry is a member of an `enum.Enum` rather than a class of its own.
fn is_member(value: &Object<'_>) -> Out<bool> {
    Ok(value.getattr_opt("_member_map_")?.is_some())
}

fn expected<T>(what: &str, got: &Object<'_>) -> Out<T> {
    let class = got.get_type();
    // `naga.Module` is no `naga.ir.Module`.
    let is_ours = class.module()?.to_str()?.starts_with("naga");
    let name = if is_ours {
        class.fully_qualified_name()?
    } else {
        class.name()?
    };
    Err(BridgeError::new(PyTypeError::new_err(format!(
        "expected {what}; got {name}"
    ))))
}

#[derive(Clone)]
pub(super) struct FromPython<'a, 'py> {
    object: Object<'py>,
    reader: &'a Reader<'py>,
}

impl<'a, 'py> FromPython<'a, 'py> {
    pub(super) fn new(object: Object<'py>, reader: &'a Reader<'py>) -> Self {
        Self { object, reader }
    }

    fn text(&self) -> Out<String> {
        match self.object.cast::<PyString>() {
            Ok(text) => text.extract().map_err(|_| {
                BridgeError::new(PyValueError::new_err(
                    "expected text without lone surrogates",
                ))
            }),
            Err(_) => expected("str", &self.object),
        }
    }

    fn float(&self) -> Out<f64> {
        self.object
            .extract()
            .or_else(|_| expected("float", &self.object))
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $ty:ty),*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
            match self.object.extract::<$ty>() {
                Ok(number) => visitor.$visit(number),
                Err(error) if error.is_instance_of::<PyTypeError>(self.object.py()) => expected("int", &self.object),
                Err(_) => Err(BridgeError::new(PyValueError::new_err(format!(
                    "expected a whole number from {} to {}; got {}", <$ty>::MIN, <$ty>::MAX, self.object.repr()?
                )))),
            }
        }
    )* };
}

impl<'de> de::Deserializer<'de> for FromPython<'_, '_> {
    type Error = BridgeError;

    integers!(deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
              deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
              deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64);

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        match self.object.extract() {
            Ok(value) => visitor.visit_bool(value),
            Err(_) => expected("bool", &self.object),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "to the nearest float of that width"
    )]
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        let number = self.float()?;
        let narrow = number as f32;
        if number.is_finite() && !narrow.is_finite() {
            return Err(BridgeError::new(PyValueError::new_err(format!(
                "{number} does not fit a float of 32 bits"
            ))));
        }
        visitor.visit_f32(narrow)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        self.deserialize_byte_buf(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        match self.object.extract() {
            Ok(bytes) => visitor.visit_byte_buf(bytes),
            Err(_) => expected("bytes", &self.object),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Out<V::Value> {
        expected("a value whose type is known", &self.object)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        if self.object.is_none() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Out<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Out<V::Value> {
        if name == "f16" {
            let number = self.float()?;
            let narrow = half::f16::from_f64(number);
            if number.is_finite() && !narrow.is_finite() {
                return Err(BridgeError::new(PyValueError::new_err(format!(
                    "{number} does not fit a float of 16 bits"
                ))));
            }
            return visitor.visit_newtype_struct(
                IntoDeserializer::<BridgeError>::into_deserializer(narrow.to_bits()),
            );
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        let items = if let Ok(tuple) = self.object.cast::<PyTuple>() {
            tuple.clone()
        } else if let Ok(list) = self.object.cast::<PyList>() {
            list.to_tuple()
        } else {
            return expected("tuple or list", &self.object);
        };
        visitor.visit_seq(Items {
            items,
            next: 0,
            reader: self.reader,
        })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Out<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Out<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        let Ok(mapping) = self.object.cast::<PyMapping>() else {
            return expected("a mapping", &self.object);
        };
        let pairs: Vec<_> = mapping.items()?.iter().collect();
        visitor.visit_map(Pairs {
            pairs: pairs.into_iter(),
            value: None,
            reader: self.reader,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Out<V::Value> {
        let fields = if name == "Range" {
            if !self.object.is_instance_of::<PyRange>() {
                return expected("range", &self.object);
            }
            &["start", "stop"]
        } else if self.reader.is_struct(&self.object, name)? {
            fields
        } else {
            return expected(&format!("naga.ir.{name}"), &self.object);
        };
        visitor.visit_seq(Attributes {
            object: self.object,
            fields,
            next: 0,
            reader: self.reader,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Out<V::Value> {
        let reader = self.reader;
        if name != "Statement" {
            return visitor.visit_enum(Variant {
                source: self,
                name,
                variants,
            });
        }
        if reader.depth.get() >= reader.deepest {
            reader.too_deep.set(true);
            return Err(BridgeError::new(PyValueError::new_err(
                "blocks are nested too deep",
            )));
        }
        reader.depth.set(reader.depth.get() + 1);
        let result = visitor.visit_enum(Variant {
            source: self,
            name,
            variants,
        });
        reader.depth.set(reader.depth.get() - 1);
        result
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Out<V::Value> {
        visitor.visit_unit()
    }
}

struct Items<'a, 'py> {
    items: Bound<'py, PyTuple>,
    next: usize,
    reader: &'a Reader<'py>,
}

impl<'de> de::SeqAccess<'de> for Items<'_, '_> {
    type Error = BridgeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Out<Option<T::Value>> {
        let at = self.next;
        if at >= self.items.len() {
            return Ok(None);
        }
        self.next += 1;
        let item = self.items.get_item(at)?;
        seed.deserialize(FromPython::new(item, self.reader))
            .map(Some)
            .map_err(|error| error.within(&format!("[{at}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

/// The fields of a dataclass, in serde's order.
struct Attributes<'a, 'py> {
    object: Object<'py>,
    fields: &'static [&'static str],
    next: usize,
    reader: &'a Reader<'py>,
}

impl<'de> de::SeqAccess<'de> for Attributes<'_, '_> {
    type Error = BridgeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Out<Option<T::Value>> {
        let Some(field) = self.fields.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        // A word of Python.
        let name = if *field == "class" { "class_" } else { field };
        let value = self
            .object
            .getattr(PyString::intern(self.object.py(), name))?;
        seed.deserialize(FromPython::new(value, self.reader))
            .map(Some)
            .map_err(|error| error.within(&format!(".{name}")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len() - self.next)
    }
}

struct Pairs<'a, 'py> {
    pairs: std::vec::IntoIter<Object<'py>>,
    value: Option<Object<'py>>,
    reader: &'a Reader<'py>,
}

impl<'de> de::MapAccess<'de> for Pairs<'_, '_> {
    type Error = BridgeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Out<Option<K::Value>> {
        let Some(pair) = self.pairs.next() else {
            return Ok(None);
        };
        self.value = Some(pair.get_item(1)?);
        seed.deserialize(FromPython::new(pair.get_item(0)?, self.reader))
            .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Out<T::Value> {
        match self.value.take() {
            Some(value) => seed.deserialize(FromPython::new(value, self.reader)),
            None => Err(de::Error::custom("value before key")),
        }
    }
}

struct Variant<'a, 'py> {
    source: FromPython<'a, 'py>,
    name: &'static str,
    variants: &'static [&'static str],
}

impl<'de, 'a, 'py> de::EnumAccess<'de> for Variant<'a, 'py> {
    type Error = BridgeError;
    type Variant = Content<'a, 'py>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Out<(V::Value, Content<'a, 'py>)> {
        let FromPython { object, reader } = self.source;
        let index = reader.variant(&object, self.name, self.variants)?;
        let number = u32::try_from(index).map_err(<BridgeError as de::Error>::custom)?;
        let value = seed.deserialize(IntoDeserializer::<BridgeError>::into_deserializer(number))?;
        Ok((value, Content(FromPython { object, reader })))
    }
}

struct Content<'a, 'py>(FromPython<'a, 'py>);

impl<'de> de::VariantAccess<'de> for Content<'_, '_> {
    type Error = BridgeError;

    fn unit_variant(self) -> Out<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Out<T::Value> {
        let FromPython { object, reader } = self.0;
        let slots = object.getattr("__slots__")?;
        let only = slots
            .get_item(0)?
            .cast_into::<PyString>()
            .map_err(|error| BridgeError::new(error.into()))?;
        let value = object.getattr(&only)?;
        seed.deserialize(FromPython::new(value, reader))
            .map_err(|error| error.within(&format!(".{only}")))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Out<V::Value> {
        Err(de::Error::custom(
            "naga's IR has no variants with several unnamed fields",
        ))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Out<V::Value> {
        let FromPython { object, reader } = self.0;
        visitor.visit_seq(Attributes {
            object,
            fields,
            next: 0,
            reader,
        })
    }
}
