//! naga IR → Python dataclasses: a `serde::Serializer` that creates the objects.
//!
//! serde tells the names of enum and variant, the generated registry tells the class, and the
//! order of serde's fields is that of the class's slots.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pyo3::exceptions::PySystemError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyRange, PyString, PyTuple};
use serde::ser::{self, Serialize};

use super::BridgeError;
use super::instance::Class;

type Out<T> = Result<T, BridgeError>;
type Object<'py> = Bound<'py, PyAny>;

/// A variant by the address of its enum's name, which serde hands out as a static text.
type Key = (usize, u32);

/// Stands for the variant of a struct.
const STRUCT: u32 = u32::MAX;

/// Sets of flags, which serde sees as numbers in a newtype.
const FLAGS: [&str; 4] = ["StorageAccess", "MemoryDecorations", "Barrier", "RayFlag"];

/// Classes and values that were looked up during one conversion.
pub(super) struct Context<'py> {
    py: Python<'py>,
    registry: Bound<'py, PyDict>,
    frozen_map: Object<'py>,
    classes: RefCell<HashMap<Key, Rc<Class>>>,
    units: RefCell<HashMap<Key, Object<'py>>>,
    flags: RefCell<HashMap<(usize, u64), Object<'py>>>,
}

impl<'py> Context<'py> {
    pub(super) fn new(py: Python<'py>) -> PyResult<Self> {
        let registry = py.import("naga.ir.registry")?.getattr("REGISTRY")?;
        Ok(Self {
            py,
            registry: registry.cast_into::<PyDict>()?,
            frozen_map: py.import("naga._frozen")?.getattr("FrozenMap")?,
            classes: RefCell::default(),
            units: RefCell::default(),
            flags: RefCell::default(),
        })
    }

    fn look_up(&self, name: &str, variant: &str) -> Out<Object<'py>> {
        let missing = || {
            BridgeError::new(PySystemError::new_err(format!(
                "there is no generated class {name}.{variant}"
            )))
        };
        let variants = self.registry.get_item(name)?.ok_or_else(missing)?;
        variants.get_item(variant).map_err(|_| missing())
    }

    fn class(&self, name: &'static str, index: u32, variant: &str) -> Out<Rc<Class>> {
        let key = (name.as_ptr().addr(), index);
        if let Some(known) = self.classes.borrow().get(&key) {
            return Ok(known.clone());
        }
        let class = Rc::new(Class::of(self.look_up(name, variant)?)?);
        self.classes.borrow_mut().insert(key, class.clone());
        Ok(class)
    }

    fn unit(&self, name: &'static str, index: u32, variant: &str) -> Out<Object<'py>> {
        let key = (name.as_ptr().addr(), index);
        if let Some(known) = self.units.borrow().get(&key) {
            return Ok(known.clone());
        }
        let value = self.look_up(name, variant)?;
        self.units.borrow_mut().insert(key, value.clone());
        Ok(value)
    }

    fn flags(&self, name: &'static str, bits: &Object<'py>) -> Out<Object<'py>> {
        let key = (name.as_ptr().addr(), bits.extract()?);
        if let Some(known) = self.flags.borrow().get(&key) {
            return Ok(known.clone());
        }
        let value = self.look_up(name, "")?.call1((bits,))?;
        self.flags.borrow_mut().insert(key, value.clone());
        Ok(value)
    }
}

#[derive(Clone, Copy)]
pub(super) struct ToPython<'a, 'py>(pub(super) &'a Context<'py>);

/// The elements of a tuple.
pub(super) struct Items<'a, 'py> {
    context: &'a Context<'py>,
    items: Vec<Object<'py>>,
}

/// An object that is being filled.
pub(super) struct Instance<'a, 'py> {
    context: &'a Context<'py>,
    class: Rc<Class>,
    object: Object<'py>,
    next: usize,
}

/// A mapping that is being filled.
pub(super) struct Pairs<'a, 'py> {
    context: &'a Context<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Object<'py>>,
}

/// serde writes `core::ops::Range` as a struct of that name; Python has `range`.
pub(super) enum Struct<'a, 'py> {
    Instance(Instance<'a, 'py>),
    Range(Items<'a, 'py>),
}

macro_rules! numbers {
    ($($method:ident $ty:ty),*) => { $(
        fn $method(self, value: $ty) -> Out<Object<'py>> {
            Ok(value.into_pyobject(self.0.py)?.into_any())
        }
    )* };
}

impl<'a, 'py> ser::Serializer for ToPython<'a, 'py> {
    type Ok = Object<'py>;
    type Error = BridgeError;
    type SerializeSeq = Items<'a, 'py>;
    type SerializeTuple = Items<'a, 'py>;
    type SerializeTupleStruct = Items<'a, 'py>;
    type SerializeTupleVariant = Instance<'a, 'py>;
    type SerializeMap = Pairs<'a, 'py>;
    type SerializeStruct = Struct<'a, 'py>;
    type SerializeStructVariant = Instance<'a, 'py>;

    numbers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_u8 u8,
             serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_f32 f32, serialize_f64 f64);

    /// bitflags writes numbers, not names, when told that nobody reads along.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Out<Object<'py>> {
        Ok(PyBool::new(self.0.py, value).to_owned().into_any())
    }

    fn serialize_char(self, value: char) -> Out<Object<'py>> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Out<Object<'py>> {
        Ok(PyString::new(self.0.py, value).into_any())
    }

    fn serialize_bytes(self, value: &[u8]) -> Out<Object<'py>> {
        Ok(PyBytes::new(self.0.py, value).into_any())
    }

    fn serialize_none(self) -> Out<Object<'py>> {
        Ok(self.0.py.None().into_bound(self.0.py))
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Out<Object<'py>> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Out<Object<'py>> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Out<Object<'py>> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Out<Object<'py>> {
        self.0.unit(name, index, variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        value: &T,
    ) -> Out<Object<'py>> {
        let inner = value.serialize(self)?;
        if name == "f16" {
            // `half` writes the bits.
            let number = half::f16::from_bits(inner.extract()?);
            return Ok(PyFloat::new(self.0.py, number.to_f64()).into_any());
        }
        if FLAGS.contains(&name) {
            return self.0.flags(name, &inner);
        }
        Ok(inner)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Out<Object<'py>> {
        let class = self.0.class(name, index, variant)?;
        let object = class.create(self.0.py)?;
        class.set(&object, 0, &value.serialize(self)?)?;
        Ok(object)
    }

    fn serialize_seq(self, length: Option<usize>) -> Out<Items<'a, 'py>> {
        let items = Vec::with_capacity(length.unwrap_or(0));
        Ok(Items {
            context: self.0,
            items,
        })
    }

    fn serialize_tuple(self, length: usize) -> Out<Items<'a, 'py>> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Out<Items<'a, 'py>> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Out<Instance<'a, 'py>> {
        self.serialize_struct_variant(name, index, variant, length)
    }

    fn serialize_map(self, _: Option<usize>) -> Out<Pairs<'a, 'py>> {
        Ok(Pairs {
            context: self.0,
            dict: PyDict::new(self.0.py),
            key: None,
        })
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Out<Struct<'a, 'py>> {
        if name == "Range" {
            return Ok(Struct::Range(self.serialize_seq(Some(length))?));
        }
        self.serialize_struct_variant(name, STRUCT, "", length)
            .map(Struct::Instance)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        _: usize,
    ) -> Out<Instance<'a, 'py>> {
        let class = self.0.class(name, index, variant)?;
        let object = class.create(self.0.py)?;
        Ok(Instance {
            context: self.0,
            class,
            object,
            next: 0,
        })
    }
}

impl<'py> Items<'_, 'py> {
    fn push<T: ?Sized + Serialize>(&mut self, value: &T) -> Out<()> {
        self.items.push(value.serialize(ToPython(self.context))?);
        Ok(())
    }

    fn tuple(self) -> Out<Object<'py>> {
        Ok(PyTuple::new(self.context.py, self.items)?.into_any())
    }
}

impl Instance<'_, '_> {
    fn push<T: ?Sized + Serialize>(&mut self, value: &T) -> Out<()> {
        let value = value.serialize(ToPython(self.context))?;
        self.class.set(&self.object, self.next, &value)?;
        self.next += 1;
        Ok(())
    }
}

macro_rules! sequence {
    ($($name:ident $method:ident),*) => { $(
        impl<'py> ser::$name for Items<'_, 'py> {
            type Ok = Object<'py>;
            type Error = BridgeError;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Out<()> {
                self.push(value)
            }

            fn end(self) -> Out<Object<'py>> {
                self.tuple()
            }
        }
    )* };
}
sequence!(SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field);

impl<'py> ser::SerializeTupleVariant for Instance<'_, 'py> {
    type Ok = Object<'py>;
    type Error = BridgeError;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, value: &T) -> Out<()> {
        self.push(value)
    }

    fn end(self) -> Out<Object<'py>> {
        Ok(self.object)
    }
}

impl<'py> ser::SerializeStructVariant for Instance<'_, 'py> {
    type Ok = Object<'py>;
    type Error = BridgeError;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, _: &'static str, value: &T) -> Out<()> {
        self.push(value)
    }

    fn end(self) -> Out<Object<'py>> {
        Ok(self.object)
    }
}

impl<'py> ser::SerializeStruct for Struct<'_, 'py> {
    type Ok = Object<'py>;
    type Error = BridgeError;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, _: &'static str, value: &T) -> Out<()> {
        match self {
            Struct::Instance(instance) => instance.push(value),
            Struct::Range(items) => items.push(value),
        }
    }

    fn end(self) -> Out<Object<'py>> {
        match self {
            Struct::Instance(instance) => Ok(instance.object),
            Struct::Range(Items { context, items }) => match items.as_slice() {
                [start, stop] => {
                    Ok(PyRange::new(context.py, start.extract()?, stop.extract()?)?.into_any())
                }
                _ => Err(ser::Error::custom("a range has two ends")),
            },
        }
    }
}

impl<'py> ser::SerializeMap for Pairs<'_, 'py> {
    type Ok = Object<'py>;
    type Error = BridgeError;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Out<()> {
        self.key = Some(key.serialize(ToPython(self.context))?);
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Out<()> {
        let value = value.serialize(ToPython(self.context))?;
        let key = self
            .key
            .take()
            .ok_or_else(|| <BridgeError as ser::Error>::custom("value before key"))?;
        Ok(self.dict.set_item(key, value)?)
    }

    fn end(self) -> Out<Object<'py>> {
        Ok(self.context.frozen_map.call1((self.dict,))?)
    }
}
