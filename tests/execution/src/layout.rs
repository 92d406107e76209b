//! The numbers in a buffer: where each lies, of what type it is and what it is called.

use std::fmt;

use naga_toolchain::reflect::Reflection;
use naga_toolchain::reflect::model::{Buffer, Shape, TypeLayout};

/// The types of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Signed, of so many bits.
    Sint(u8),
    /// Unsigned, of so many bits.
    Uint(u8),
    /// Float, of so many bits.
    Float(u8),
}

impl Scalar {
    /// The type that WGSL calls so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "i16" => Self::Sint(16),
            "u16" => Self::Uint(16),
            "i32" => Self::Sint(32),
            "u32" => Self::Uint(32),
            "i64" => Self::Sint(64),
            "u64" => Self::Uint(64),
            "f16" => Self::Float(16),
            "f32" => Self::Float(32),
            "f64" => Self::Float(64),
            _ => return None,
        })
    }

    /// Bytes of one number.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::Sint(bits) | Self::Uint(bits) | Self::Float(bits) => bits as usize / 8,
        }
    }
}

/// One number of a buffer.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it starts, in bytes.
    pub offset: usize,
    /// Its type.
    pub scalar: Scalar,
    /// Names of the members on the way, without indices: `lights.color`.
    pub path: String,
    /// For a number of a matrix: whether it is on the diagonal.
    pub diagonal: Option<bool>,
}

/// A type that this does not know how to lay out.
#[derive(Clone, Debug)]
pub struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no layout for {}", self.0)
    }
}

/// The size of a buffer whose runtime-sized array has `elements`, a multiple of 4.
#[must_use]
pub fn size(buffer: &Buffer, elements: usize) -> usize {
    let size = match buffer.runtime_array {
        Some(array) => array.offset as usize + elements * array.stride as usize,
        None => 0,
    };
    size.max(buffer.min_size as usize).next_multiple_of(4)
}

/// The numbers of a value, in the order of the type.
///
/// # Errors
///
/// A type without a layout.
pub fn leaves(
    reflection: &Reflection,
    layout: &TypeLayout,
    elements: usize,
) -> Result<Vec<Leaf>, Unknown> {
    let mut found = Vec::new();
    let walk = Walk {
        reflection,
        elements,
    };
    walk.value(layout, 0, "", &mut found)?;
    Ok(found)
}

struct Walk<'a> {
    reflection: &'a Reflection,
    elements: usize,
}

impl Walk<'_> {
    fn value(
        &self,
        layout: &TypeLayout,
        offset: usize,
        path: &str,
        found: &mut Vec<Leaf>,
    ) -> Result<(), Unknown> {
        let unknown = || Unknown(layout.ty.clone());
        let mut row =
            |name: &str, offset: usize, count: u32, column: Option<u32>| -> Result<(), Unknown> {
                let scalar = Scalar::from_name(name).ok_or_else(unknown)?;
                found.extend((0..count as usize).map(|index| Leaf {
                    offset: offset + index * scalar.size(),
                    scalar,
                    path: path.to_owned(),
                    diagonal: column.map(|column| column as usize == index),
                }));
                Ok(())
            };
        match &layout.shape {
            Shape::Scalar { scalar } | Shape::Atomic { scalar } => row(scalar, offset, 1, None),
            Shape::Vector { scalar, components } => row(scalar, offset, *components, None),
            Shape::Matrix {
                scalar,
                columns,
                rows,
                column_stride,
            } => (0..*columns).try_for_each(|column| {
                row(
                    scalar,
                    offset + (column * column_stride) as usize,
                    *rows,
                    Some(column),
                )
            }),
            Shape::Array {
                stride,
                count,
                element,
            } => {
                let count = match count.count {
                    Some(count) => count as usize,
                    None => self.elements,
                };
                (0..count).try_for_each(|index| {
                    self.value(element, offset + index * *stride as usize, path, found)
                })
            }
            Shape::Struct { name } => {
                let layout = self
                    .reflection
                    .structs
                    .iter()
                    .find(|each| each.name == *name)
                    .ok_or_else(unknown)?;
                for (index, member) in layout.members.iter().enumerate() {
                    let name = member.name.clone().unwrap_or_else(|| index.to_string());
                    let path = match path {
                        "" => name,
                        _ => format!("{path}.{name}"),
                    };
                    let offset = offset + member.offset as usize;
                    self.value(&member.layout, offset, &path, found)?;
                }
                Ok(())
            }
            Shape::Opaque => Err(unknown()),
        }
    }
}
